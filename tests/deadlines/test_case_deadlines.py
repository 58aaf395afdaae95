"""Deadlines of a case and of its chains: set, rest, run on, extended, done, and what follows."""

from datetime import date, timedelta

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines import case_deadlines
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.process.deadlines import DeadlineRefused
from roterfaden.process.models import Deadline
from roterfaden.process.reckoning.terms import Span, Unit
from tests.cases.makers import closed
from tests.deadlines.makers import by_rule, on_day
from tests.fixtures import AT, TODAY, World, open_case, run_of, walk

WEEK = Span(1, Unit.WEEKS)


def rest(case: Case, row: Deadline, first_on: date, last_on: date | None, *, world: World) -> None:
    case_deadlines.let_rest(
        case=case,
        deadline=row,
        first_on=first_on,
        last_on=last_on,
        reason="Unterlagen fehlen.",
        revision=row.revision,
        by=world.anna,
        at=AT,
    )


def test_a_deadline_by_rule_keeps_rule_version_event_and_count(world: World, case: Case) -> None:
    row = by_rule(case, world.anna, subject="Kündigung der Firma").deadline
    assert row.due_on == date(2026, 12, 24)
    assert (row.rule, row.law_version, row.region) == ("de-sgb9-171-1", "Stand 08/2026", "DE-NW")
    assert row.started_on == TODAY
    assert "1 Monat danach: Do 24.12.2026" in row.computed
    assert "Heiligabend" in row.computed
    assert row.warn_on == date(2026, 12, 17)
    assert row.escalate_on == date(2026, 12, 25)


def test_the_subject_is_sealed_and_the_same_deadline_is_set_once(world: World, case: Case) -> None:
    first = by_rule(case, world.anna, subject="Kündigung der Firma")
    assert by_rule(case, world.anna, subject="Kündigung der Firma").pk == first.pk
    assert by_rule(case, world.anna, subject="Anderes").pk != first.pk
    raw = CaseDeadline.objects.filter(pk=first.pk).values_list("subject", flat=True)[0]
    assert "Firma" not in repr(raw)
    assert "Kündigung" not in "".join(str(entry.payload) for entry in Entry.objects.all())


@pytest.mark.parametrize(
    ("how", "subject", "says"),
    [
        (case_deadlines.OnDay(TODAY), " ", "worum es geht"),
        (case_deadlines.ByRule("gibt-es-nicht", TODAY, "DE"), "x", "gilt an diesem Tag nicht"),
        (case_deadlines.ByRule("de-sgb9-185-9", date(2020, 1, 1), "DE"), "x", "gilt an diesem Tag nicht"),
        (case_deadlines.ByRule("zwischenbericht", date(9999, 12, 1), "DE"), "x", "außerhalb des Kalenders"),
    ],
)
def test_what_cannot_be_set_is_refused(
    world: World, case: Case, how: case_deadlines.ByRule, subject: str, says: str
) -> None:
    with pytest.raises(DeadlineRefused, match=says):
        case_deadlines.set_deadline(case=case, how=how, subject=subject, by=world.anna, at=AT)
    assert not CaseDeadline.objects.exists()


def test_the_law_of_the_day_of_the_event_counts(world: World, case: Case) -> None:
    old = by_rule(case, world.anna, rule="de-sgb10-37-2", started_on=date(2024, 12, 30)).deadline
    new = by_rule(case, world.anna, rule="de-sgb10-37-2", started_on=date(2025, 1, 1)).deadline
    assert (old.due_on, new.due_on) == (date(2025, 1, 2), date(2025, 1, 5))
    assert (old.law_version, new.law_version) == ("bis 12/2024", "ab 01/2025")


def test_a_rest_and_an_extension_are_rows_and_the_day_is_counted_anew(world: World, case: Case) -> None:
    row = by_rule(case, world.anna).deadline
    rest(case, row, date(2026, 11, 30), date(2026, 12, 9), world=world)
    assert row.due_on == date(2027, 1, 4)  # 24.12. plus ten days is a Sunday
    case_deadlines.extend(
        case=case,
        deadline=row,
        span=WEEK,
        until=None,
        reason="Anhörung später.",
        revision=row.revision,
        by=world.anna,
        at=AT,
    )
    assert row.due_on == date(2027, 1, 11)
    assert row.escalate_on == date(2027, 1, 12)
    assert [change.kind for change in row.changes.all()] == ["suspension", "extension"]
    assert "Die Frist ruhte von" in row.computed
    assert "Verlängert um 1 Woche" in row.computed
    assert row.changes.first().reason == "Unterlagen fehlen."  # type: ignore[union-attr]


def test_what_rests_is_not_due_until_it_runs_on(world: World, case: Case) -> None:
    row = by_rule(case, world.anna).deadline
    rest(case, row, date(2026, 11, 24), None, world=world)
    assert row.suspended_since == date(2026, 11, 24)
    with pytest.raises(DeadlineRefused, match="ruht die Frist schon"):
        rest(case, row, date(2026, 12, 1), date(2026, 12, 2), world=world)
    with pytest.raises(DeadlineRefused, match="Beenden Sie zuerst"):
        case_deadlines.extend(
            case=case,
            deadline=row,
            span=WEEK,
            until=None,
            reason="x",
            revision=row.revision,
            by=world.anna,
            at=AT,
        )
    case_deadlines.run_on(
        case=case, deadline=row, last_on=date(2026, 12, 1), revision=row.revision, by=world.anna, at=AT
    )
    assert row.suspended_since is None
    # seven days of rest count, for the day of the event counts in no case
    assert row.due_on == date(2026, 12, 31)


def test_the_deadline_of_a_step_rests_too(world: World, case: Case) -> None:
    walk(case, "", "ja", "", "", "nein", "", by=world.anna)
    row = Deadline.objects.get(run=run_of(case), closed_at__isnull=True)
    assert row.due_on == date(2027, 5, 24)
    rest(case, row, date(2026, 12, 1), date(2026, 12, 31), world=world)
    assert row.due_on == date(2027, 6, 24)


def test_a_named_day_moves_but_does_not_rest(world: World, case: Case) -> None:
    row = on_day(case, world.anna, date(2026, 12, 4)).deadline
    with pytest.raises(DeadlineRefused, match="genannter Tag"):
        rest(case, row, TODAY, None, world=world)
    case_deadlines.extend(
        case=case,
        deadline=row,
        span=None,
        until=date(2026, 12, 11),
        reason="Arzt im Urlaub.",
        revision=1,
        by=world.anna,
        at=AT,
    )
    assert row.due_on == date(2026, 12, 11)
    assert row.warn_on == date(2026, 12, 4)


def test_nobody_overwrites_anybody(world: World, case: Case) -> None:
    row = by_rule(case, world.anna).deadline
    other = Deadline.objects.get(pk=row.pk)
    rest(case, row, date(2026, 12, 1), date(2026, 12, 2), world=world)
    with pytest.raises(Conflict):
        rest(case, other, date(2026, 12, 10), date(2026, 12, 11), world=world)
    assert row.changes.count() == 1


def test_a_report_comes_again_every_year_and_a_follow_up_three_times(world: World, case: Case) -> None:
    report = by_rule(case, world.anna, rule="zwischenbericht", started_on=date(2026, 5, 20))
    assert report.deadline.due_on == date(2026, 11, 20)
    again = finish(report, world)
    assert again is not None
    assert again.deadline.due_on == date(2027, 11, 22)  # 20.11.2027 is a Saturday
    asking = by_rule(case, world.anna, rule="nachfrage", started_on=date(2026, 11, 2))
    days = [asking.deadline.due_on]
    while (following := finish(asking, world)) is not None:
        asking = following
        days.append(asking.deadline.due_on)
    assert days == [date(2027, 2, 2), date(2027, 5, 3), date(2027, 11, 2)]


def finish(
    row: CaseDeadline, world: World, outcome: Outcome = Outcome.DONE, result: str = ""
) -> CaseDeadline | None:
    return case_deadlines.finish_deadline(
        own=row, outcome=outcome, result=result, revision=row.deadline.revision, by=world.anna, at=AT
    )


def test_dropping_needs_a_reason_and_nothing_follows(world: World, case: Case) -> None:
    row = by_rule(case, world.anna, rule="zwischenbericht")
    with pytest.raises(DeadlineRefused, match="nicht mehr nötig"):
        finish(row, world, Outcome.DROPPED)
    assert finish(row, world, Outcome.DROPPED, "Auftrag endet.") is None
    with pytest.raises(DeadlineRefused, match="schon erledigt"):
        finish(row, world)


def test_nothing_is_set_in_a_closed_case(world: World) -> None:
    case = open_case(world)
    row = by_rule(case, world.anna)
    closed(case, by=world.anna)
    with pytest.raises(CaseIsClosed):
        by_rule(case, world.anna, subject="neu")
    with pytest.raises(CaseIsClosed):
        rest(case, row.deadline, TODAY, TODAY + timedelta(days=1), world=world)
