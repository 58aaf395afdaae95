"""The program as it is operated, for `benchmarks.load`: a database that may be written to, gunicorn, what both need."""

import os
import secrets
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.killing import children_of, free_port, host_in
from benchmarks.load_client import HOST
from benchmarks.pages import HASTE, ROOT

LOGIN = "load_office"
UNIT = ROOT / "deploy" / "systemd" / "roterfaden-web.service"
# what production must have (operations/safety.py); the seeded server goes without while it is filled
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
BUSY = "55006"
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def copied(address: str, cases: int, *, keep: bool) -> Iterator[str]:
    """A copy of the seeded database with row security and a plain login, as in production; gone afterwards.

    While it is there the server writes durably. `keep`: leave the copy, and take one that was left.
    """
    psycopg = import_module("psycopg")
    name = f"load_{cases}"
    with psycopg.connect(address, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if there and not keep:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        if not there or not keep:
            copy_database(connection, f"volume_{cases}", name)
        for setting in DURABLE:
            connection.execute(f"ALTER SYSTEM SET {setting} = on")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CHECKPOINT")
    try:
        secure(psycopg, address, name)
        yield name
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            for setting in HASTE:
                if setting.partition("=")[0] in DURABLE:
                    connection.execute(f"ALTER SYSTEM SET {setting.replace('=', ' = ')}")
            connection.execute("SELECT pg_reload_conf()")
            if not keep:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
                connection.execute(f"DROP ROLE IF EXISTS {LOGIN}")


def copy_database(connection: Any, source: str, name: str) -> None:
    """Copy, as soon as nobody is connected to the source."""
    psycopg = import_module("psycopg")
    patience = time.monotonic() + 300
    while True:
        try:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        except psycopg.Error as error:
            if error.sqlstate != BUSY or time.monotonic() > patience:
                raise
            time.sleep(2)
        else:
            return


def secure(psycopg: Any, address: str, name: str) -> None:
    """A login that is no superuser, and row security for it."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.pages_settings",
        "BENCHMARK_DATABASE": name,
        "BENCHMARK_HOST": host_in(address),
    }
    manage(environment, "createcachetable")
    manage(environment, "shell", "--no-imports", "-c", SWITCH_ON)
    with psycopg.connect(address, dbname=name, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [LOGIN]).fetchone():
            connection.execute(f"CREATE ROLE {LOGIN} LOGIN NOSUPERUSER")
        for what in ("TABLES", "SEQUENCES"):
            connection.execute(f"GRANT ALL ON ALL {what} IN SCHEMA public TO {LOGIN}")


SWITCH_ON = (
    "from django.db import connection; from roterfaden.operations import row_security; "
    "row_security.switch_on(connection)"
)


def manage(environment: dict[str, str], *words: str) -> None:
    """A command of manage.py; what it says is of no interest unless it fails."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"manage.py {words[0]}: {done.stderr[-2000:]}")


def production(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process in production whose files lie in `folder`."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "roterfaden.config.settings.production",
        "ROTERFADEN_HOSTS": HOST,
        "ROTERFADEN_DATA": str(folder),
        **more,
    }


def on_postgresql(folder: Path, address: str, name: str) -> dict[str, str]:
    login = {"DB_NAME": name, "DB_USER": LOGIN, "DB_HOST": host_in(address)}
    return production(folder, **{f"ROTERFADEN_{key}": value for key, value in login.items()})


@contextmanager
def serving(environment: dict[str, str], *words: str) -> Iterator[tuple[int, int]]:
    """The web process with the words and the environment of the shipped unit; `words` come after them.

    Yields its port and the process that begins the others.
    """
    port = free_port()
    shipped = shipped_words("ExecStart")[1:]
    said = [word for word in shipped if not word.startswith("--bind=")]
    given = [word for word in shipped_words("Environment") if not word.startswith("ROTERFADEN_")]
    environment = {**environment, **dict(word.split("=", 1) for word in given)}
    command = [sys.executable, "-m", "gunicorn", *said, f"--bind=127.0.0.1:{port}", *words]
    # the log is written as in production, to a file
    with (Path(environment["ROTERFADEN_DATA"]) / f"web-{secrets.token_hex(3)}.log").open("w") as log:
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            wait_until_it_answers(port, running, Path(log.name))
            yield port, running.pid
        finally:
            running.terminate()
            with suppress(subprocess.TimeoutExpired):
                running.wait(40)
            running.kill()


def shipped_words(key: str) -> list[str]:
    """What the unit says under `key`, in all its lines."""
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    return [
        word for line in lines if line.startswith(f"{key}=") for word in shlex.split(line.partition("=")[2])
    ]


def wait_until_it_answers(port: int, running: "subprocess.Popen[bytes]", log: Path) -> None:
    """Both workers have loaded everything when the port has answered and the processor rests."""
    patience = time.monotonic() + 60
    while time.monotonic() < patience and running.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=30) as asked:
            asked.sendall(f"GET /gesund/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            if b" 200 " in asked.recv(64):
                return
        time.sleep(0.2)
    raise RuntimeError(f"It does not serve: {log.read_text(encoding='utf-8')[-2000:]}")


def memory_of(process: int) -> tuple[float, float]:
    """Megabytes of a process: those that are its own or its part of shared ones (PSS), and all it touches (RSS)."""
    rolled = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    said = {line.split(":")[0]: int(line.split()[1]) for line in rolled[1:]}
    return said["Pss"] / 1024, said["Rss"] / 1024


def busy_seconds(process: int) -> float:
    """What the processor has worked for a process, for its children, and for those that it has seen end."""
    total = 0.0
    for one in (process, *children_of(process)):
        with suppress(OSError):
            words = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            mine, dead = words[11:13], words[13:15] if one == process else []
            total += sum(map(int, [*mine, *dead])) / TICKS
    return total
