"""What was reckoned a moment ago is given again only as long, as often and to whom it may be."""

from typing import Any

import pytest

from roterfaden.common import patience
from roterfaden.common.patience import Patient


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(patience, "time", clock)
    return clock


def counting(answers: list[int]) -> Any:
    def reckon() -> int:
        answers.append(len(answers))
        return answers[-1]

    return reckon


def test_given_again_until_it_is_too_old(settings: Any, clock: Clock) -> None:
    settings.FIGURES_MAY_BE_OLD = 300
    known = Patient[int](most=2)
    asked: list[int] = []
    assert known.ask("a", counting(asked)) == 0
    clock.now += 299
    assert known.ask("a", counting(asked)) == 0
    clock.now += 2
    assert known.ask("a", counting(asked)) == 1


def test_another_question_is_reckoned_and_the_oldest_forgotten(settings: Any, clock: Clock) -> None:
    settings.FIGURES_MAY_BE_OLD = 300
    known = Patient[int](most=2)
    asked: list[int] = []
    assert [known.ask(key, counting(asked)) for key in ("a", "b", "c", "a")] == [0, 1, 2, 3]


def test_without_patience_everything_is_reckoned_anew(settings: Any, clock: Clock) -> None:
    settings.FIGURES_MAY_BE_OLD = 0
    known = Patient[int](most=2)
    asked: list[int] = []
    assert [known.ask("a", counting(asked)) for _ in range(3)] == [0, 1, 2]


def test_a_reckoning_that_fails_is_not_remembered(settings: Any, clock: Clock) -> None:
    settings.FIGURES_MAY_BE_OLD = 300

    def fails() -> int:
        raise ValueError

    known = Patient[int](most=2)
    asked: list[int] = []
    with pytest.raises(ValueError):  # noqa: PT011
        known.ask("a", fails)
    assert known.ask("a", counting(asked)) == 0
