"""The arithmetic of deadlines: cases counted by hand, and what must hold of every count."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from roterfaden.process.deadline_rules import rule_book
from roterfaden.process.reckoning.calendars import Calendar, UnknownRegion, easter, recess_on
from roterfaden.process.reckoning.compute import ChangeTooLate, compute
from roterfaden.process.reckoning.counting import OutOfRange
from roterfaden.process.reckoning.terms import (
    Change,
    CountsFrom,
    Direction,
    Extension,
    Method,
    Pause,
    Span,
    Term,
    Unit,
    Weekend,
)
from tests.process.reckoning_cases import TABLE

pytestmark = pytest.mark.one_database

CASES = [line for line in TABLE.splitlines() if line and not line.startswith("#")]
PLAIN = Method("plain", "")
DE, SH, LU = Calendar("DE"), Calendar("DE-SH"), Calendar("CH-LU")
ATSG = rule_book().methods["ch-atsg"]


def term(amount: int, unit: str, how: str = "") -> Term:
    words = how.split(",")
    weekend = {"next": Weekend.NEXT, "prev": Weekend.PREVIOUS}
    return Term(
        span=Span(amount, Unit(unit)),
        direction=Direction.BEFORE if "before" in words else Direction.AFTER,
        counts_from=CountsFrom.SAME_DAY if "same" in words else CountsFrom.NEXT_DAY,
        weekend=next((weekend[word] for word in words if word in weekend), Weekend.STAYS),
        rests="atsg" in words,
    )


@pytest.mark.parametrize("case", CASES)
def test_counted_by_hand(case: str) -> None:
    amount, unit, how, region, start, due = case.split()
    method = ATSG if "atsg" in how else PLAIN
    computed = compute(
        term(int(amount), unit, how), date.fromisoformat(start), Calendar(region), method, event="Antrag"
    )
    assert computed.due_on.isoformat() == due, computed.text


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 100
    assert len(set(CASES)) == len(CASES)


def test_the_count_is_told() -> None:
    rule = rule_book().rule("de-sgb9-14-2", on=date(2026, 12, 4))
    calendar = rule_book().calendar("DE-NW")
    method = rule_book().methods[rule.method]
    told = compute(rule.term, date(2026, 12, 4), calendar, method, event="Eingang des Antrags")
    assert told.steps == (
        (
            "Eingang des Antrags: Fr 04.12.2026. "
            "Dieser Tag zählt nicht mit (§ 26 Abs. 1 SGB X, § 187 Abs. 1 BGB)."
        ),
        "3 Wochen danach: Fr 25.12.2026 (§ 188 Abs. 1 und 2 BGB).",
        (
            "Fr 25.12.2026 ist Erster Weihnachtstag, Sa 26.12.2026 ist Zweiter Weihnachtstag, "
            "So 27.12.2026 ist ein Sonntag: "
            "verschoben auf den nächsten Werktag, Mo 28.12.2026 (§ 26 Abs. 3 SGB X)."
        ),
        "Feiertage nach dem Kalender: Nordrhein-Westfalen.",
    )
    eve = compute(rule.term, date(2026, 12, 3), calendar, method)
    assert "Heiligabend ist ein gewöhnlicher Werktag." in eve.steps


def test_a_rest_moves_the_end_by_the_days_that_would_have_counted() -> None:
    pause = Pause(date(2026, 12, 1), date(2026, 12, 10))
    two_weeks = term(2, "weeks", "next")
    # 9.12. plus ten days of rest
    assert compute(two_weeks, date(2026, 11, 25), SH, PLAIN, changes=[pause]).due_on == date(2026, 12, 21)
    # two months: 25.1. plus ten days
    assert compute(term(2, "months"), date(2026, 11, 25), SH, PLAIN, changes=[pause]).due_on == date(
        2027, 2, 4
    )
    # five working days up to 2.12.; of the rest only eight are working days
    assert compute(term(5, "working_days"), date(2026, 11, 25), SH, PLAIN, changes=[pause]).due_on == date(
        2026, 12, 14
    )
    # days before the deadline began do not count
    early = Pause(date(2026, 11, 1), date(2026, 11, 27))
    assert compute(two_weeks, date(2026, 11, 25), SH, PLAIN, changes=[early]).due_on == date(2026, 12, 11)


def test_a_rest_without_end_leaves_the_day_open() -> None:
    computed = compute(term(2, "weeks"), date(2026, 11, 25), SH, PLAIN, changes=[Pause(date(2026, 12, 1))])
    assert computed.resting
    assert "ruht seit Di 01.12.2026" in computed.text


def test_a_rest_may_begin_on_the_last_day_but_not_after_it() -> None:
    last = date(2026, 12, 9)
    pause = Pause(last, last)
    assert compute(term(2, "weeks"), date(2026, 11, 25), SH, PLAIN, changes=[pause]).due_on == date(
        2026, 12, 10
    )
    with pytest.raises(ChangeTooLate):
        compute(term(2, "weeks"), date(2026, 11, 25), SH, PLAIN, changes=[Pause(last + timedelta(days=1))])
    with pytest.raises(ChangeTooLate):
        compute(term(2, "weeks", "before"), date(2026, 11, 25), SH, PLAIN, changes=[Pause(last)])


def test_an_extension_runs_from_the_end_that_held() -> None:
    # ends on Saturday 12.12., so on Monday 14.12.; two weeks more
    by_span = [Extension(span=Span(2, Unit.WEEKS))]
    assert compute(term(2, "weeks", "next"), date(2026, 11, 28), SH, PLAIN, changes=by_span).due_on == date(
        2026, 12, 28
    )
    to_day = [Extension(until=date(2027, 1, 6))]
    assert compute(term(2, "weeks", "next"), date(2026, 11, 28), SH, PLAIN, changes=to_day).due_on == date(
        2027, 1, 6
    )
    with pytest.raises(ChangeTooLate):
        compute(
            term(2, "weeks"), date(2026, 11, 28), SH, PLAIN, changes=[Extension(until=date(2026, 12, 12))]
        )


def test_rests_and_extensions_add_up_in_their_order() -> None:
    changes: list[Change] = [
        Pause(date(2026, 11, 30), date(2026, 12, 4)),
        Extension(span=Span(1, Unit.WEEKS)),
        Pause(date(2026, 12, 14), date(2026, 12, 15)),
    ]
    # 9.12. + 5 = 14.12.; + 7 = 21.12.; + 2 = 23.12.
    computed = compute(term(2, "weeks", "next"), date(2026, 11, 25), SH, PLAIN, changes=changes)
    assert computed.due_on == date(2026, 12, 23)
    assert len(computed.steps) >= 5


@pytest.mark.parametrize("year", range(1995, 2100, 15))
def test_easter_is_the_easter_of_the_calendars(year: int) -> None:
    monday = easter(year) + timedelta(days=1)
    assert (
        holidays.country_holidays("DE", subdiv="NW", years=year, language="de").get(monday) == "Ostermontag"
    )


def test_unknown_regions_and_days_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(UnknownRegion):
        Calendar("XX").free(date(2026, 1, 1))
    with pytest.raises(OutOfRange):
        compute(term(30, "years"), date(9980, 1, 1), DE, PLAIN)
    with pytest.raises(OutOfRange):
        compute(term(10, "days", "before"), date(1, 1, 3), DE, PLAIN)


DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
SPANS = st.builds(
    Span,
    st.integers(0, 40),
    st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS]),
)
REGIONS = st.sampled_from(sorted(rule_book().regions))
FORWARD = st.builds(
    Term,
    SPANS,
    counts_from=st.sampled_from(list(CountsFrom)),
    weekend=st.sampled_from(list(Weekend)),
    rests=st.booleans(),
)


@given(DAYS, FORWARD, REGIONS)
@settings(max_examples=300, deadline=None)
def test_a_deadline_never_ends_before_its_event_and_never_on_a_free_day(
    start: date, asked: Term, region: str
) -> None:
    calendar = Calendar(region)
    computed = compute(asked, start, calendar, ATSG)
    if asked.weekend != Weekend.STAYS:
        assert calendar.is_working_day(computed.due_on)
    if asked.weekend != Weekend.PREVIOUS:
        # nothing said about the same day yet: a span of one that counts it ends on it
        assert computed.due_on >= start
    assert computed.text
    assert all(step.endswith(".") for step in computed.steps)


IN_RECESS = Term(
    Span(1, Unit.WORKING_DAYS), counts_from=CountsFrom.SAME_DAY, weekend=Weekend.STAYS, rests=True
)


def test_a_first_day_in_a_recess_counts_as_the_first_after_it() -> None:
    computed = compute(IN_RECESS, date(2001, 7, 15), Calendar("CH"), ATSG)
    assert computed.due_on == date(2001, 8, 16)
    assert "Sie läuft ab Do 16.08.2001." in computed.steps[1]


@given(DAYS, FORWARD, REGIONS)
@example(date(2001, 7, 14), IN_RECESS, "CH")
@settings(max_examples=200, deadline=None)
def test_who_begins_later_never_ends_earlier(start: date, asked: Term, region: str) -> None:
    # months end on a number, a recess adds days: who begins in it may end earlier than who began the day before
    assume(not asked.rests or asked.span.unit not in (Unit.MONTHS, Unit.YEARS))
    calendar = Calendar(region)
    today = compute(asked, start, calendar, ATSG).due_on
    assert compute(asked, start + timedelta(days=1), calendar, ATSG).due_on >= today


@given(DAYS, FORWARD, st.integers(0, 60), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_a_rest_never_shortens_and_an_extension_always_prolongs(
    start: date, asked: Term, after: int, lasting: int
) -> None:
    plain = compute(asked, start, LU, ATSG).due_on
    first = start + timedelta(days=after)
    try:
        rested = compute(asked, start, LU, ATSG, changes=[Pause(first, first + timedelta(days=lasting))])
    except ChangeTooLate:
        pass
    else:
        assert rested.due_on >= plain
    if asked.weekend != Weekend.PREVIOUS:
        longer = compute(asked, start, LU, ATSG, changes=[Extension(span=Span(lasting, Unit.DAYS))])
        assert longer.due_on > plain


@given(DAYS, st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_counting_days_back_undoes_counting_on(start: date, amount: int) -> None:
    on = compute(term(amount, "days"), start, DE, PLAIN).due_on
    assert compute(term(amount, "days", "before"), on, DE, PLAIN).due_on == start


@given(DAYS, st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_days_of_recess_do_not_count(start: date, amount: int) -> None:
    due = compute(term(amount, "days", "atsg"), start, LU, ATSG).due_on
    days = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(recess_on(day, ATSG.recesses) is None for day in days) == amount
