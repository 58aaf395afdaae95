"""`python -m benchmarks.trail`: a million rows of the audit trail, proved again and again: no false alarm.

Readings and changes are recorded by the functions that pages use, in transactions of pages. While they are written a
second connection proves the chain without end; now and then details are erased, the chain is proved from somewhere in
its middle, and a signed checkpoint is kept. In the end all is proved from the first row, with every checkpoint; then
one row is tampered with, which must be seen. `tools/with_postgres` asks PostgreSQL.
"""

import random
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.environment import sqlite_database
from benchmarks.frame import Goal, Options, Report, run

ROWS, QUICK_ROWS = 1_000_000, 20_000
# rows of one page with a list, and of such pages so many in a transaction
PAGE, PAGES = 20, 10
CHECKED_EVERY = 50_000
ERASED = 40
GOALS = (Goal("false_alarms", at_most=0), Goal("tampering_seen", at_least=1))


class Prover(threading.Thread):
    """Proves what has come since it last looked, on a connection of its own, while others write."""

    def __init__(self) -> None:
        super().__init__()
        self.stop = threading.Event()
        self.alarms, self.rows, self.times = list[str](), 0, 0

    def run(self) -> None:
        from django.db import connections  # noqa: PLC0415

        from roterfaden.audit.verification import verify  # noqa: PLC0415

        start = 1
        try:
            while not self.stop.wait(0.05):
                result = verify(start)
                self.rows, self.times = self.rows + result.rows, self.times + 1
                if not result.sound:
                    self.alarms.append(f"{result.first_broken}: {result.reason}")
                # the last rows once more, on which the new ones stand
                start = max(1, start + result.rows - PAGE)
        finally:
            connections.close_all()


class Writer:
    """Fills the trail."""

    def __init__(self, cases: list[Any], users: list[Any], rng: random.Random) -> None:
        self.cases, self.users, self.rng = cases, users, rng
        self.seconds = 0.0

    def write(self, at: Any) -> None:
        from django.db import transaction  # noqa: PLC0415

        from roterfaden.audit import trail  # noqa: PLC0415
        from roterfaden.cases.listing import LISTED  # noqa: PLC0415

        by = self.rng.choice(self.users)
        begin = time.perf_counter()
        with transaction.atomic():
            for _ in range(PAGES):
                shown = [(case, case.service) for case in self.rng.choices(self.cases, k=PAGE - 1)]
                trail.record_reads(LISTED, by=by, at=at, cases=shown, details={"page": "faelle"})
                case = self.rng.choice(self.cases)
                details: dict[str, Any] = {
                    "kind": "call",
                    "number": self.rng.randrange(10_000),
                    "again": None,
                }
                trail.record("cases.opened", by=by, at=at, subject=case, scope=case, details=details)
        self.seconds += time.perf_counter() - begin


def measure(options: Options) -> Report:
    """False alarms in a million rows."""
    rows = QUICK_ROWS if options.quick else ROWS
    with sqlite_database() as folder:
        from tests.fixtures import build_world, load_shipped_data, open_case  # noqa: PLC0415

        load_shipped_data()
        world = build_world()
        cases = [open_case(world, last_name=f"Aksoy{number}") for number in range(PAGE)]
        users = [world.anna, world.bela, world.lena, None]
        return _measured(rows, folder, Writer(cases, users, random.Random(7)), options)


def _measured(rows: int, folder: Path, writer: Writer, options: Options) -> Report:
    from roterfaden.audit import checkpoints, trail  # noqa: PLC0415
    from roterfaden.audit.models import Entry, Head  # noqa: PLC0415
    from roterfaden.audit.verification import verify  # noqa: PLC0415
    from tests.fixtures import AT  # noqa: PLC0415

    alarms, proved, rng = list[str](), 0, random.Random(8)
    prover = Prover()
    prover.start()
    next_check, at, erased = 0, AT, 0
    try:
        while Head.objects.get(pk=1).seq < rows:
            at += timedelta(seconds=7)
            writer.write(at)
            seq = Head.objects.get(pk=1).seq
            if seq >= next_check:
                next_check += min(CHECKED_EVERY, rows // 4)
                some = Entry.objects.filter(pk__in=[rng.randint(1, seq) for _ in range(ERASED)])
                erased += trail.erase_details(some, by=None, at=at)
                checkpoints.keep(folder, at=at)
                result = verify(rng.randint(1, seq))
                proved += result.rows
                alarms += [result.reason] if not result.sound else []
    finally:
        prover.stop.set()
        prover.join()
    begin = time.perf_counter()
    result = verify()
    seconds = time.perf_counter() - begin
    alarms += [result.reason] if not result.sound else []
    alarms += prover.alarms
    points = checkpoints.kept_in(folder)
    alarms += [fault for fault in map(checkpoints.fault_of, points) if fault]
    figures = {
        "rows": result.rows,
        "proved_while_written": prover.rows + proved,
        "proofs_while_written": prover.times + len(points),
        "details_erased": erased,
        "checkpoints": len(points),
        "false_alarms": len(alarms),
        "tampering_seen": int(_tampering_is_seen(rows // 2)),
        "rows_written_per_second": round(result.rows / writer.seconds),
        "rows_proved_per_second": round(result.rows / seconds),
    }
    for alarm in alarms[:5]:
        print(alarm, file=sys.stderr)
    return Report("trail", figures, {}, GOALS, quick=options.quick)


def _tampering_is_seen(seq: int) -> bool:
    """Another actor in one row: a proof that never rings would not be one."""
    from roterfaden.audit.models import Entry  # noqa: PLC0415
    from roterfaden.audit.verification import verify  # noqa: PLC0415
    from tests.audit.makers import drop_guards  # noqa: PLC0415

    drop_guards()
    Entry.objects.filter(pk=seq).update(actor_label="niemand")
    return verify(max(1, seq - 10)).first_broken == seq


if __name__ == "__main__":
    sys.exit(run(measure))
