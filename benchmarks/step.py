"""`python -m benchmarks.step`: what it costs to complete a step, durably, with everything that we record.

A step is `cases.steps.complete_task` on a SQLite file (WAL, synchronous=FULL): task rows, sealed note,
required document present, audit entry. Beside it, on the same disk and with the same pragmas: a bare commit
of one row, and the same twelve tasks walked by SpiffWorkflow and by Viewflow. These record less: no document,
no audit entry, and the note in the clear.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.environment import sqlite_database
from benchmarks.frame import (
    Figure,
    Goal,
    Options,
    Report,
    Samples,
    Walk,
    in_turns,
    microseconds,
    middle,
    multiple,
    run,
    timed_steps,
)
from roterfaden.config.settings.base import SQLITE_OPTIONS
from roterfaden.process.engine import moves
from roterfaden.process.engine.definition import Chain

GOALS = (
    Goal("commits", at_most=15),
    Goal("times_as_fast_as_viewflow", at_least=2),
    Goal("statements_most_minus_least", at_most=0),
    Goal("step_1000_to_step_1", at_most=1.2),
    Goal("engine_completions_per_second", at_least=100_000),
    Goal("engine_completions_per_second_v1", at_least=100_000),
)
ROUNDS, QUICK_ROUNDS = 60, 8
LOOPS, QUICK_LOOPS = 4, 1
PEERS = ("spiff", "viewflow", "bare_viewflow")
WINDOW = 50
LATE = 1_000


class BareCommit:
    """A table with one column and nobody else on the file: one row, one durable commit."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript(str(SQLITE_OPTIONS["init_command"]))
        self.connection.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, content TEXT)")

    def prepare(self) -> None:
        """Nothing to prepare."""

    def step(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute("INSERT INTO row (content) VALUES ('x')")
        self.connection.execute("COMMIT")


def measure(options: Options) -> Report:
    """Measure what it costs to complete a step, and compare."""
    with sqlite_database() as folder:
        from benchmarks.peers.flows import BareViewflowWalk, ViewflowWalk  # noqa: PLC0415
        from benchmarks.peers.spiff import SpiffWalk  # noqa: PLC0415
        from benchmarks.twelve import LENGTH, CaseWalk, Office  # noqa: PLC0415

        office, bare = Office.set_up(), BareCommit(folder / "bare.sqlite3")
        candidates: dict[str, Callable[[], Walk]] = {
            "commit": lambda: bare,
            "ours": lambda: CaseWalk(office, office.straight),
            "spiff": lambda: SpiffWalk(office.worker),
            "viewflow": lambda: ViewflowWalk(office.worker),
            "bare_viewflow": lambda: BareViewflowWalk(office.worker),
        }
        samples = in_turns(candidates, rounds=QUICK_ROUNDS if options.quick else ROUNDS, steps=LENGTH)
        bare.connection.close()
        loops = QUICK_LOOPS if options.quick else LOOPS
        growth, late = loop_growth(lambda: CaseWalk(office, office.loop), loops=loops)
        counts = statements(CaseWalk(office, office.loop), LENGTH + 2) + statements(late, LENGTH + 2)
        against: dict[str, Figure] = {"commit_us": microseconds(middle(samples["commit"]))}
        for name in PEERS:
            against |= _peer(name, samples, statements(candidates[name](), 1))
    figures = figures_of(samples, counts=counts, growth=growth) | engine_figures(
        seconds=0.3 if options.quick else 1.0
    )
    return Report("step", figures, against, GOALS, quick=options.quick)


def figures_of(samples: dict[str, Samples], *, counts: list[int], growth: float) -> dict[str, Figure]:
    ours = samples["ours"]
    return {
        "step_us": microseconds(middle(ours)),
        "commits": round(multiple(ours, samples["commit"]), 1),
        **{f"times_as_fast_as_{name}": round(multiple(samples[name], ours), 2) for name in PEERS},
        "statements": max(counts),
        "statements_most_minus_least": max(counts) - min(counts),
        "step_1000_to_step_1": growth,
    }


def _peer(name: str, samples: dict[str, Samples], counts: list[int]) -> dict[str, Figure]:
    return {
        f"{name}_us": microseconds(middle(samples[name])),
        f"{name}_commits": round(multiple(samples[name], samples["commit"]), 1),
        f"{name}_statements": counts[0],
    }


def loop_growth(new_walk: Callable[[], Walk], *, loops: int) -> tuple[float, Walk]:
    """How many times as long the last 50 of 1,000 steps of one run take as the first 50 of another.

    Both are measured in turns, step by step. Returns the quotient of the medians and the last long walk.
    """
    from django.db import transaction  # noqa: PLC0415

    early: list[float] = []
    late: list[float] = []
    for _ in range(loops):
        long, short = new_walk(), new_walk()
        with transaction.atomic():  # these are not measured: one commit for all of them
            for _ in range(LATE - WINDOW):
                long.prepare()
                long.step()
        for _ in range(WINDOW):
            early += timed_steps(short, 1)
            late += timed_steps(long, 1)
    return round(median(late) / median(early), 2), long


def statements(walk: Walk, steps: int) -> list[int]:
    """How many SQL statements each of the next steps takes, BEGIN and COMMIT included."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    counts = []
    for _ in range(steps):
        walk.prepare()
        with CaptureQueriesContext(connection) as queries:
            walk.step()
        counts.append(len(queries))
    return counts


def engine_figures(*, seconds: float) -> dict[str, Figure]:
    """Completions and decisions per second of the engine alone: in the twelve-step loop, on all paths of V1."""
    from benchmarks.twelve import chain_text  # noqa: PLC0415
    from roterfaden.process.catalogue import CHAINS_DIR  # noqa: PLC0415
    from roterfaden.process.schema import parse_chain  # noqa: PLC0415

    loop = parse_chain(chain_text("RUND", loop=True), name="twelve").chain
    round_trip = _labels((*loop.paths[0].walk[1:-2], "d_weiter=ja") * 10)
    file = CHAINS_DIR / "V1.yaml"
    v1 = parse_chain(file.read_text(encoding="utf-8"), name=str(file)).chain
    paths = [(path.walk[0], _labels(path.walk[1:-1])) for path in v1.paths]
    return {
        "engine_completions_per_second": _rate(lambda: _walk_engine(loop, "ab_1", round_trip), seconds),
        "engine_completions_per_second_v1": _rate(
            lambda: sum(_walk_engine(v1, start, labels) for start, labels in paths), seconds
        ),
    }


def _walk_engine(chain: Chain, start: str, labels: Sequence[str]) -> int:
    """Walk in memory, where one visit is open at a time: complete it, or decide it by its label; returns how many."""
    state = moves.start(chain, start).state
    for label in labels:
        number = state.open[0].number
        move = moves.decide(chain, state, number, label) if label else moves.complete(chain, state, number)
        state = move.state
    return len(labels)


def _labels(walked: Sequence[str]) -> list[str]:
    """The labels of a walk: "" for a step, the answer for a decision (`id=label`)."""
    return [node.partition("=")[2] for node in walked]


def _rate(walk: Callable[[], int], seconds: float) -> int:
    """Closed nodes per second of processor time: the median over ten equal parts of the time."""
    rates = []
    for _ in range(10):
        done, begin = 0, time.process_time()
        while (passed := time.process_time() - begin) < seconds / 10:
            done += walk()
        rates.append(done / passed)
    return round(median(rates))


if __name__ == "__main__":
    sys.exit(run(measure))
