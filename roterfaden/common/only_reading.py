"""While somebody reads, nothing is written but that it was read; so what was found out once holds to the end."""

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, transaction

WRITING = re.compile(
    r'\s*(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|replace\s+into|merge\s+into)\s+"?(\w+)',
    re.IGNORECASE,
)
# a reading page writes that it was read, and the session may note the visit
ALLOWED_TABLES = frozenset(("audit_entry", "audit_head", "django_session"))

T = TypeVar("T")
_found: ContextVar[dict[Hashable, Any] | None] = ContextVar("found_while_reading", default=None)


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
    known = _found.set({})
    try:
        with transaction.atomic(), connection.execute_wrapper(_refuse_writes):
            yield
    finally:
        _found.reset(known)


def is_reading() -> bool:
    return _found.get() is not None


def found_once(key: Hashable, find: Callable[[], T]) -> T:
    """What `find` returns; within one `only_reading` asked once for each `key`, elsewhere every time."""
    found = _found.get()
    if found is None:
        return find()
    if key not in found:
        found[key] = find()
    known: T = found[key]
    return known
