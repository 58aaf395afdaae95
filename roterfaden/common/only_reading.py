"""While somebody reads, nothing is written but that it was read; so what was found out once holds to the end."""

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, transaction

WRITING = re.compile(
    r'\s*(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|replace\s+into|merge\s+into)\s+"?(\w+)',
    re.IGNORECASE,
)
# a reading page writes that it was read, and the session may note the visit
ALLOWED_TABLES = frozenset(("audit_entry", "audit_head", "django_session"))

T = TypeVar("T")


@dataclass(frozen=True)
class _Reading:
    known: dict[Hashable, Any] = field(default_factory=dict)
    at_the_end: list[Callable[[], None]] = field(default_factory=list)


_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)


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
    reading = _Reading()
    outer = _reading.set(reading)
    try:
        with transaction.atomic(), connection.execute_wrapper(_refuse_writes):
            yield
            for do in reading.at_the_end:
                do()
    finally:
        _reading.reset(outer)


def is_reading() -> bool:
    return _reading.get() is not None


def at_the_end(do: Callable[[], None]) -> None:
    """Do it last in this `only_reading`, in its transaction; not at all if that fails. Elsewhere at once."""
    reading = _reading.get()
    if reading is None:
        do()
    else:
        reading.at_the_end.append(do)


def found_once(key: Hashable, find: Callable[[], T]) -> T:
    """What `find` returns; within one `only_reading` asked once for each `key`, elsewhere every time."""
    reading = _reading.get()
    if reading is None:
        return find()
    if key not in reading.known:
        reading.known[key] = find()
    known: T = reading.known[key]
    return known
