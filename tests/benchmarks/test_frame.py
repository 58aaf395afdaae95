import json
from functools import partial

import pytest

from benchmarks import frame
from benchmarks.frame import Goal, Options, Report


class Recorder:
    """A walk that writes down what is asked of it."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.name, self.log = name, log

    def prepare(self) -> None:
        self.log.append(f"{self.name} prepares")

    def step(self) -> None:
        self.log.append(f"{self.name} steps")


def report(**figures: float) -> Report:
    goals = [Goal("commits", at_most=15), Goal("times_as_fast", at_least=2)]
    return Report("step", figures, {"commit_us": 400}, goals, quick=True)


def test_candidates_walk_in_turns_and_another_begins_each_round() -> None:
    log: list[str] = []
    candidates = {name: partial(Recorder, name, log) for name in ("a", "b")}
    samples = frame.in_turns(candidates, rounds=2, steps=2)
    steps = [line.removesuffix(" steps") for line in log if line.endswith(" steps")]
    assert "".join(steps) == "aabb" + "aabb" + "bbaa"  # the round before the first is not measured
    assert log[:4] == ["a prepares", "a steps"] * 2
    assert {name: [len(one_round) for one_round in rounds] for name, rounds in samples.items()} == {
        "a": [2, 2],
        "b": [2, 2],
    }


def test_a_multiple_compares_within_each_round() -> None:
    slow_round, quick_round, disturbed_round = [10.0, 20.0, 30.0], [1.0, 2.0, 3.0], [1.0, 2.0, 999.0]
    ours, theirs = [slow_round, quick_round, disturbed_round], [[30.0], [3.0], [3.0]]
    assert frame.multiple(ours, theirs) == 2
    assert frame.middle(ours) == 3


@pytest.mark.parametrize(
    ("figures", "ok"),
    [
        ({"commits": 15, "times_as_fast": 2}, True),
        ({"commits": 15.1, "times_as_fast": 2}, False),
        ({"commits": 15, "times_as_fast": 1.99}, False),
    ],
)
def test_a_report_is_ok_when_every_goal_is_kept(figures: dict[str, float], ok: bool) -> None:
    assert report(**figures).ok is ok


def test_the_last_line_is_the_report_as_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    missed = report(commits=11.5, times_as_fast=1.4)
    asked: list[Options] = []

    def measure(options: Options) -> Report:
        """Measure nothing."""
        asked.append(options)
        return missed

    assert frame.run(measure, ["--quick", "--json"]) == 1
    assert asked == [Options(quick=True, json=True)]
    content = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert content["name"] == "step"
    assert content["figures"] == {"commits": 11.5, "times_as_fast": 1.4}
    assert content["against"] == {"commit_us": 400}
    assert content["goals"] == [
        {"figure": "commits", "at_most": 15, "ok": True},
        {"figure": "times_as_fast", "at_least": 2, "ok": False},
    ]
    assert content["ok"] is False


def test_the_table_says_which_goal_was_missed(capsys: pytest.CaptureFixture[str]) -> None:
    assert frame.run(lambda _: report(commits=11.5, times_as_fast=1.4), []) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if "≤" in line or "≥" in line] == [
        ["commits", "11.50", "≤", "15", "kept"],
        ["times_as_fast", "1.40", "≥", "2", "MISSED"],
    ]
