"""`python -m benchmarks.recovery`: how long until the first good page after a kill -9 of web server and database.

People write journal entries through the pages of a real gunicorn; in the middle of it everything is killed, started
again, and the journal of the case is asked for until it answers 200. In the end every entry that was acknowledged is
there, once. `--clock cpu` judges by what the processor spent on the start, for a machine shared with others.
"""

import argparse
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.asking import status_of
from benchmarks.killing import ROOT, Killable, free_port
from benchmarks.kills import Postgres, make_world, on_database

CYCLES, QUICK, WRITERS = 30, 2, 3
GOAL = 10.0
PATIENCE = 120.0


class Site:
    """The web server, and a way to ask it as Anna."""

    def __init__(self, environment: dict[str, str], session: str, code: str) -> None:
        self.environment, self.session = environment, session
        self.port, self.process = free_port(), Killable()
        self.journal = f"/faelle/{code}/journal/"

    def start(self) -> None:
        bind = f"--bind=127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "roterfaden.config.wsgi", bind, "--threads=4"]
        self.process.launch(command, cwd=ROOT, env=self.environment)

    def ask(self, path: str, fields: dict[str, str] | None = None) -> int:
        """The status; 0 if nobody answers."""
        return status_of(self.port, path, session=self.session, fields=fields)

    def write(self, acknowledged: list[str], seed: int) -> None:
        """Entries, one after the other, until nobody answers any more."""
        number, status = 0, 302
        while status == 302:
            number += 1
            text = f"Eintrag {seed} {number}"
            typed = {"kind": "call", "day": "2026-11-24", "time": "09:30", "text": text}
            status = self.ask(f"{self.journal}neu/", typed)
            if status == 302:
                acknowledged.append(text)

    def wait(self) -> None:
        """Until the journal answers 200."""
        began = time.monotonic()
        while self.ask(self.journal) != 200:
            assert time.monotonic() - began < PATIENCE, "it does not come back"
            time.sleep(0.02)

    def processor_seconds(self) -> float:
        """What the processor spent on the web server so far."""
        assert self.process.process is not None
        group, ticks = str(self.process.process.pid), 0
        for status in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                words = status.read_text().rpartition(")")[2].split()
                ticks += (int(words[11]) + int(words[12])) * (words[2] == group)
        return ticks / os.sysconf("SC_CLK_TCK")


def one_kill(
    site: Site, server: Postgres | None, acknowledged: list[str], rng: random.Random
) -> tuple[float, float]:
    """Let people write, kill everything, start it again; the seconds until the first good page, clock and processor."""
    writers = [
        threading.Thread(target=site.write, args=[acknowledged, rng.randrange(10**9)]) for _ in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    time.sleep(0.3 + rng.random())
    if server:
        server.kill()
    site.process.kill()
    for writer in writers:
        writer.join()
    began = time.monotonic()
    if server:
        server.start()
    site.start()
    site.wait()
    return time.monotonic() - began, site.processor_seconds()


def run(*, cycles: int, database: str, seed: int) -> dict[str, Any]:
    """The whole run; the figures."""
    with on_database(database) as server:
        from django.conf import settings  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415

        world, case = make_world()
        client = Client()
        client.force_login(world.anna)
        connections.close_all()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "benchmarks.recovery_settings",
            "ROTERFADEN_KEYS": str(settings.KEY_DIR),
            "ROTERFADEN_DATA": str(settings.TEST_DIR),
            "TEST_FILES": str(settings.MEDIA_ROOT),
            "TEST_NAME": str(settings.DATABASES["default"]["NAME"]),
        }
        site = Site(environment, client.cookies["sessionid"].value, case.code)
        rng, acknowledged = random.Random(seed), list[str]()
        site.start()
        try:
            site.wait()
            took = [one_kill(site, server, acknowledged, rng) for _ in range(cycles)]
        finally:
            site.process.kill()
        return {
            **look(acknowledged),
            "kills": cycles,
            **percentiles("wall", [wall for wall, _cpu in took]),
            **percentiles("cpu", [cpu for _wall, cpu in took]),
            "load": round(os.getloadavg()[0], 1),
        }


def percentiles(clock: str, seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    worst = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    return {f"median_{clock}_s": round(ordered[len(ordered) // 2], 2), f"p99_{clock}_s": round(worst, 2)}


def look(acknowledged: list[str]) -> dict[str, int]:
    from roterfaden.audit.verification import verify  # noqa: PLC0415
    from roterfaden.cases.models import JournalEntry  # noqa: PLC0415

    there = Counter(entry.text for entry in JournalEntry.objects.all())
    return {
        "acknowledged": len(acknowledged),
        "lost": sum(text not in there for text in acknowledged),
        "twice": sum(count - 1 for count in there.values()),
        "chain_broken": int(not verify().sound),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=CYCLES)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    cycles = QUICK if options.quick else options.cycles
    figures = run(cycles=cycles, database=options.database, seed=options.seed)
    if not options.json:
        print(*(f"{name}: {value}" for name, value in figures.items()), sep="\n")
    print(json.dumps(figures))
    faults = any(figures[name] for name in ("lost", "twice", "chain_broken"))
    return int(faults or not figures["acknowledged"] or figures[f"p99_{options.clock}_s"] > GOAL)


if __name__ == "__main__":
    sys.exit(main())
