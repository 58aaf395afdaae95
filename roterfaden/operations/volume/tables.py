"""Write many rows at once: multi-row inserts on SQLite, COPY on PostgreSQL, indexes built afterwards.

Rows are tuples of plain values that both databases take: times as `2026-11-25 08:00:00` in UTC, days as `2026-11-25`,
uuids as 32 digits, JSON as text, sealed values as bytes. The statements are those of the databases' own bulk loaders,
which the ORM does not speak: this module is one of the few that write SQL (docs/decisions/0024).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from roterfaden.operations.upkeep import count_on_sqlite

Row = tuple[Any, ...]


@dataclass
class Table:
    """The columns of a model: those that every row gives, in order, then those that always hold their default."""

    model: type[Model]
    given: tuple[str, ...]
    rest: Row = field(init=False)
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        fields = {f.attname: f for f in self.model._meta.concrete_fields if f.column}  # noqa: SLF001
        missing = set(self.given) - set(fields)
        if missing:
            raise ValueError(f"{self.model.__name__} has no {', '.join(sorted(missing))}.")
        others = [f for name, f in fields.items() if name not in self.given]
        self.columns = (*(str(fields[name].column) for name in self.given), *(str(f.column) for f in others))
        self.rest = tuple(_plain(f.get_db_prep_save(f.get_default(), connection)) for f in others)

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)  # noqa: SLF001


def write(table: Table, rows: Sequence[Row]) -> None:
    """Add the rows. Effect: one statement, or one COPY."""
    if not rows:
        return
    columns = ", ".join(connection.ops.quote_name(column) for column in table.columns)
    name = connection.ops.quote_name(table.name)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cast("Any", cursor).copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row + table.rest)
            return
        marks = ", ".join("?" * len(table.columns))
        raw = cast("Any", connection.connection)
        raw.executemany(
            f"INSERT INTO {name} ({columns}) VALUES ({marks})",  # noqa: S608
            [row + table.rest for row in rows] if table.rest else rows,
        )


@contextmanager
def loading(models: Sequence[type[Model]]) -> Iterator[None]:
    """Within this block rows are added without indexes and without waiting for the disk; afterwards all is as before.

    Refuses at the end, with the database's own error, rows that break a constraint.
    """
    tables = [str(model._meta.db_table) for model in models]  # noqa: SLF001
    drop = _drop_on_postgresql if connection.vendor == "postgresql" else _drop_on_sqlite
    restore = drop(tables)
    yield
    for statement in restore:
        _execute(statement)
    if connection.vendor == "postgresql":
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            _execute(statement)
        _execute("ANALYZE")
    else:
        connection.check_constraints()
        count_on_sqlite()


def _drop_on_sqlite(tables: Sequence[str]) -> list[str]:
    """Drop what CREATE INDEX made; the indexes of UNIQUE stay. Power cuts are survived by seeding again."""
    for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-800000"):
        _execute(f"PRAGMA {pragma}")
    marks = ", ".join(["%s"] * len(tables))
    found = _rows(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})",  # noqa: S608
        tables,
    )
    for name, _sql in found:
        _execute(f'DROP INDEX "{name}"')
    return [*(sql for _name, sql in found), "PRAGMA foreign_keys=ON", "PRAGMA synchronous=FULL"]


def _drop_on_postgresql(tables: Sequence[str]) -> list[str]:
    """Drop foreign keys, unique constraints and indexes of the tables; keys of rows stay."""
    for setting in ("synchronous_commit = off", "maintenance_work_mem = '512MB'"):
        _execute(f"SET {setting}")
    constraints = _rows(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype FROM pg_constraint "
        "WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u') ORDER BY contype DESC, conname",
        [list(tables)],
    )
    for table, name, _definition, kind in sorted(constraints, key=lambda row: row[3]):
        if kind == "f" or not _is_referenced(table, name):
            _execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    indexes = _rows(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(tables)],
    )
    for name, _definition in indexes:
        _execute(f"DROP INDEX {name}")
    return [
        *(definition for _name, definition in indexes),
        *(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'
            for table, name, definition, kind in constraints
            if kind == "f" or not _is_referenced(table, name)
        ),
    ]


def _is_referenced(table: str, name: str) -> bool:
    """Whether foreign keys of other tables rest on this constraint."""
    rows = _rows(
        "SELECT 1 FROM pg_constraint f JOIN pg_constraint u ON f.conindid = u.conindid "
        "WHERE u.conrelid::regclass::text = %s AND u.conname = %s AND f.contype = 'f'",
        [table, name],
    )
    return bool(rows)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(query: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: list[Row] = cursor.fetchall()
    return found


def _plain(value: Any) -> Any:
    """As both loaders take it."""
    if isinstance(value, memoryview):
        return bytes(value)
    return value.dumps(value.obj) if hasattr(value, "dumps") else value
