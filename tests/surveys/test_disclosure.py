"""Attacks on what is told: no small cell, none by subtraction, for one question and over all told rows."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from roterfaden.surveys.choices import Kind
from roterfaden.surveys.disclosure import LEAST, published, safe_counts
from roterfaden.surveys.reader import Question

COUNTS = st.dictionaries(st.sampled_from("12345"), st.integers(0, 12), min_size=2, max_size=5)


@given(COUNTS, st.integers(LEAST, 9))
def test_no_cell_below_the_minimum_is_told_or_can_be_worked_out(counts: dict[str, int], minimum: int) -> None:
    shown = safe_counts(counts, minimum=minimum)
    told = {key: count for key, count in shown.items() if count is not None}
    assert all(count == 0 or count >= minimum for count in told.values())
    if not told:
        return
    total = sum(counts.values())
    for size in range(len(told) + 1):
        for some in combinations(told, size):
            rest = total - sum(told[key] for key in some)
            assert rest == 0 or rest >= minimum


@given(COUNTS, st.integers(LEAST, 9))
def test_one_cell_is_never_held_back_alone(counts: dict[str, int], minimum: int) -> None:
    assert list(safe_counts(counts, minimum=minimum).values()).count(None) != 1


def test_one_unhappy_person_among_many_is_not_seen() -> None:
    assert safe_counts({"yes": 20, "no": 1}, minimum=LEAST) == {"yes": None, "no": None}


def test_what_is_safe_is_told() -> None:
    assert safe_counts({"1": 6, "2": 0, "3": 9}, minimum=LEAST) == {"1": 6, "2": 0, "3": 9}


@given(st.lists(st.sampled_from(["yes", "no", ""]), max_size=4))
def test_too_few_answers_tell_not_even_how_many(given_answers: list[str]) -> None:
    question = Question("again", Kind.YES_NO, "?")
    rows = published([question], [{"again": one} for one in given_answers], minimum=LEAST)
    assert rows == [{"part": "again", "answered": None, "counts": {"yes": None, "no": None}}]
