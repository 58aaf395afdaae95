"""A world of many rows, built once in each process by the domain's own functions, then put in again row by row.

Building the usual cast takes a tenth of a second of the processor, and thousands of tests begin with it. What was built
the first time is kept as rows, files and pickled objects. It goes in again only into a database that is in the same
state as the first time (same head of the audit trail, same kinds of organisations); else it is built anew.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection, transaction

from roterfaden.accounts.models import OrganisationKind
from roterfaden.audit.models import Head

T = TypeVar("T")
Row = tuple[Any, ...]
Tables = dict[str, dict[Any, Row]]


@dataclass(frozen=True)
class _Kept:
    state: tuple[Any, ...]
    statements: list[tuple[str, list[Row]]]
    files: dict[Path, bytes]
    pickled: bytes


class Snapshot(Generic[T]):
    """What `build` makes, remembered for the rest of the process."""

    def __init__(self, build: Callable[..., T]) -> None:
        self._build = build
        self._kept: _Kept | None = None

    def again(self, *args: Any) -> T:
        """The objects that `build(*args)` makes, with their rows put in; `args` must always be the same."""
        state = _state()
        if self._kept is not None and self._kept.state == state:
            # one transaction: keys to other rows are looked at when all of them are in
            with transaction.atomic(), connection.cursor() as cursor:
                for statement, rows in self._kept.statements:
                    cursor.executemany(statement, rows)
            _put_back(self._kept.files)
            return pickle.loads(self._kept.pickled)  # type: ignore[no-any-return]
        if self._kept is not None:
            return self._build(*args)
        before, stored = _rows(), _files()
        made = self._build(*args)
        files = {name: (_root() / name).read_bytes() for name in _files() - stored}
        self._kept = _Kept(state, _difference(before, _rows()), files, pickle.dumps(made))
        return made


def _state() -> tuple[Any, ...]:
    """Asked twice in most tests, and so in plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return tuple(cursor.fetchone())


_KINDS = f"SELECT MIN(id) FROM {OrganisationKind._meta.db_table}"
_STATE = f"SELECT seq, hash, ({_KINDS}) FROM {Head._meta.db_table}"


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _files() -> set[Path]:
    """The names of all stored files."""
    return {path.relative_to(_root()) for path in _root().rglob("*") if path.is_file()}


def _put_back(files: dict[Path, bytes]) -> None:
    """A test may have destroyed them."""
    for name, content in files.items():
        path = _root() / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _columns(table: str) -> list[str]:
    """Asked of the cursor: Django's introspection parses the whole statement that made the table, each time."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
        return [column[0] for column in cursor.description]


def _rows() -> Tables:
    """All rows of all tables by their first column, which is the key; head of the trail apart: its triggers move it."""
    found: Tables = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table == Head._meta.db_table:
                continue
            # the plus keeps SQLite's adapter from reading the texts of dates
            mark = "+" if connection.vendor == "sqlite" else ""
            columns = ", ".join(f'{mark}"{name}"' for name in _columns(table))
            cursor.execute(f'SELECT {columns} FROM "{table}"')
            found[table] = {row[0]: tuple(row) for row in cursor.fetchall()}
    return found


def _difference(before: Tables, after: Tables) -> list[tuple[str, list[Row]]]:
    statements: list[tuple[str, list[Row]]] = []
    for table, rows in after.items():
        old = before[table]
        columns = _columns(table)
        new = sorted(
            (row for key, row in rows.items() if key not in old), key=lambda row: str(row[0]).zfill(12)
        )
        changed = [row for key, row in rows.items() if key in old and old[key] != row]
        if gone := old.keys() - rows.keys():
            raise ValueError(f"{table}: a snapshot cannot take rows away, {len(gone)} are gone")
        if new:
            names = ", ".join(f'"{name}"' for name in columns)
            places = ", ".join(["%s"] * len(columns))
            statements.append((f'INSERT INTO "{table}" ({names}) VALUES ({places})', new))
        if changed:
            sets = ", ".join(f'"{name}" = %s' for name in columns)
            statements.append(
                (
                    f'UPDATE "{table}" SET {sets} WHERE "{columns[0]}" = %s',
                    [(*row, row[0]) for row in changed],
                )
            )
    return statements
