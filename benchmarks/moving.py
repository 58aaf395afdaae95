"""`python -m benchmarks.moving`: move many running cases to another version of their chain in one go, and all back.

Everything that we record is written: move, deviation with sealed reason, audit entry. The floor, in the same run, on
the same disk and with the same pragmas: one bare durable commit of one row. Lost tokens are counted by plain SQL, which
knows nothing of our code: open tasks of each run before and after.
"""

import sqlite3
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.environment import sqlite_database
from benchmarks.frame import Goal, Options, Report, run
from benchmarks.step import BareCommit

CASES, QUICK_CASES = 10_000, 500
COMMITS = 200
GOALS = (Goal("lost_tokens", at_most=0), Goal("not_moved", at_most=0), Goal("commits_per_case", at_most=5))


def measure(options: Options) -> Report:
    """Move 10,000 running cases and compare with bare commits."""
    count = QUICK_CASES if options.quick else CASES
    with sqlite_database() as folder:
        from django.db import transaction  # noqa: PLC0415

        from benchmarks.twelve import AT, Office, chain_text, store_chain  # noqa: PLC0415
        from roterfaden.cases.moving import move_all, move_all_back  # noqa: PLC0415
        from roterfaden.common.crypto import keyring  # noqa: PLC0415
        from roterfaden.process.choices import ReasonCategory  # noqa: PLC0415
        from roterfaden.process.models import BulkMove  # noqa: PLC0415

        office = Office.set_up()
        text = chain_text("ZWOELF", loop=False).replace('version: "1"', 'version: "2"')
        newer = store_chain(text.replace("title: Schritt 5", "title: Schritt fünf"))
        with transaction.atomic():
            for number in range(count):
                office.open_case(office.straight)
                if number % 500 == 0:
                    keyring.forget()
        path = folder / "db.sqlite3"
        before = open_tasks(path)
        bare = BareCommit(folder / "bare.sqlite3")
        floor = _commits(bare)
        bulk = BulkMove.objects.create(
            organisation=office.service,
            to_version=newer,
            data_key=keyring.new_key(),
            category=ReasonCategory.OTHER,
            reason="Neue Fassung im Dienst.",
            at=AT,
            by=office.worker,
        )
        begin = time.perf_counter()
        tally = move_all(bulk=bulk, by=office.worker, now=lambda: AT, report=lambda _done, _total: None)
        seconds = time.perf_counter() - begin
        floor = median([floor, _commits(bare)])
        bare.connection.close()
        lost = lost_tokens(before, open_tasks(path))
        begin = time.perf_counter()
        back = move_all_back(bulk=bulk, by=office.worker, now=lambda: AT, report=lambda _done, _total: None)
        seconds_back = time.perf_counter() - begin
        lost += lost_tokens(before, open_tasks(path))
    figures = {
        "cases": tally.moved,
        "seconds": round(seconds, 2),
        "back": back.moved,
        "seconds_back": round(seconds_back, 2),
        "cases_per_second": round(tally.moved / seconds),
        "commits_per_case": round(seconds / max(tally.moved, 1) / floor, 2),
        "not_moved": count - tally.moved,
        "lost_tokens": lost,
    }
    return Report("moving", figures, {"commit_us": round(floor * 1_000_000)}, GOALS, quick=options.quick)


def open_tasks(path: Path) -> dict[int, int]:
    """How many tasks are open in each run, counted by plain SQL over a connection of its own."""
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT run_id, count(*) FROM process_task WHERE state = 'open' GROUP BY run_id"
    ).fetchall()
    connection.close()
    return dict(rows)


def lost_tokens(before: dict[int, int], after: dict[int, int]) -> int:
    """Open tasks that were there before and are missing afterwards, run by run."""
    return sum(max(0, count - after.get(run_id, 0)) for run_id, count in before.items())


def _commits(bare: BareCommit) -> float:
    times = []
    for _ in range(COMMITS):
        begin = time.perf_counter()
        bare.step()
        times.append(time.perf_counter() - begin)
    return median(times)


if __name__ == "__main__":
    sys.exit(run(measure))
