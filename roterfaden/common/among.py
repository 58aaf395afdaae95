"""A lookup for many ids at once: `pk__among=[…]` sends them as one parameter, whatever their number.

`pk__in=[…]` sends one parameter for each; a page that asks twelve questions about the same two hundred cases then
spends more time on writing the list than the database on answering.
"""

import json
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup[Any]):
    """Known to all fields of whole numbers (`CommonConfig`), so to every key."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        field, params = self.process_lhs(compiler, connection)
        ids = [int(pk) for pk in self.rhs]
        if connection.vendor == "postgresql":
            return f"{field} = ANY(%s)", (*params, ids)
        return f"{field} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(ids))  # noqa: S608
