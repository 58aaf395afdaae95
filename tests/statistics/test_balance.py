"""Figures balance in every slice and equal a recount of our own, over random sets with everything that is hard.

The suite takes 300 sets; `FULL=1 pytest tests/statistics/test_balance.py` all thousand.
"""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from roterfaden.statistics.definitions import FIGURES, FLOWS
from roterfaden.statistics.engine import Stage, stage_of
from roterfaden.statistics.periods import Period
from roterfaden.statistics.reports import reckon_on
from tests.statistics.outcomes import gains_in, levels_at, outcomes_of
from tests.statistics.recount import (
    BEGIN,
    DAYS,
    Invented,
    flow_of,
    invent,
    order_times,
    person_times,
    tables_of,
    whiles,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
SETS = 1000 if os.environ.get("FULL") else 300
LARGEST = 12
NAMES = ("stock_start", "inflow", "outflow", "stock")
PERIODS = (
    Period.year(2023),
    Period.month(2024, 2),
    Period(BEGIN + timedelta(days=300), BEGIN + timedelta(days=300)),
    Period(BEGIN - timedelta(days=9), BEGIN + timedelta(days=DAYS + 1000)),
)
CASE_DIMENSIONS = (
    ("gender", "chain", "order_kind", "result", "result_code"),
    ("age", "town", "disability", "degree", "recognised", "working"),
)
Counted = dict[tuple[str, ...], Counter[str]]


@pytest.fixture(scope="module")
def sets() -> list[list[Invented]]:
    """Each set is a service of its own, so that one query counts all of them."""
    found = []
    for seed in range(SETS):
        rng = Random(seed)
        size = rng.randint(1, LARGEST)
        found.append(invent(rng, size, first=seed * 100, service=f"s{seed:04}"))
    return found


@pytest.fixture(scope="module")
def stage(sets: list[list[Invented]]) -> Stage:
    return stage_of(tables_of([one for cases in sets for one in cases]))


def counted(stage: Stage, flow: tuple[str, ...], period: Period, *by: str) -> Counted:
    found = reckon_on(stage, [FIGURES[one] for one in flow], period=period, by=by)
    return {
        key: Counter({name: int(values[full] or 0) for name, full in zip(NAMES, flow, strict=True)})
        for key, values in found.rows.items()
    }


def slices() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for dimensions in CASE_DIMENSIONS:
        for one in dimensions:
            yield FLOWS[0], ("service", one)
    for one in ("gender", "age", "town", "disability", "degree"):
        yield FLOWS[1], ("service", one)
    for one in ("gender", "giver", "kind_of_order", "giver_kind"):
        yield FLOWS[2], ("service", one)
    for one in ("gender", "contract", "disability"):
        yield FLOWS[3], ("service", one)
    for one in ("chain", "measure_kind", "measure_result"):
        yield FLOWS[4], ("service", one)


def test_every_slice_of_every_set_balances(stage: Stage) -> None:
    looked_at = 0
    for flow, by in slices():
        for period in PERIODS[:2]:
            for key, one in counted(stage, flow, period, *by).items():
                assert one["stock"] == one["stock_start"] + one["inflow"] - one["outflow"], (flow, key)
                looked_at += 1
    assert looked_at > 10 * SETS


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: f"{period.first}")
@pytest.mark.requirement("R-61", figure="every figure of 1,000 random data sets, 0 differences")
def test_every_set_equals_the_recount(stage: Stage, sets: list[list[Invented]], period: Period) -> None:
    everybody = [one for cases in sets for one in cases]
    facts = {one.person: one.facts for one in everybody}
    times = [(one, begin, end, result) for one in everybody for begin, end, result in whiles(one)]
    by_gender = [((o.facts["service"], o.facts["gender"]), begin, end) for o, begin, end, _r in times]
    assert counted(stage, FLOWS[0], period, "service", "gender") == flow_of(by_gender, period)
    by_result = [((o.facts["service"], result), begin, end) for o, begin, end, result in times]
    assert counted(stage, FLOWS[0], period, "service", "result") == flow_of(by_result, period)
    people = [
        ((facts[person]["service"], facts[person]["gender"]), begin, end)
        for person, begin, end in person_times(everybody)
    ]
    assert counted(stage, FLOWS[1], period, "service", "gender") == flow_of(people, period)
    orders = [((o.facts["service"], giver), b, e) for o, giver, b, e in order_times(everybody)]
    assert counted(stage, FLOWS[2], period, "service", "giver") == flow_of(orders, period)


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: f"{period.first}")
def test_outcomes_equal_the_recount(stage: Stage, sets: list[list[Invented]], period: Period) -> None:
    everybody = [one for cases in sets for one in cases]
    service = {one.case: one.facts["service"] for one in everybody}
    rows, people = outcomes_of(everybody), person_times(everybody)
    for flow, name, kind in ((FLOWS[3], "jobs", "contract"), (FLOWS[4], "carried", "measure_kind")):
        times = [
            ((service[row["case"]], row[kind]), row["started_on"], row["ended_on"]) for row in rows[name]
        ]
        assert counted(stage, flow, period, "service", kind) == flow_of(times, period)
    found = reckon_on(stage, [FIGURES["language_levels"]], period=period, by=("service", "language", "level"))
    facts = {one.person: one.facts["service"] for one in everybody}
    levels = levels_at(rows, people, period.last)
    assert {key: values["language_levels"] for key, values in found.rows.items()} == Counter(
        (facts[person], language, level) for person, language, level in levels
    )
    gains = reckon_on(stage, [FIGURES["level_gains"]], period=period)
    assert gains.value((), "level_gains") == gains_in(rows, people, period)
    day_by_day = [row for row in rows["hours"] if period.first <= row["day"] <= period.last]
    came = [row for row in day_by_day if row["what"] == "presence" and row["came"] == "came"]
    hours = reckon_on(stage, [FIGURES["attended_days"], FIGURES["attended_minutes"]], period=period)
    assert hours.value((), "attended_days") == len(came)
    assert hours.value((), "attended_minutes") == sum(row["minutes"] for row in came)
    asked = [row for row in rows["check_ins"] if period.first <= row["day"] <= period.last]
    told = Counter((str(row["stage"]), row["how_it_stands"]) for row in asked)
    found = reckon_on(stage, [FIGURES["asked_after"]], period=period, by=("stage", "how_it_stands"))
    assert {key: values["asked_after"] for key, values in found.rows.items()} == told


def test_the_sets_hold_what_is_hard(sets: list[list[Invented]]) -> None:
    """Opened again, corrected, dated back behind the return, several cases of one person, several orders."""
    everybody = [one for cases in sets for one in cases]
    kinds = Counter(kind for one in everybody for kind, _day, _result in one.turns)
    assert min(kinds["reopened"], kinds["result_corrected"]) > SETS / 4
    pairs = [pair for one in everybody for pair in zip(one.turns, one.turns[1:], strict=False)]
    assert any(later[0] == "closed" and later[1] < earlier[1] for earlier, later in pairs)
    assert any(later[0] == "reopened" and later[1] == earlier[1] for earlier, later in pairs)
    assert sum(len(one.orders) > 1 for one in everybody) > SETS
    assert max(Counter(one.person for one in everybody).values()) > 4
