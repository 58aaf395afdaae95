"""What steering and statistics both count is one number, over cases that go, come back and are corrected."""

from datetime import date, timedelta
from random import Random

import pytest

from roterfaden.cases import journal
from roterfaden.cases.choices import CaseResult, CaseState, ContactKind, EventKind
from roterfaden.cases.models import Case, CaseEvent
from roterfaden.statistics.periods import Period as Span
from roterfaden.statistics.reports import reckon
from roterfaden.steering.figures import amount_of
from roterfaden.steering.formulas import Call
from roterfaden.steering.periods import Period, year_of
from tests.fixtures import AT, TODAY, World, open_case

RESULTS = [
    CaseResult.PERMANENT,
    CaseResult.TRAINING,
    CaseResult.JOB_KEPT,
    CaseResult.JOB_ENDED,
    CaseResult.RETURNED,
]
# figure of the steering: figure of the statistics
SAME = {"closed": "outflow", "placed": "placed", "secured": "kept", "company_contacts": "company_contacts"}


def turn(case: Case, kind: EventKind, day: date, world: World, result: str = "") -> None:
    CaseEvent.objects.create(case=case, kind=kind, at=AT, by=world.anna, day=day, result=result, reason="So.")


def wander(world: World, number: int, chance: Random) -> None:
    """A case that is closed and opened again some times, now and then on one day or with a corrected result."""
    case = open_case(world, first_name=f"P{number}", last_name=f"Nr{number}")
    day = TODAY - timedelta(days=chance.randrange(200, 1200))
    opened, closed, result = day, None, ""
    for _turn in range(chance.randrange(0, 5)):
        if closed is None:
            closed = day = day + timedelta(days=chance.randrange(0, 200))
            result = str(chance.choice(RESULTS))
            turn(case, EventKind.CLOSED, day, world, result)
            if chance.random() < 0.3:
                result = str(chance.choice(RESULTS))
                turn(case, EventKind.RESULT_CORRECTED, day, world, result)
        else:
            day = day + timedelta(days=chance.choice([0, 0, 1, 40, 300]))
            turn(case, EventKind.REOPENED, day, world)
            closed, result = None, ""
    if closed and closed > TODAY:
        closed, result = None, ""
    state = CaseState.CLOSED if closed else CaseState.OPEN
    Case.objects.filter(pk=case.pk).update(opened_on=opened, closed_on=closed, state=state, result=result)
    if closed is None:
        for kind in (ContactKind.COMPANY, ContactKind.CALL):
            journal.write_entry(case=case, kind=kind, happened_at=AT, text="War da.", by=world.anna, at=AT)


def test_both_readings_of_a_figure_are_equal(world: World) -> None:
    chance = Random(20261126)
    for number in range(40):
        wander(world, number, chance)
    assert CaseEvent.objects.filter(kind=EventKind.REOPENED).count() > 10
    told = dict.fromkeys(SAME, 0)
    for year in range(TODAY.year - 3, TODAY.year + 1):
        period, span = year_of(year, today=TODAY), Span.year(year)
        found = reckon(tuple(SAME.values()), period=span, services=[world.service])
        for mine, theirs in SAME.items():
            amount = amount_of(Call(mine), world.service, period)
            assert amount.value == found.value((), theirs), f"{year} {mine}"
            assert amount.cases is not None
            assert len(amount.cases) == amount.value
            told[mine] += len(amount.cases)
        assert stock(world, period) == amount_of(Call("case_months"), world.service, period).value, year
    assert all(told.values()), f"a figure that counted nothing proves nothing: {told}"


def stock(world: World, period: Period) -> int:
    """The stock at the end of each month, added up, as the statistics count it."""
    return sum(
        int(reckon(("stock",), period=Span(day, day), services=[world.service]).value((), "stock") or 0)
        for day in period.month_ends
    )


@pytest.mark.parametrize("back", [0, 1])
def test_what_goes_and_comes_on_one_day_was_not_away(world: World, back: int) -> None:
    case, gone = open_case(world), TODAY - timedelta(days=100)
    Case.objects.filter(pk=case.pk).update(opened_on=gone - timedelta(days=50))
    turn(case, EventKind.CLOSED, gone, world, CaseResult.PERMANENT)
    turn(case, EventKind.REOPENED, gone + timedelta(days=back), world)
    period = Period(gone, gone, TODAY)
    assert amount_of(Call("closed"), world.service, period).value == back
    assert amount_of(Call("placed"), world.service, period).value == back
