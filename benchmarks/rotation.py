"""`python -m benchmarks.rotation`: the master key changes under load, and the change is killed again and again.

A million sealed texts under 200,000 data keys. While `manage.py master_key rewrap` runs, one process reads texts and
another makes and destroys keys; the command is killed with -9 at random moments and begun again. In the end every text
opens with the new master key alone, and no destroyed key came back.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.kills import on_database

ROOT = Path(__file__).resolve().parents[1]
TEXTS, KEYS, KILLS = 1_000_000, 200_000, 5
QUICK = 50
PIECE = 10_000
FAULTS = ("unreadable", "failed_readings", "came_back", "under_older")


def fill(texts: int, keys: int) -> None:
    """Folders with a key each, and sealed texts in them."""
    from django.db import transaction  # noqa: PLC0415

    from roterfaden.common.crypto import keyring  # noqa: PLC0415
    from tests.common.shelf.models import Folder, Note  # noqa: PLC0415

    per_folder = texts // keys
    for start in range(0, keys, PIECE // per_folder):
        count = min(PIECE // per_folder, keys - start)
        with transaction.atomic():
            made = 0
            for _ in range(0, count, keyring.CACHE_SIZE):
                some = keyring.new_keys(min(keyring.CACHE_SIZE, count - made))
                folders = Folder.objects.bulk_create(Folder(data_key=key) for key in some)
                Note.objects.bulk_create(
                    [Note(folder=one, text=f"Satz {one.pk}") for one in folders for _ in range(per_folder)],
                    batch_size=500,
                )
                made += len(some)


def read_on(told: int, seed: int) -> None:
    """In a process of its own: open texts at random as requests do; say how many, and which did not open."""
    from roterfaden.common.crypto import keyring  # noqa: PLC0415
    from tests.common.shelf.models import Note  # noqa: PLC0415

    rng, last = random.Random(seed), Note.objects.latest("pk").pk
    while True:
        keyring.forget()
        try:
            note = Note.objects.select_related("folder").get(pk=rng.randint(1, last))
            right = note.text == f"Satz {note.folder_id}"
        except Exception:  # noqa: BLE001 every failure counts, whatever its name
            right = False
        os.write(told, b"+" if right else b"-")


def make_on(told: int, _seed: int) -> None:
    """In a process of its own: new keys with a text, every second one destroyed at once."""
    from django.utils import timezone  # noqa: PLC0415

    from roterfaden.common.crypto import keyring  # noqa: PLC0415
    from tests.common.shelf.models import Folder, Note  # noqa: PLC0415

    number = 0
    while True:
        number += 1
        key = keyring.new_key()
        folder = Folder.objects.create(data_key=key)
        Note.objects.create(folder=folder, text=f"Satz {folder.pk}")
        if number % 2:
            keyring.destroy(key, at=timezone.now())
        os.write(told, b"d" if number % 2 else b"n")
        time.sleep(0.01)


def begin(work: Any, told: Path, seed: int) -> int:
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            work(os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT), seed)
        os._exit(1)
    return child


def change(folder: Path, kills: int, seed: int) -> tuple[float, int]:
    """New master key, then `rewrap` until it comes to its end; returns the seconds and how often it was killed."""
    rng, killed, began = random.Random(seed), 0, time.monotonic()
    command = [sys.executable, "-m", "benchmarks.rotation", "--command", str(folder)]
    subprocess.run([*command, "new"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    while True:
        process = subprocess.Popen([*command, "rewrap"], cwd=ROOT, stdout=subprocess.DEVNULL)
        if killed < kills:
            with suppress(subprocess.TimeoutExpired):
                process.wait(4 + rng.random() * 4)
                assert process.returncode == 0
                break
            process.kill()
            process.wait()
            killed += 1
            continue
        assert process.wait() == 0
        break
    return time.monotonic() - began, killed


def look() -> dict[str, int]:
    """Every text is opened with the new master key alone."""
    from django.conf import settings  # noqa: PLC0415

    from roterfaden.common.crypto import keyring  # noqa: PLC0415
    from roterfaden.common.models import DataKey  # noqa: PLC0415
    from tests.common.shelf.models import Note  # noqa: PLC0415

    older = keyring.under_older().count()
    path = Path(settings.MASTER_KEY_FILE)
    path.write_text(path.read_text().splitlines()[0] + "\n")
    keyring.forget()
    found = {"texts": 0, "erased": 0, "unreadable": 0}
    notes = Note.objects.select_related("folder__data_key").order_by("pk")
    for note in notes.iterator(chunk_size=2000):
        found["texts"] += 1
        if note.folder.data_key.wrapped is None:
            found["erased"] += 1
            continue
        keyring.admit(note.folder.data_key)
        try:
            found["unreadable"] += note.text != f"Satz {note.folder_id}"
        except Exception:  # noqa: BLE001 every failure counts, whatever its name
            found["unreadable"] += 1
    destroyed = DataKey.objects.filter(destroyed_at__isnull=False).count()
    return {**found, "destroyed": destroyed, "under_older": older}


def run(*, texts: int, keys: int, kills: int, database: str, seed: int) -> dict[str, Any]:
    """Fill, change under load, look; the figures."""
    with on_database(database):
        from django.conf import settings  # noqa: PLC0415

        from roterfaden.common.crypto import keyring  # noqa: PLC0415

        keyring.ensure_master_key()
        fill(texts, keys)
        told = settings.TEST_DIR / "told"
        children = [begin(work, told, seed) for work in (read_on, make_on)]
        seconds, killed = change(settings.TEST_DIR, kills, seed)
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        heard = told.read_bytes()
        figures = look()
    return {
        "rotation_s": round(seconds, 1),
        "kills": killed,
        "keys": keys,
        **figures,
        "readings": heard.count(b"+"),
        "failed_readings": heard.count(b"-"),
        "came_back": max(0, heard.count(b"d") - figures["destroyed"]),
        "load": round(os.getloadavg()[0], 1),
    }


def command(folder: Path, what: str) -> None:
    """`manage.py master_key` on the data of the run, in a process that can be killed."""
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.KEY_DIR, settings.MASTER_KEY_FILE = folder / "keys", folder / "keys" / "master.key"
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"]["NAME"] = str(folder / "kills.sqlite3")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("master_key", what)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--keys", type=int, default=KEYS)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--command", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.command:
        command(Path(options.command[0]), options.command[1])
        return 0
    share = QUICK if options.quick else 1
    figures = run(
        texts=options.texts // share,
        keys=options.keys // share,
        kills=1 if options.quick else options.kills,
        database=options.database,
        seed=options.seed,
    )
    if not options.json:
        print(*(f"{name}: {value}" for name, value in figures.items()), sep="\n")
    print(json.dumps(figures))
    return int(any(figures[name] for name in FAULTS))


if __name__ == "__main__":
    sys.exit(main())
