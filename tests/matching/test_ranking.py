"""The search against a slow reference, with hard conditions, and what a profile may not hold."""

import random
from typing import Any

import pytest

from roterfaden.matching.comparison import Standing, changes, compare
from roterfaden.matching.places import BadProfile, Scale, Seeker, Terms, places_of
from roterfaden.matching.ranking import Obstacle, Weights, cost_tables, obstacles, rank, rank_many

pytestmark = pytest.mark.one_database
ITEMS = tuple(f"i{n}" for n in range(46))
SCALE = Scale(ITEMS, (1,) * 23 + (0,) * 23, (5,) * 46)


def random_levels(rng: random.Random) -> list[int]:
    values = {item: rng.randint(low, 5) for item, low in zip(ITEMS, SCALE.lowest, strict=True)}
    return SCALE.encode({item: value for item, value in values.items() if rng.random() < 0.85})


def random_terms(rng: random.Random, *, of_place: bool) -> Terms:
    regions = [rng.randrange(1, 9)] if of_place else rng.sample(range(1, 9), k=rng.randrange(4))
    begin = rng.randrange(0, 30)
    marks = rng.getrandbits(4) & rng.getrandbits(4)
    return Terms(frozenset(regions), begin, begin + rng.randrange(0, 25), rng.random() < 0.5, marks)


def slow_cost(seeker: Seeker, levels: list[int], weights: Weights) -> int:
    total = 0
    for item, ability, requirement in zip(ITEMS, seeker.levels, levels, strict=True):
        weight = weights.items.get(item, 1)
        if ability == 0 or requirement == 0:
            total += weight * weights.unknown
        elif ability < requirement:
            total += weight * weights.shortfall * (requirement - ability)
        else:
            total += weight * weights.surplus * (ability - requirement)
    return total


def slow_open(mine: Terms, place: Terms) -> bool:
    """Written from the sentence of the rule, not from the code."""
    near = not mine.regions or bool(mine.regions & place.regions)
    hours = any(mine.hours_from <= h <= mine.hours_to for h in range(place.hours_from, place.hours_to + 1))
    return near and hours and (mine.licence or not place.licence) and not mine.marks & place.marks


def test_both_ways_of_searching_find_what_the_slow_reference_finds_on_10000_pairs() -> None:
    rng = random.Random(7)
    weights = Weights(shortfall=9, surplus=2, unknown=3, items={"i3": 9, "i4": 8, "i5": 0})
    rows = [(random_levels(rng), random_terms(rng, of_place=True)) for _ in range(200)]
    seekers = [
        Seeker(random_levels(rng), random_terms(rng, of_place=False), frozenset(rng.sample(range(200), k=3)))
        for _ in range(50)
    ]
    places, tables = places_of(rows, items=len(ITEMS)), cost_tables(ITEMS, weights)
    for top in (7, 500):
        many = rank_many(seekers, places, tables, top=top)
        for seeker, found in zip(seekers, many, strict=True):
            expected = sorted(
                (slow_cost(seeker, levels, weights), n)
                for n, (levels, terms) in enumerate(rows)
                if n not in seeker.declined and slow_open(seeker.terms, terms)
            )[:top]
            assert [(hit.cost, hit.place) for hit in rank(seeker, places, tables, top=top)] == expected
            assert [(hit.cost, hit.place) for hit in found] == expected


def test_blocks_and_early_ends_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(11)
    rows = [(random_levels(rng), Terms(frozenset([1]))) for _ in range(900)]
    places, tables = places_of(rows, items=len(ITEMS)), cost_tables(ITEMS, Weights())
    seeker = Seeker(random_levels(rng), Terms(licence=True))
    whole = rank(seeker, places, tables, top=5)
    monkeypatch.setattr("roterfaden.matching.ranking.BLOCK", 64)
    assert rank(seeker, places, tables, top=5) == whole
    assert len(whole) == 5


def test_every_obstacle_is_named() -> None:
    rows = [([0] * 46, Terms(frozenset([1]), 30, 39, True, 0b10))]
    places = places_of(rows, items=46)
    seeker = Seeker([0] * 46, Terms(frozenset([2]), 0, 20, False, 0b10), frozenset([0]))
    assert obstacles(seeker, places).tolist() == [sum(Obstacle)]


def test_a_comparison_tells_four_standings_and_what_changed() -> None:
    lines = compare(
        ["a", "b", "c", "d"], abilities={"a": 1, "b": 3, "c": 5}, requirements={"a": 3, "b": 3, "c": 4}
    )
    assert [(line.standing, line.steps) for line in lines] == [
        (Standing.SHORTFALL, 2), (Standing.MATCH, 0), (Standing.SURPLUS, 1), (Standing.UNKNOWN, 0),
    ]  # fmt: skip
    assert changes(["a", "b", "c"], before={"a": 1, "b": 2}, after={"a": 3, "b": 2, "c": 1}) == [("a", 1, 3)]


@pytest.mark.parametrize(
    ("values", "named"),
    [({"i0": 6}, "i0"), ({"i0": 0}, "i0"), ({"x9": 3}, "x9"), ({"i1": True}, "i1"), ({"i1": 2.5}, "i1")],
)
def test_a_value_outside_the_scale_and_an_unknown_item_are_refused_by_name(
    values: dict[str, Any], named: str
) -> None:
    with pytest.raises(BadProfile, match=named):
        SCALE.encode(values)
