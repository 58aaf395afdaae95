"""While somebody reads, nothing is written but that it was read."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

WRITING = re.compile(
    r'\s*(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|replace\s+into|merge\s+into)\s+"?(\w+)',
    re.IGNORECASE,
)
# a reading page writes that it was read, and the session may note the visit
ALLOWED_TABLES = frozenset(("audit_entry", "audit_head", "django_session"))


class ReadingPageWrote(RuntimeError):
    """What only reads tried to change something."""


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    writes = WRITING.match(sql)
    if writes and writes.group(1).lower() not in ALLOWED_TABLES:
        raise ReadingPageWrote(sql.split("(", 1)[0])
    return execute(sql, params, many, context)


@contextmanager
def only_reading() -> Iterator[None]:
    """One transaction in which only the trail of reads may be written."""
    with transaction.atomic(), connection.execute_wrapper(_refuse_writes):
        yield
