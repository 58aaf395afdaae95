"""`python -m benchmarks.load`: 300 people of an office at work for ten minutes, on PostgreSQL with 150,000 cases.

The program runs as the guide of operation says: gunicorn with the words of `deploy/systemd`, settings of production,
row security, a database that writes durably (a copy of the one that `benchmarks.pages` has seeded in --folder). The
people are logged in and go from page to page as in `load_work`; between two pages they think (--think, mean in
seconds). A page counts from the first byte sent to the last one read, redirects as pages of their own; what scripts
send while somebody types is told apart and does not count for the goal. Afterwards everything that was acknowledged
is looked for.

--quick: 12 people who think for one second, 300 cases on SQLite, for ten seconds; 300 ms stay the goal.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.killing import children_of
from benchmarks.load_client import Person, Tally
from benchmarks.load_server import (
    busy_seconds,
    copied,
    manage,
    memory_of,
    on_postgresql,
    production,
    serving,
)
from benchmarks.load_work import work
from benchmarks.pages import ROOT, milliseconds, seeded

GOALS = {"p95_ms": 300, "errors": 0, "memory_mb": 250, "missing": 0}
# what scripts send by themselves: told, but it would flatter the pages
BY_SCRIPT = "drafts:keep"
LOOK_EVERY = 5.0
QUICK = {"users": 12, "think": 1.0, "cases": 300, "seconds": 10, "warm_up": 3}


@dataclass
class Machine:
    """What processes took while the office worked."""

    seconds: float = 0.0
    # by process, of each look: megabytes
    memory: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    busy: dict[str, float] = field(default_factory=dict)

    def most(self, which: int) -> float:
        return round(max((look[which] for looks in self.memory.values() for look in looks), default=0), 1)

    def share(self, who: str) -> float:
        """Of one processor."""
        return round(self.busy[who] / self.seconds, 3) if self.seconds else 0.0


def main() -> int:
    options = parse_options()
    # ended from outside, too, it puts the server back and ends what it began
    signal.signal(signal.SIGTERM, lambda *_said: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="roterfaden-load-") as folder:
        files = Path(folder)
        with (
            on_sqlite(files, options) if options.quick else on_server(files, options) as (environment, server)
        ):
            people = stage(environment, "begin", str(options.users))
            with serving(environment, *options.gunicorn.split()) as (port, process):
                tally, machine = asyncio.run(office(people, port, process, server, options))
                trouble = troubles(files)
            missing = stage(environment, "verify", told=json.dumps(tally.acknowledged))
    found = report(tally, machine, missing, options)
    print_report(found, tally, machine, trouble)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    return 0 if found["ok"] else 1


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a small office on SQLite, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object on the last line")
    parser.add_argument("--users", type=int, default=300)
    parser.add_argument("--think", type=float, default=25.0, help="mean seconds between two pages")
    parser.add_argument("--seconds", type=float, default=600, help="that count")
    parser.add_argument("--warm-up", type=float, default=60, help="seconds before them")
    parser.add_argument("--cases", type=int, default=150_000)
    folder = Path(tempfile.gettempdir()) / "roterfaden-volume"
    parser.add_argument("--folder", type=Path, default=folder, help="where benchmarks.pages has seeded")
    parser.add_argument(
        "--keep", action="store_true", help="leave the copy of the database, and take one left before"
    )
    parser.add_argument(
        "--gunicorn", default="", metavar="WORDS", help="that come after those of the unit, for trying"
    )
    given = parser.parse_args()
    if given.quick:
        for name, value in QUICK.items():
            setattr(given, name, value)
    return given


@contextmanager
def on_sqlite(files: Path, options: argparse.Namespace) -> Iterator[tuple[dict[str, str], int]]:
    """A small database of this run only, with the settings and keys of a small office."""
    environment = production(files, ROTERFADEN_DB="sqlite", ROTERFADEN_KEYS=str(files / "keys"))

    def seed() -> None:
        manage(environment, "seed", "--cases", str(options.cases), "--verbosity", "0")
        manage(environment, "createcachetable")

    with ThreadPoolExecutor() as both:
        jobs = both.submit(seed), both.submit(manage, environment, "collectstatic", "--noinput")
        for job in jobs:
            job.result()
    yield environment, 0


@contextmanager
def on_server(files: Path, options: argparse.Namespace) -> Iterator[tuple[dict[str, str], int]]:
    """The copy of the seeded database; and the process of the database server."""
    with seeded("postgresql", [options.cases], options.folder) as (source,):
        address = f"postgresql://postgres:@/postgres?host={source.host}"
        with copied(address, options.cases, keep=options.keep) as name:
            environment = on_postgresql(files, address, name)
            manage(environment, "collectstatic", "--noinput")
            yield environment, int((Path(source.host) / "postmaster.pid").read_text().split()[0])


def stage(environment: dict[str, str], *words: str, told: str = "") -> Any:
    """Ask `load_stage`, in a process of its own with the program's settings."""
    command = [sys.executable, "-m", "benchmarks.load_stage", *words]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, input=told, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


async def office(
    people: list[dict[str, Any]], port: int, process: int, server: int, options: argparse.Namespace
) -> tuple[Tally, Machine]:
    """Everybody at work until the time is over."""
    seeds = random.Random(1)  # the same day for the same data
    tally = Tally(counts_from=time.perf_counter() + options.warm_up)
    workers = [
        asyncio.create_task(
            work(Person(who, port=port, think=options.think, tally=tally, seed=seeds.randrange(2**32)))
        )
        for who in people
    ]
    await asyncio.sleep(options.warm_up)
    machine = await watched(process, server, options.seconds)
    for worker in workers:
        worker.cancel()
    ended = await asyncio.gather(*workers, return_exceptions=True)
    for broken in {repr(one) for one in ended if isinstance(one, Exception)}:
        tally.errors.append(f"the benchmark itself: {broken}")
    return tally, machine


async def watched(process: int, server: int, seconds: float) -> Machine:
    """Look at the memory of the web processes now and then, and at what everybody has worked at the end."""
    machine, began = Machine(), time.perf_counter()
    before = busy_now(process, server)
    while (left := began + seconds - time.perf_counter()) > 0:
        for child in children_of(process):
            with suppress(OSError, KeyError, IndexError):
                machine.memory.setdefault(child, []).append(memory_of(child))
        await asyncio.sleep(min(left, LOOK_EVERY))
    machine.seconds = time.perf_counter() - began
    machine.busy = {who: spent - before[who] for who, spent in busy_now(process, server).items()}
    return machine


def busy_now(process: int, server: int) -> dict[str, float]:
    """Seconds of the processor so far: of the web processes, the database server, this one, and of everything."""
    return {
        "web": busy_seconds(process),
        "postgresql": busy_seconds(server) if server else 0.0,
        "benchmark": time.process_time(),
        "machine": machine_seconds(),
    }


def machine_seconds() -> float:
    """What the processors have worked, whoever for: the neighbours are the difference."""
    user, nice, system, _idle, _wait, *rest = map(
        int, Path("/proc/stat").read_text().split("\n")[0].split()[1:8]
    )
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")


def troubles(files: Path) -> list[str]:
    """What the log of the web process says of errors."""
    lines = [line for log in files.glob("web-*.log") for line in log.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if '"level": "ERROR"' in line or "WORKER TIMEOUT" in line][:5]


def report(
    tally: Tally, machine: Machine, missing: dict[str, int], options: argparse.Namespace
) -> dict[str, Any]:
    pages = [one for label, taken in tally.seconds.items() if label != BY_SCRIPT for one in taken]
    requests = sum(map(len, tally.seconds.values()))
    figures = {
        "pages": len(pages),
        "pages_a_second": round(len(pages) / options.seconds, 2),
        "requests_a_second": round(requests / options.seconds, 2),
        "p50_ms": milliseconds(median(pages)) if pages else 0.0,
        "p95_ms": percentile(pages, 95),
        "p99_ms": percentile(pages, 99),
        "errors": len(tally.errors),
        "missing": sum(missing.values()),
        "acknowledged": {kind: len(ones) for kind, ones in tally.acknowledged.items()},
        "memory_mb": machine.most(0),
        "memory_rss_mb": machine.most(1),
        "processor": {who: machine.share(who) for who in machine.busy},
        "web_ms_a_request": round(machine.busy.get("web", 0) * 1000 / max(1, requests), 1),
        "postgresql_ms_a_request": round(machine.busy.get("postgresql", 0) * 1000 / max(1, requests), 1),
    }
    against = {"users": options.users, "think_seconds": options.think, "cases": options.cases}
    against |= {"seconds": options.seconds, "database": "sqlite" if options.quick else "postgresql"}
    ok = bool(pages) and all(figures[name] <= goal for name, goal in GOALS.items())
    return {
        "name": "load", "figures": figures, "against": against, "goals": GOALS, "ok": ok, "quick": options.quick,
        "lines": {label: line(taken) for label, taken in sorted(tally.seconds.items())},
    }  # fmt: skip


def line(taken: list[float]) -> dict[str, float]:
    return {
        "count": len(taken),
        "p50_ms": milliseconds(median(taken)),
        "p95_ms": percentile(taken, 95),
        "p99_ms": percentile(taken, 99),
    }


def percentile(taken: list[float], which: int) -> float:
    """In milliseconds: so many of a hundred were as quick as this or quicker."""
    if not taken:
        return 0.0
    return milliseconds(sorted(taken)[min(len(taken) - 1, -(-len(taken) * which // 100) - 1)])


def print_report(found: dict[str, Any], tally: Tally, machine: Machine, trouble: list[str]) -> None:
    print(f"{'page':<40}{'count':>7}{'p50':>9}{'p95':>9}{'p99':>9}")
    for label, one in found["lines"].items():
        numbers = "".join(f"{one[name]:>9.0f}" for name in ("p50_ms", "p95_ms", "p99_ms"))
        print(f"{label:<40}{one['count']:>7}{numbers}")
    for process, looks in machine.memory.items():
        told = " ".join(f"{proportional:.0f}" for proportional, _whole in looks[:: max(1, len(looks) // 10)])
        print(f"web process {process}, MB (PSS): {told}")
    for name, value in found["figures"].items():
        print(f"{name:<26}{value}  {f'(goal {GOALS[name]})' if name in GOALS else ''}".rstrip())
    for error in (*tally.errors[:10], *trouble):
        print(f"error: {error}")
    print("reached" if found["ok"] else "missed")


if __name__ == "__main__":
    sys.exit(main())
