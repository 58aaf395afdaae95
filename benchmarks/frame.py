"""What every benchmark shares: its options, measuring in turns, its goals, and how it reports.

No machine is quiet for long. So candidates are measured in turns within one run, round by round, figures
are medians, and a multiple is the median of the quotients of whole rounds: noise meets all of them alike.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

Figure = float | int
Samples = list[list[float]]  # seconds, by round


class Walk(Protocol):
    """A process that a candidate goes through step by step."""

    def prepare(self) -> None:
        """Do what the next step needs and what is not measured."""

    def step(self) -> None:
        """Make the next step: this is measured."""


@dataclass(frozen=True)
class Options:
    """`quick`: smaller data, under 40 seconds. `json`: the report as one object on the last line."""

    quick: bool = False
    json: bool = False


@dataclass(frozen=True)
class Goal:
    """A bound that one of the figures must keep."""

    figure: str
    at_most: Figure | None = None
    at_least: Figure | None = None

    def kept_by(self, value: Figure) -> bool:
        return (self.at_most is None or value <= self.at_most) and (
            self.at_least is None or value >= self.at_least
        )

    def __str__(self) -> str:
        return f"≥ {self.at_least}" if self.at_most is None else f"≤ {self.at_most}"


@dataclass(frozen=True)
class Report:
    """The outcome of one benchmark: our own `figures`, and those of what we compare ourselves `against`."""

    name: str
    figures: Mapping[str, Figure]
    against: Mapping[str, Figure]
    goals: Sequence[Goal]
    quick: bool = False

    @property
    def ok(self) -> bool:
        return all(goal.kept_by(self.figures[goal.figure]) for goal in self.goals)

    def as_json(self) -> str:
        goals = [
            {
                "figure": goal.figure,
                **({"at_most": goal.at_most} if goal.at_most is not None else {}),
                **({"at_least": goal.at_least} if goal.at_least is not None else {}),
                "ok": goal.kept_by(self.figures[goal.figure]),
            }
            for goal in self.goals
        ]
        content = {
            "name": self.name,
            "figures": dict(self.figures),
            "against": dict(self.against),
            "goals": goals,
            "ok": self.ok,
            "quick": self.quick,
            "python": platform.python_version(),
        }
        return json.dumps(content, ensure_ascii=False)

    def as_table(self) -> str:
        rows = [("", self.name, "", "")]
        bounds = {goal.figure: goal for goal in self.goals}
        for name, value in self.figures.items():
            goal = bounds.get(name)
            verdict = "" if goal is None else "kept" if goal.kept_by(value) else "MISSED"
            rows.append((name, _shown(value), "" if goal is None else str(goal), verdict))
        rows += [(f"against: {name}", _shown(value), "", "") for name, value in self.against.items()]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = [
            f"{name:<{widths[0]}}  {value:>{widths[1]}}  {goal:<{widths[2]}}  {verdict}".rstrip()
            for name, value, goal, verdict in rows
        ]
        return "\n".join(lines)


def run(measure: Callable[[Options], Report], argv: Sequence[str] | None = None) -> int:
    """Measure as the command line says, print the report; 0 if every goal is kept, otherwise 1."""
    options = parse_options(measure.__doc__ or "", argv)
    report = measure(options)
    print(report.as_table())
    if options.json:
        print(report.as_json())
    sys.stdout.flush()
    return 0 if report.ok else 1


def parse_options(description: str, argv: Sequence[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="smaller data, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object on the last line")
    given = parser.parse_args(argv)
    return Options(quick=given.quick, json=given.json)


def in_turns(candidates: Mapping[str, Callable[[], Walk]], *, rounds: int, steps: int) -> dict[str, Samples]:
    """Let every candidate walk `steps` steps in each round; returns the seconds of each step.

    Each round begins with another candidate. One round before the first is walked and thrown away.
    """
    samples: dict[str, Samples] = {name: [] for name in candidates}
    for name in candidates:
        list(timed_steps(candidates[name](), steps))
    names = list(candidates)
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            samples[name].append(list(timed_steps(candidates[name](), steps)))
    return samples


def in_rounds(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every way as a whole, in turns, so that a noisy machine meets all alike."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            found[name].append(time.perf_counter() - begin)
    return found


def timed_steps(walk: Walk, steps: int) -> Iterator[float]:
    """Make steps one after the other and yield the seconds that each took."""
    for _ in range(steps):
        walk.prepare()
        begin = time.perf_counter()
        walk.step()
        yield time.perf_counter() - begin


def middle(samples: Samples) -> float:
    """The median over all rounds."""
    return median(second for one_round in samples for second in one_round)


def multiple(samples: Samples, of: Samples) -> float:
    """How many times as long `samples` took as `of`: the median of the quotients of whole rounds.

    Whole rounds, because a busy machine answers in ticks of 4 ms, and single steps then all look alike.
    """
    return median(sum(ours) / sum(theirs) for ours, theirs in zip(samples, of, strict=True))


def microseconds(seconds: float) -> int:
    return round(seconds * 1_000_000)


def _shown(value: Figure) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
