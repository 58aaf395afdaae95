"""A fingerprint of a table: how many rows, and a hash over all of them, alike before and after a restore."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

# in no copy: the data keys (they are kept apart, so that old backups forget what was erased), sessions and the cache
LEFT_OUT = ("common_datakey", "django_session", "django_cache")
KEYS_LISTED = "SELECT id FROM common_datakey ORDER BY id"

Prints = dict[str, tuple[int, str]]


class Copied(NamedTuple):
    """What a copy held of one moment: rows and hash of every table, and the ids of all data keys, without the keys."""

    tables: Prints
    keys: list[str]


def in_order(primary_key: Sequence[str] | None) -> str:
    """By what the rows of a table are put in a fixed order: all of its primary key, for a part of it may come twice."""
    return ", ".join(f'"{name}"' for name in primary_key or ()) or "1"


def print_of(rows: Iterable[Any]) -> tuple[int, str]:
    """Of rows in a fixed order."""
    count, digest = 0, hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join(map(_cell, row)).encode() + b"\x1e")
        count += 1
    return count, digest.hexdigest()


def _cell(value: Any) -> str:
    """One value, told apart from all others, in the same way before and after."""
    match value:
        case bytes() | memoryview():
            return f"b{bytes(value).hex()}"
        case datetime():
            return f"t{value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()}"
        case date() | time():
            return f"d{value.isoformat()}"
        case dict() | list():
            return f"j{json.dumps(value, sort_keys=True)}"
        case _:
            return f"{type(value).__name__[0]}{value}"
