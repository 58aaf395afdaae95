"""`python -m benchmarks.power_loss --cycles 200`: the power goes while people work; the disk loses what it may lose.

Two processes work through the domain functions on SQLite and a folder of files while strace records what they ask of
the disk. Afterwards the recording is played to a model of a disk (`benchmarks/disk_model.py`) that is cut at random
moments; the program opens whatever it may hold then: every action that was acknowledged before the cut has to be there,
whole, once, with its entry in the trail; the database has to be sound and take new work.

At the end the same recording is played to a disk that lies and ignores every sync: there something has to get lost, or
the model would show nothing.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.disk_model import Disk
from benchmarks.kills import Check, copy_template, make_world
from benchmarks.system_calls import Event, events, strace

ROOT = Path(__file__).resolve().parents[1]
WRITERS = 2
QUICK = 12
# from this many acknowledged actions on, on average, one cut
ACTIONS = 3
FAULTS = ("lost", "twice", "without_trail", "chain_broken", "unsound", "refused")


def use(folder: Path) -> None:
    """Point Django, whether it has begun or not, at the database and the files in `folder`/disk."""
    from django.conf import settings  # noqa: PLC0415

    settings.DATABASES["default"]["NAME"] = str(folder / "disk" / "db.sqlite3")
    settings.MEDIA_ROOT = folder / "disk" / "files"
    settings.KEY_DIR = folder / "keys"
    settings.MASTER_KEY_FILE = folder / "keys" / "master.key"


def write(folder: Path, seed: int, actions: int) -> None:
    """In a process of its own, watched by strace: write, and say what was committed."""
    use(folder)
    import django  # noqa: PLC0415

    django.setup()
    from benchmarks.kills import write_until_killed  # noqa: PLC0415
    from roterfaden.accounts.models import User  # noqa: PLC0415
    from roterfaden.cases.models import Case  # noqa: PLC0415

    world = SimpleNamespace(anna=User.objects.get(username="anna"))
    case = Case.objects.select_related("data_key").get()
    told = os.open(folder / "told" / str(seed), os.O_WRONLY | os.O_CREAT)
    write_until_killed(world, case, told, seed, most=actions)


def record(folder: Path, *, actions: int, seed: int) -> list[Event]:
    """Let the writers work under strace; returns what they did to the disk and what they said."""
    processes = []
    for number in range(WRITERS):
        command = [sys.executable, "-m", "benchmarks.power_loss", "--write", str(folder)]
        command += ["--seed", str(seed + number), "--cycles", str(actions // WRITERS)]
        processes.append(subprocess.Popen([*strace(folder / f"calls{number}"), *command], cwd=ROOT))
    for process in processes:
        assert process.wait() == 0, "a writer ended with an error"
    found = []
    for number in range(WRITERS):
        watched = (folder / "disk", folder / "told")
        found += events(folder / f"calls{number}", watched=watched, cwd=ROOT)
    return sorted(found, key=lambda event: event.counts_at)


def cut_and_look(folder: Path, disk: Disk, told: list[str], check: Check, rng: random.Random) -> None:
    """The power goes now; the program begins again on what is left."""
    from django.db import DatabaseError, connection, connections  # noqa: PLC0415

    left = folder / "left"
    disk.cut(folder / "disk", left / "disk", rng)
    connections.close_all()
    use_again(left)
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            check.figures["unsound"] += cursor.fetchall() != [("ok",)]
        check.checked = 0
        check.look(told)
        go_on(check)
    except DatabaseError:
        check.figures["unsound"] += 1
        check.figures["lost"] += len(told)
    finally:
        connections.close_all()
        shutil.rmtree(left)


def use_again(left: Path) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    (left / "disk" / "files").mkdir(exist_ok=True)
    connection.settings_dict["NAME"] = str(left / "disk" / "db.sqlite3")
    settings.MEDIA_ROOT = left / "disk" / "files"


def go_on(check: Check) -> None:
    """The next entry is taken and read again."""
    from roterfaden.accounts.models import User  # noqa: PLC0415
    from roterfaden.audit.verification import verify  # noqa: PLC0415
    from roterfaden.cases import journal  # noqa: PLC0415
    from roterfaden.cases.choices import ContactKind  # noqa: PLC0415
    from roterfaden.cases.models import Case, JournalEntry  # noqa: PLC0415

    anna, at = User.objects.get(username="anna"), datetime.now(UTC)
    case = Case.objects.select_related("data_key").get()
    entry = journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=at, text="Danach", by=anna, at=at
    )
    check.figures["refused"] += JournalEntry.objects.get(pk=entry.pk).text != "Danach"
    check.figures["chain_broken"] += not verify().sound


def play(folder: Path, disk: Disk, asked: list[Event], check: Check, cuts: list[int], seed: int) -> int:
    """Do to the disk what was asked, look after every cut; returns how many actions were told in all."""
    told, rng, left = list[str](), random.Random(seed), sorted(cuts)
    for number, event in enumerate(asked):
        if left and number == left[0]:
            left.pop(0)
            cut_and_look(folder, disk, told, check, rng)
        if event.path.startswith(str(folder / "told")):
            told += event.data.decode().splitlines()
        else:
            disk.take(event)
    return len(told)


def fresh_check() -> Check:
    check = Check()
    check.figures |= {"unsound": 0, "refused": 0}
    return check


def run(*, cycles: int, seed: int) -> dict[str, Any]:
    """Record once, cut `cycles` times; the figures."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "roterfaden.config.settings.test"
    os.environ.pop("TEST_DATABASE", None)
    folder = Path(tempfile.mkdtemp(prefix="roterfaden-power-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        prepare(folder)
        disk = Disk(folder / "disk")
        liar = Disk(folder / "disk", believes_syncs=False)
        began, check, lied = time.monotonic(), fresh_check(), fresh_check()
        asked = record(folder, actions=max(60, cycles * ACTIONS), seed=seed)
        recorded = time.monotonic() - began
        rng = random.Random(seed)
        actions = play(folder, disk, asked, check, rng.sample(range(1, len(asked)), cycles), seed)
        last = len(asked) - 1
        play(folder, liar, asked, lied, [last // 2, last], seed)
    return {
        **check.figures,
        "lost_by_a_disk_that_lies": lied.figures["lost"],
        "calls": len(asked),
        "syncs": disk.syncs,
        "actions": actions,
        "recording_s": round(recorded, 1),
        "all_s": round(time.monotonic() - began, 1),
    }


def prepare(folder: Path) -> None:
    """A small service on a database that lies on the disk whole."""
    from django.conf import settings  # noqa: PLC0415

    for name in ("disk", "told"):
        (folder / name).mkdir()
    (folder / "disk" / "files").mkdir(mode=0o700)
    copy_template(settings, folder / "disk" / "db.sqlite3")
    use(folder)
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, connections  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    make_world()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write(options.write, options.seed, options.cycles)
        return 0
    cycles = QUICK if options.quick else options.cycles
    figures = run(cycles=cycles, seed=options.seed)
    if not options.json:
        print(*(f"{name}: {value}" for name, value in figures.items()), sep="\n")
    print(json.dumps(figures))
    return int(any(figures[name] for name in FAULTS) or not figures["lost_by_a_disk_that_lies"])


if __name__ == "__main__":
    sys.exit(main())
