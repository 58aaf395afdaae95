"""Measures carried out: presence, goals, steps, records with deadlines, groups, limits, support."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.measures import agreeing, carrying_out, groups, presence, recording
from roterfaden.measures.carrying_out import MeasureRefused, months_between
from roterfaden.measures.carrying_records import (
    Agreement,
    Goal,
    Group,
    Hours,
    Measure,
    MeasureRecord,
    Support,
)
from roterfaden.measures.catalogue import carrying
from roterfaden.measures.certificates import certificate_document
from roterfaden.measures.choices import Came, GoalState, Performed
from roterfaden.measures.presence import HoursRefused, plan_weeks, weeks_of
from roterfaden.measures.recording import RecordRefused
from tests.fixtures import AT, TODAY, World, open_case
from tests.measures.makers import measure_of, running


def who(world: World) -> dict[str, Any]:
    return {"by": world.anna, "at": AT}


def there(measure: Measure, world: World, day: date, hours: str, **changes: Any) -> Hours:
    said: dict[str, Any] = {"what": Performed.PRESENCE, "came": Came.CAME, "tariff": "", "note": ""}
    return presence.record_hours(
        measure=measure, day=day, hours=Decimal(hours), **(said | changes), **who(world)
    )


def test_the_plan_of_the_standard_rises_from_8_hours_on_2_days_to_20_on_5(world: World, case: Case) -> None:
    """WAS IV Luzern, Standard Aufbautraining: from 8 hours on at least 2 days to 20 hours on 5 days."""
    start = TODAY - timedelta(weeks=3)
    measure = Measure.objects.create(
        case=case, kind="aufbautraining", starts_on=start, planned_until=start + timedelta(weeks=20)
    )
    plan_weeks(measure, carrying().kinds["aufbautraining"].presence)
    planned = [(row.hours, row.days) for row in measure.weeks.all()]
    assert planned[0] == (Decimal(8), 2)
    assert planned[15] == planned[-1] == (Decimal(20), 5)
    assert planned == sorted(planned)
    there(measure, world, start, "4")
    there(measure, world, start + timedelta(days=1), "4,5".replace(",", "."))
    there(measure, world, start + timedelta(days=2), "0", came=Came.SICK)
    first = weeks_of(measure, today=TODAY)[0]
    assert (first.hours, first.days, first.missed) == (Decimal("8.50"), 2, 1)
    seen = Measure.objects.get(pk=measure.pk)
    presence.change_week(
        measure=measure, number=2, hours=Decimal(6), days=2, revision=seen.revision, **who(world)
    )
    with pytest.raises(Conflict):
        presence.change_week(
            measure=seen, number=2, hours=Decimal(9), days=3, revision=seen.revision, **who(world)
        )
    assert weeks_of(measure, today=TODAY)[1].planned_hours == Decimal(6)
    facts = carrying_out.MeasureFacts(
        title="",
        order=None,
        starts_on=start,
        planned_until=start + timedelta(weeks=22),
        tariff="",
        group=None,
    )
    measure.kind = "on-the-job"  # the other one is Swiss, this service is not
    carrying_out.change_measure(measure=measure, facts=facts, revision=measure.revision, **who(world))
    assert [(row.number, row.hours, row.days) for row in measure.weeks.order_by("number")[20:]] == [
        (number, Decimal(20), 5) for number in (21, 22, 23)
    ]
    later = replace(facts, starts_on=start + timedelta(days=1))
    with pytest.raises(MeasureRefused) as too_late:
        carrying_out.change_measure(measure=measure, facts=later, revision=measure.revision, **who(world))
    assert too_late.value.field == "starts_on"


@pytest.mark.parametrize(
    ("day", "hours", "changes", "field"),
    [
        (1, "2", {}, "day"),
        (-61, "2", {}, "day"),
        (0, "25", {}, "hours"),
        (0, "0", {}, "hours"),
        (0, "2", {"came": Came.SICK}, "hours"),
        (0, "2", {"tariff": "IFD-STUNDE"}, "tariff"),
        (0, "2", {"tariff": "IFD-MONAT", "what": Performed.SERVICE}, "tariff"),
    ],
)
def test_hours_that_cannot_be(
    world: World, case: Case, day: int, hours: str, changes: dict[str, Any], field: str
) -> None:
    measure = measure_of(case, world)
    with pytest.raises(HoursRefused) as refusal:
        there(measure, world, TODAY + timedelta(days=day), hours, **changes)
    assert refusal.value.field == field


def test_a_day_stands_once_and_is_struck_not_deleted(world: World, case: Case) -> None:
    measure = measure_of(case, world)
    row = there(measure, world, TODAY, "3")
    assert there(measure, world, TODAY, "3") == row
    with pytest.raises(HoursRefused):
        there(measure, world, TODAY, "4")
    presence.strike_hours(row=row, revision=row.revision, **who(world))
    there(measure, world, TODAY, "4")
    assert Hours.objects.filter(measure=measure).count() == 2


def test_goals_are_agreed_and_a_change_asks_for_the_word_again(world: World, case: Case) -> None:
    measure = measure_of(case, world)
    facts = agreeing.GoalFacts(text="Am Empfang arbeiten", sign="Zwei Stunden ohne Hilfe", due_on=None)
    coarse = agreeing.set_goal(measure=measure, parent=None, facts=facts, **who(world))
    fine = agreeing.set_goal(
        measure=measure,
        parent=coarse,
        facts=agreeing.GoalFacts(text="Anrufe annehmen", sign="Zehn am Tag", due_on=TODAY),
        **who(world),
    )
    with pytest.raises(MeasureRefused):
        agreeing.set_goal(measure=measure, parent=fine, facts=facts, **who(world))
    for party in ("client", "service", "employer"):
        agreeing.agree(measure=measure, plan=None, party=party, name="", agreed_on=TODAY, **who(world))
    standing = Agreement.objects.filter(measure=measure, outdated_at__isnull=True)
    assert agreeing.missing_parties(measure, list(standing)) == []
    with pytest.raises(MeasureRefused):
        agreeing.agree(measure=measure, plan=None, party="doctor", name="", agreed_on=TODAY, **who(world))
    stale = Goal.objects.get(pk=coarse.pk)
    changed = agreeing.GoalFacts(text="Im Archiv arbeiten", sign="Zwei Stunden ohne Hilfe", due_on=None)
    agreeing.change_goal(goal=coarse, facts=changed, revision=1, **who(world))
    assert len(agreeing.missing_parties(measure, list(standing.all()))) == 3
    with pytest.raises(Conflict):
        agreeing.judge_goal(goal=stale, state=GoalState.REACHED, finding="Geht.", revision=1, **who(world))
    with pytest.raises(MeasureRefused):
        agreeing.judge_goal(goal=coarse, state=GoalState.MISSED, finding="", revision=2, **who(world))


def step(first: int, last: int, hours: str = "2", days: int = 5, content: str = "Post") -> dict[str, Any]:
    begin = TODAY + timedelta(days=first)
    return {
        "first": begin,
        "last": TODAY + timedelta(days=last),
        "hours": hours,
        "days": days,
        "content": content,
    }


def test_a_stepwise_return_is_agreed_by_four_and_adapted_with_a_reason(world: World, case: Case) -> None:
    measure = measure_of(case, world, kind="stepwise")
    for wrong in (
        [],
        [step(0, 13), step(15, 27)],
        [step(5, 4)],
        [step(0, 5, "13")],
        [step(0, 5, content=" ")],
    ):
        with pytest.raises(MeasureRefused):
            agreeing.make_step_plan(measure=measure, steps=wrong, reason="", after=0, **who(world))
    first = agreeing.make_step_plan(
        measure=measure, steps=[step(0, 13), step(14, 27, "4")], reason="", after=0, **who(world)
    )
    parties = carrying().kinds["stepwise"].parties
    assert len(parties) == 4
    for party in parties:
        agreeing.agree(measure=measure, plan=first, party=party, name="", agreed_on=TODAY, **who(world))
    assert agreeing.missing_parties(measure, list(first.agreements.all())) == []
    with pytest.raises(MeasureRefused):
        agreeing.make_step_plan(measure=measure, steps=[step(0, 27)], reason="", after=1, **who(world))
    second = agreeing.make_step_plan(
        measure=measure, steps=[step(0, 27)], reason="Zu schnell.", after=1, **who(world)
    )
    assert agreeing.missing_parties(measure, list(second.agreements.all())) == [
        carrying().parties[party] for party in parties
    ]
    with pytest.raises(MeasureRefused):  # somebody made a version in between
        agreeing.make_step_plan(measure=measure, steps=[step(0, 27)], reason="x", after=1, **who(world))
    with pytest.raises(MeasureRefused):
        agreeing.agree(measure=measure, plan=first, party="client", name="", agreed_on=TODAY, **who(world))


def test_events_of_a_dismissal_set_the_deadlines_of_the_law(world: World, case: Case) -> None:
    """§ 171 Abs. 1 SGB IX: a month from the application; § 4 KSchG: three weeks from the letter."""
    measure = measure_of(case, world, kind="dismissal")
    applied = {"what": "applied", "day": "2026-11-02"}
    record = recording.add_record(measure=measure, kind="event", facts=applied, **who(world))
    assert recording.add_record(measure=measure, kind="event", facts=applied, **who(world)) == record
    own = record.deadline
    assert own is not None
    assert (own.deadline.rule, own.deadline.due_on) == ("de-sgb9-171-1", date(2026, 12, 2))
    recording.change_record(
        record=record, facts={"what": "dismissed", "day": "2026-11-20"}, revision=1, **who(world)
    )
    rows = CaseDeadline.objects.filter(case=case).order_by("pk").values_list("deadline__rule", "outcome")
    assert list(rows) == [("de-sgb9-171-1", "dropped"), ("de-kschg-4", "open")]
    record = MeasureRecord.objects.get(pk=record.pk)
    with pytest.raises(Conflict):
        recording.change_record(record=record, facts=applied, revision=1, **who(world))
    with pytest.raises(RecordRefused) as missing:
        recording.add_record(measure=measure, kind="event", facts={"what": "applied"}, **who(world))
    assert missing.value.field == "day"
    with pytest.raises(RecordRefused):
        recording.add_record(measure=measure, kind="care_person", facts={}, **who(world))


def test_a_group_meets_and_each_gets_the_hours(world: World, case: Case) -> None:
    group = groups.make_group(
        service=world.service,
        kind="training-group",
        facts=groups.GroupFacts(title="Montagsgruppe", led_by=world.anna, begins_on=TODAY, places=6),
        **who(world),
    )
    other = open_case(world, first_name="Timo")
    mine = measure_of(case, world, kind="training-group", group=group)
    his = measure_of(other, world, kind="training-group", group=group)
    session = groups.hold_session(
        group=group,
        day=TODAY,
        hours=Decimal("1.5"),
        topic="Kritik annehmen",
        came={mine: Came.CAME, his: Came.EXCUSED},
        **who(world),
    )
    assert groups.presences(group) == {(session.pk, mine.pk): "came", (session.pk, his.pk): "excused"}
    assert Hours.objects.get(measure=mine).hours == Decimal("1.50")
    with pytest.raises(groups.GroupRefused):
        groups.hold_session(group=group, day=TODAY, hours=Decimal(1), topic="x", came={}, **who(world))
    Group.objects.filter(pk=group.pk).update(places=2)
    group.refresh_from_db()
    with pytest.raises(MeasureRefused) as full:
        measure_of(case, world, kind="training-group", group=group, starts_on=TODAY)
    assert full.value.field == "group"
    stranger = measure_of(case, world)
    with pytest.raises(groups.GroupRefused):
        groups.hold_session(
            group=group, day=TODAY - timedelta(days=1), hours=Decimal(1), topic="x",
            came={stranger: Came.CAME}, **who(world),
        )  # fmt: skip


def test_a_measure_ends_with_a_result_and_passes_over(world: World, case: Case) -> None:
    measure = running(measure_of(case, world), world)
    there(measure, world, TODAY, "3.25")
    end: dict[str, Any] = {"measure": measure, "on": TODAY, "revision": measure.revision}
    with pytest.raises(MeasureRefused) as no_words:
        carrying_out.end_measure(**end, result="reached", text=" ", **who(world))
    assert no_words.value.field == "text"
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):  # to come; before recorded hours
        with pytest.raises(MeasureRefused) as wrong:
            carrying_out.end_measure(**(end | {"on": day}), result="reached", text="x", **who(world))
        assert wrong.value.field == "on"
    carrying_out.end_measure(**end, result="reached", text="Arbeitet selbständig.", **who(world))
    words = certificate_document(measure, at=AT).sections[0].as_text()
    assert "1 Tage, zusammen 3,25 Stunden" in words
    assert "selbständig" not in words
    facts = carrying_out.MeasureFacts(
        title="", order=None, starts_on=TODAY, planned_until=TODAY, tariff="", group=None
    )
    after = carrying_out.plan_measure(
        case=case, kind="care-person", facts=facts, follows=measure, **who(world)
    )
    assert after.follows == measure
    with pytest.raises(MeasureRefused):
        carrying_out.plan_measure(case=case, kind="other", facts=facts, follows=measure, **who(world))
    with pytest.raises(MeasureRefused):
        agreeing.set_goal(
            measure=measure,
            parent=None,
            facts=agreeing.GoalFacts(text="a", sign="b", due_on=None),
            **who(world),
        )


def test_integration_measures_together_warn_before_a_year_is_over(world: World, case: Case) -> None:
    assert months_between(date(2026, 1, 1), date(2026, 3, 31)) == 3
    assert months_between(date(2026, 1, 15), date(2026, 2, 14)) == 1
    assert months_between(date(2026, 1, 15), date(2026, 2, 15)) == 2
    rows = ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 9, 1), date(2026, 12, 31)))
    for first, last in rows:
        Measure.objects.create(case=case, kind="aufbautraining", starts_on=first, planned_until=last)
    (limit,) = carrying_out.limits_of(case, today=TODAY)
    assert (limit.planned, limit.used, limit.warn, limit.over) == (10, 9, True, False)
    other = open_case(world, first_name="Zweite")
    Case.objects.filter(pk=other.pk).update(person=case.person)
    Measure.objects.create(
        case=other, kind="aufbautraining", starts_on=date(2025, 1, 1), planned_until=date(2025, 3, 31)
    )
    (limit,) = carrying_out.limits_of(case, today=TODAY)
    assert (limit.planned, limit.over) == (13, True)


def test_support_goes_from_state_to_state_and_asks_for_what_each_needs(world: World, case: Case) -> None:
    facts = {"what": "hearing", "product": "Übertragungsanlage", "need": "Besprechungen"}
    aid = recording.begin_support(case=case, kind="aid", facts=facts, token=case.uuid, **who(world))
    assert recording.begin_support(case=case, kind="aid", facts=facts, token=case.uuid, **who(world)) == aid
    with pytest.raises(RecordRefused) as jump:
        recording.change_support(support=aid, facts=facts, state="in_use", revision=1, **who(world))
    assert jump.value.field == "state"
    with pytest.raises(RecordRefused) as empty:
        recording.change_support(support=aid, facts=facts, state="trial", revision=1, **who(world))
    assert empty.value.field == "trial_from"
    recording.change_support(
        support=aid, facts=facts | {"trial_from": "2026-11-24"}, state="trial", revision=1, **who(world)
    )
    assert Support.objects.get(pk=aid.pk).state == "trial"
    until = facts | {"trial_from": "2026-11-24", "trial_until": "2026-12-08"}
    applied = until | {"payer": "Inklusionsamt", "applied_on": "2026-11-24"}
    recording.change_support(support=aid, facts=until, state="trial", revision=2, **who(world))
    own = aid.deadline
    assert own is not None
    assert (own.deadline.rule, own.deadline.due_on) == ("hilfsmittel-erprobung-ende", date(2026, 12, 8))
    recording.change_support(support=aid, facts=applied, state="applied", revision=3, **who(world))
    assert aid.deadline is None
    assert CaseDeadline.objects.get(pk=own.pk).outcome == "dropped"
    with pytest.raises(RecordRefused):
        recording.begin_support(
            case=case, kind="aid", facts=facts | {"what": "rocket"}, token=world.anna.uuid, **who(world)
        )
