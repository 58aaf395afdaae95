"""A PostgreSQL server in production: a copy of that of the tests, which archives its log as `wal setup` says."""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from roterfaden.operations.backup.databases_postgres import tool_for

# whom the wheel's PostgreSQL runs as where the tests run as root
ACCOUNT = "pgserver" if os.geteuid() == 0 else None


@contextmanager
def archiving_server(room: Path, *, lines: str) -> Iterator[None]:
    """Within, the connection of Django leads to that server. `lines`: what an operator writes into its settings."""
    usual, data, said = connection.settings_dict["HOST"], room / "data", room / "said"
    copy, postgres = (tool_for(connection, name) for name in ("pg_basebackup", "postgres"))
    subprocess.run([copy, "-h", usual, "-U", "postgres", "-D", str(data), "--checkpoint=fast"], check=True)
    own = f"unix_socket_directories = '{room}'\nlisten_addresses = ''\nfsync = off\n"
    (data / "postgresql.auto.conf").write_text(lines + own, encoding="utf-8")
    give(room)
    connection.close()
    with said.open("wb") as log:
        server = subprocess.Popen([postgres, "-D", str(data)], user=ACCOUNT, cwd=room, stdout=log, stderr=log)
    connection.settings_dict["HOST"] = str(room)
    try:
        _wait(room, server, said)
        yield
    finally:
        connection.close()
        connection.settings_dict["HOST"] = usual
        server.send_signal(signal.SIGQUIT)
        server.wait()


def give(room: Path) -> None:
    """Everything in a folder to the user of PostgreSQL."""
    for path in (room, *room.rglob("*")) if ACCOUNT else ():
        os.chown(path, pwd.getpwnam(str(ACCOUNT)).pw_uid, -1)


def archive_all() -> None:
    """End the piece of the log that is being written, and wait until it has come to the archive."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_walfile_name(pg_switch_wal())")
        (wanted,) = cursor.fetchone()
        archived = ""
        while archived < wanted:
            time.sleep(0.05)
            cursor.execute("SELECT coalesce(last_archived_wal, ''), failed_count FROM pg_stat_archiver")
            archived, failed = cursor.fetchone()
            assert not failed


def _wait(room: Path, server: subprocess.Popen[bytes], said: Path) -> None:
    while True:
        assert server.poll() is None, said.read_text()
        try:
            psycopg.connect(host=str(room), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
