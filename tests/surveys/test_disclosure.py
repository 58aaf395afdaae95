"""Attacks on what is told: no small cell, none by subtraction, for one question and over all told tables of a round."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roterfaden.surveys.choices import Kind
from roterfaden.surveys.disclosure import (
    AND,
    LADDERS,
    LEAST,
    NONE,
    VALUES,
    counted,
    finest,
    is_safe,
    is_within,
    published,
)
from roterfaden.surveys.reader import Question

QUESTIONS = [
    Question("goal", Kind.SCALE, "?"),
    Question("again", Kind.YES_NO, "?"),
    Question("reachable", Kind.PAIR, "?"),
]
PARTS = {part: question.kind for question in QUESTIONS for part in question.parts}
GROUPS = ["finding", "keeping", "together"]
SHEETS = st.lists(
    st.tuples(
        st.sampled_from(GROUPS),
        st.fixed_dictionaries({part: st.sampled_from(["", *VALUES[kind]]) for part, kind in PARTS.items()}),
    ),
    max_size=60,
)
# few different answers in lopsided groups: most likely to leave one person over
LOPSIDED = st.lists(
    st.tuples(
        st.sampled_from([*["finding"] * 6, *["keeping"] * 3, "together"]),
        st.fixed_dictionaries(
            {
                part: st.sampled_from([*[VALUES[kind][-1]] * 5, *[VALUES[kind][0]] * 3, ""])
                for part, kind in PARTS.items()
            }
        ),
    ),
    min_size=20,
    max_size=80,
)
Told = dict[frozenset[tuple[str, str]], int]


def tables(row: dict[str, Any]) -> Iterator[tuple[list[str], dict[str, int]]]:
    """Every table told about a part of a question, with the groups it counts."""
    if row["counts"]:
        yield GROUPS, row["counts"]
    for group in row["groups"]:
        yield group["of"], group["counts"]


def told_sets(row: dict[str, Any]) -> Told:
    """What is told, as sets of (group, answer) with their number of sheets; and each whole table."""
    told: Told = {}
    for names, counts in tables(row):
        cells = {
            frozenset((name, value) for name in names for value in cell.split(AND)): count
            for cell, count in counts.items()
        }
        told |= cells
        told[frozenset().union(*cells)] = sum(counts.values())
    return told


def worked_out(told: Told, *, rounds: int, most: int = 800) -> Told:
    """All that follows by taking one known set from another that holds it, again and again."""
    known = dict(told)
    for _each in range(rounds):
        for large, small in list(combinations(sorted(known, key=len, reverse=True), 2)):
            if small < large:
                known[large - small] = known[large] - known[small]
            if len(known) > most:
                return known
    return known


@settings(max_examples=150, deadline=None)
@given(st.one_of(SHEETS, LOPSIDED), st.integers(LEAST, 8))
def test_no_difference_of_two_told_numbers_shows_a_few(
    sheets: list[tuple[str, dict[str, str]]], minimum: int
) -> None:
    for row in published(QUESTIONS, sheets, groups=GROUPS, minimum=minimum):
        for group, count in worked_out(told_sets(row), rounds=3).items():
            assert count == 0 or count >= minimum, (row, group)


@settings(max_examples=100, deadline=None)
@given(st.one_of(SHEETS, LOPSIDED))
def test_the_tables_of_two_questions_have_the_same_sum(sheets: list[tuple[str, dict[str, str]]]) -> None:
    sums = defaultdict(set)
    for row in published(QUESTIONS, sheets, groups=GROUPS, minimum=LEAST):
        for names, counts in tables(row):
            sums[tuple(names)].add(sum(counts.values()))
    assert all(len(found) == 1 for found in sums.values())
    assert sums.get(tuple(GROUPS), {len(sheets)}) == {len(sheets)}


@settings(max_examples=400, deadline=None)
@given(st.one_of(SHEETS, LOPSIDED))
def test_a_group_is_told_alike_in_all_its_tables_or_only_with_others(
    sheets: list[tuple[str, dict[str, str]]],
) -> None:
    """Tables over different joins of groups must not give a small group away by their sums."""
    known: dict[frozenset[str], int] = {}
    for row in published(QUESTIONS, sheets, groups=GROUPS, minimum=LEAST):
        known |= {frozenset(names): sum(counts.values()) for names, counts in tables(row)}
    for _round in range(3):
        for large, small in combinations(sorted(known, key=len, reverse=True), 2):
            if small < large:
                known[large - small] = known[large] - known[small]
    assert all(number >= LEAST for number in known.values())


@pytest.mark.parametrize("kind", [Kind.SCALE, Kind.YES_NO])
@pytest.mark.parametrize("total", [5, 9, 10, 12])
def test_whoever_knows_the_rule_learns_no_small_number_either(kind: Kind, total: int) -> None:
    """Every possible outcome of `total` sheets: what is told never leaves a single possibility for a few."""
    values = ["", *VALUES[kind]]
    worlds: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in partitions(total, len(values)):
        answers = [value for value, number in zip(values, numbers, strict=True) for _ in range(number)]
        cells = finest(answers, kind, minimum=LEAST)
        worlds[str(counted(answers, cells)) if cells else ""].append(numbers)
    subsets = list(chain.from_iterable(combinations(range(len(values)), n) for n in range(1, len(values))))
    for shown, possible in worlds.items():
        for subset in subsets:
            found = {sum(numbers[at] for at in subset) for numbers in possible}
            assert len(found) > 1 or not 0 < found.pop() < LEAST, (shown, subset)


def partitions(total: int, places: int) -> Iterator[tuple[int, ...]]:
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in partitions(total - first, places - 1):
            yield (first, *rest)


@pytest.mark.parametrize("kind", list(LADDERS))
def test_every_step_of_a_ladder_counts_each_answer_once(kind: Kind) -> None:
    for cells in LADDERS[kind]:
        assert sorted(chain.from_iterable(cells)) == sorted([*VALUES[kind], NONE])
    assert not is_within(LADDERS[Kind.SCALE][2], LADDERS[Kind.SCALE][3]), "their difference is who said 3"


def told(numbers: Sequence[int], kind: Kind = Kind.SCALE) -> dict[str, int]:
    answers = [v for v, n in zip([*VALUES[kind], ""], numbers, strict=True) for _ in range(n)]
    cells = finest(answers, kind, minimum=LEAST)
    return counted(answers, cells) if cells else {}


def test_one_unhappy_person_among_many_is_not_seen() -> None:
    assert told([20, 1, 0], Kind.YES_NO) == {}
    assert told([0, 0, 0, 0, 20, 1]) == {}


def test_what_all_say_is_not_told() -> None:
    assert told([0, 0, 0, 0, 12, 0]) == {}


def test_what_is_safe_is_told_as_finely_as_it_may() -> None:
    assert told([6, 0, 9, 0, 0, 0]) == {"1": 6, "2": 0, "3": 9, "4": 0, "5": 0, NONE: 0}
    assert told([2, 4, 9, 3, 7, 0]) == {"1+2": 6, "3": 9, "4+5": 10, NONE: 0}
    assert told([2, 4, 1, 3, 7, 2]) == {"1+2+3+none": 9, "4+5": 10}


def test_many_who_are_unhappy_are_not_hidden_because_few_are_happy() -> None:
    assert told([5, 4, 6, 2, 1, 0]) == {"1+2": 9, "3+4+5": 9, NONE: 0}


@given(st.lists(st.sampled_from(["yes", "no", ""]), max_size=4))
def test_too_few_answers_tell_nothing(given_answers: list[str]) -> None:
    rows = published([QUESTIONS[1]], [("", {"again": one}) for one in given_answers], minimum=LEAST)
    assert rows == [{"part": "again", "counts": {}, "groups": []}]


def test_a_small_group_stands_with_others_and_an_empty_one_looks_the_same() -> None:
    answers = [("finding", "yes"), ("finding", "no")] * 8 + [("keeping", "yes"), ("keeping", "no")] * 6
    few = [("together", "yes")]
    for more in (few, []):
        sheets = [(group, {"again": value}) for group, value in [*answers, *more]]
        (row,) = published([QUESTIONS[1]], sheets, groups=GROUPS, minimum=LEAST)
        assert [one["of"] for one in row["groups"]] == [["finding"], ["keeping", "together"]]


def test_joining_a_small_group_differently_by_question_would_tell_its_size() -> None:
    """The worst case that a search found: two tables, each safe, whose sums leave one sheet over."""
    even, odd = ["yes"] * 5 + ["no"] * 5, ["yes"] * 6 + ["no"] * 4
    sheets = [("together", {"again": "no", "other": "no"})]
    sheets += [("finding", {"again": one, "other": two}) for one, two in zip(even, odd, strict=True)]
    sheets += [("keeping", {"again": one, "other": two}) for one, two in zip(odd, even, strict=True)]
    questions = [QUESTIONS[1], Question("other", Kind.YES_NO, "?")]
    for row in published(questions, sheets, groups=GROUPS, minimum=LEAST):
        assert ["together"] not in [names for names, _counts in tables(row)]
        assert ["keeping"] not in [names for names, _counts in tables(row)]


def test_a_table_needs_the_minimum_in_every_cell_and_beside_it() -> None:
    assert is_safe([5, 5, 0], minimum=5)
    assert not is_safe([4, 9], minimum=5)
    assert not is_safe([9, 0], minimum=5)
    assert not is_safe([2, 2], minimum=5)
