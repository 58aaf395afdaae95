"""What PostgreSQL's tables held before a test with real transactions, put back after it.

Emptying 300 tables and loading the catalogue anew costs seconds and gives every row another key, so that no snapshot
of a world fits any more. Only the tables that the test has changed are written. The keys go on counting: a snapshot
puts rows in by keys that were handed out once and must not be handed out again. It wants a superuser: no guard of the
trail and no key to another row is asked on the way.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction


@dataclass(frozen=True)
class Untouched:
    """The rows of every table that had some, as COPY writes them."""

    rows: dict[str, bytes]
    empty: tuple[str, ...]

    def put_back(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in self._filled(cursor):
                cursor.execute(f'DELETE FROM "{table}"')
            for table, rows in self.rows.items():
                if _rows(cursor, table) != rows:
                    cursor.execute(f'DELETE FROM "{table}"')
                    with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                        copy.write(rows)

    def _filled(self, cursor: Any) -> list[str]:
        """Those of the empty tables that hold something now, asked at once."""
        asked = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in self.empty
        )
        cursor.execute(asked)
        return [table for (table,) in cursor.fetchall()]


def as_it_stands() -> Untouched:
    """Remember what the tables of the open connection hold."""
    with connection.cursor() as cursor:
        rows = {table: _rows(cursor, table) for table in connection.introspection.table_names(cursor)}
        filled = {table: found for table, found in rows.items() if found}
        empty = tuple(table for table, found in rows.items() if not found)
        return Untouched(filled, empty)


def _rows(cursor: Any, table: str) -> bytes:
    with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(copy)
