"""Copying a SQLite database as a stream of lines of JSON, all as it stands at one moment, and filling one from it.

{"table": name, "sql": …}    then each of its rows as a list, bytes as {"hex": …}
{"numbers": […]}             how far each table has counted
{"after": […]}               indexes and triggers, made when all rows are in
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from roterfaden.operations.backup.prints import KEYS_LISTED, LEFT_OUT, Copied, Prints, in_order, print_of

ROWS_AT_ONCE = 1000
WAITS = 60


def copy(database: Path, take: Callable[[bytes], object]) -> Copied:
    """Hand the database over piece by piece, without the rows of LEFT_OUT."""
    prints: Prints = {}
    with closing(sqlite3.connect(database, timeout=WAITS, isolation_level=None)) as found:
        found.execute("BEGIN")
        for table, sql in _tables(found):
            take(_line({"table": table, "sql": sql}))
            if table not in LEFT_OUT:
                prints[table] = print_of(_told(_rows(found, table), take))
        numbers = found.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()
        take(_line({"numbers": numbers}))
        rest = found.execute(
            "SELECT sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL ORDER BY type, name"
        ).fetchall()
        take(_line({"after": [sql for (sql,) in rest]}))
        return Copied(prints, [str(key_id) for (key_id,) in found.execute(KEYS_LISTED)])


def load(database: Path, pieces: Iterable[bytes]) -> None:
    """Make the database from a copy, in one transaction: it is there whole, or empty."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(database, isolation_level=None)) as made:
        made.execute("BEGIN IMMEDIATE")
        insert, waiting = "", list[Any]()
        for line in _lines(pieces):
            told = json.loads(line, object_hook=_from_hex)
            if isinstance(told, list):
                waiting.append(told)
            if waiting and (isinstance(told, dict) or len(waiting) == ROWS_AT_ONCE):
                made.executemany(insert, waiting)
                waiting.clear()
            if isinstance(told, dict):
                insert = _begin(made, told) or insert
        made.execute("COMMIT")


def prints(database: Path) -> Prints:
    """Rows and hash of every table, as it stands."""
    with closing(sqlite3.connect(database)) as found:
        return {
            table: print_of(_rows(found, table)) for table, _sql in _tables(found) if table not in LEFT_OUT
        }


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces end anywhere, the last one after a line."""
    begun = b""
    for piece in pieces:
        *whole, begun = (begun + piece).split(b"\n")
        yield from whole


def _begin(made: sqlite3.Connection, told: dict[str, Any]) -> str | None:
    """Do what a line between the rows says; for a table, how its rows go in."""
    if "table" in told:
        made.execute(told["sql"])
        columns = len(made.execute(f'PRAGMA table_info("{told["table"]}")').fetchall())
        return f'INSERT INTO "{told["table"]}" VALUES ({", ".join("?" * columns)})'  # noqa: S608
    if "numbers" in told:
        made.execute("DELETE FROM sqlite_sequence")
        made.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", told["numbers"])
    for sql in told.get("after", ()):
        made.execute(sql)
    return None


def _tables(found: sqlite3.Connection) -> list[tuple[str, str]]:
    """Name and definition of each table, by name."""
    return found.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()


def _rows(found: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    named = found.execute(f'SELECT name FROM pragma_table_info("{table}") WHERE pk > 0 ORDER BY pk')  # noqa: S608
    order = in_order([name for (name,) in named])
    yield from found.execute(f'SELECT * FROM "{table}" ORDER BY {order}')  # noqa: S608


def _told(rows: Iterable[tuple[Any, ...]], take: Callable[[bytes], object]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        take(_line(row))
        yield row


def _line(told: Any) -> bytes:
    return json.dumps(told, default=_as_hex).encode() + b"\n"


def _as_hex(value: bytes) -> dict[str, str]:
    return {"hex": value.hex()}


def _from_hex(told: dict[str, Any]) -> Any:
    return bytes.fromhex(told["hex"]) if told.keys() == {"hex"} else told
