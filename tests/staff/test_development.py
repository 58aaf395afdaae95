"""Induction within probation, from needs to the effect of a training, supervision: who may, in which order, once."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection

from roterfaden.accounts.models import User
from roterfaden.quality.duties import duties_of
from roterfaden.staff import induction, standing, supervision, training
from roterfaden.staff.choices import Impact
from roterfaden.staff.models import (
    Induction,
    TookPart,
    Training,
)
from roterfaden.staff.queries import (
    files_visible_to,
    inductions_visible_to,
    supervisions_visible_to,
    trainings_visible_to,
)
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.rules import may_read_minutes
from roterfaden.staff.writing import Upload
from tests.documents.makers import pdf
from tests.fixtures import AT, TODAY, World, open_case
from tests.staff import makers

DAY = timedelta(days=1)


def paper(name: str = "urkunde.pdf") -> Upload:
    return Upload(name, BytesIO(pdf()))


@pytest.mark.parametrize(
    ("begun", "until", "due"),
    [
        # six months by law end on 31 May 2026, two weeks before is Sunday the 17th: the Friday before Ascension weekend
        (date(2025, 12, 1), None, date(2026, 5, 15)),
        # what the contract says counts
        (date(2026, 9, 1), date(2026, 12, 31), date(2026, 12, 17)),
        # a probation shorter than the lead time is evaluated on the first day, never before it
        (date(2026, 11, 20), date(2026, 11, 25), date(2026, 11, 20)),
    ],
)
def test_the_evaluation_lies_within_probation(
    world: World, begun: date, until: date | None, due: date
) -> None:
    found = makers.staff_file(world, world.anna, employed_from=begun, probation_until=until)
    row = makers.begun(found, mentor=world.bela, by=world.lena)
    assert row.evaluate_by == due
    assert "Probezeit" in row.counted


def test_an_induction_from_the_template_to_both_signatures(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    row = makers.begun(found, mentor=world.bela, by=world.lena)
    steps = list(row.steps.all())
    assert len(steps) == len(requirements_for(world.service).induction)
    assert all(step.due_on <= row.evaluate_by for step in steps)
    with pytest.raises(StaffRefused, match="schon begonnen"):
        makers.begun(found, mentor=world.bela, by=world.lena)
    said = {"result": "done", "evaluation": "Es ging gut.", "evaluated_on": TODAY}

    def evaluate(revision: int, by: User, **more: Any) -> None:
        induction.evaluate(induction=row, facts=said | more, revision=revision, by=by, at=AT)

    with pytest.raises(StaffRefused, match="ausgewertet"):
        induction.sign(induction=row, revision=1, by=world.lena, at=AT)
    with pytest.raises(StaffRefused, match="Hospitation"):
        evaluate(1, world.lena)
    for step in induction.open_shadowing(row):
        facts = {name: getattr(step, name) for name in induction.STEP_FIELDS} | {"done_on": TODAY}
        # who shows it ticks it off, nobody else among the colleagues
        with pytest.raises(StaffRefused):
            induction.change_step(step=step, facts=facts, revision=1, by=world.quirin, at=AT)
        induction.change_step(step=step, facts=facts, revision=1, by=world.bela, at=AT)
    for stranger in (world.bela, world.anna, world.fritz):
        with pytest.raises(StaffRefused):
            evaluate(1, stranger)
    with pytest.raises(StaffRefused, match="zwischen dem Beginn"):
        evaluate(1, world.lena, evaluated_on=TODAY + DAY)
    evaluate(1, world.lena)
    induction.sign(induction=row, revision=2, by=world.anna, at=AT)
    # said anew, the signature is gone
    evaluate(3, world.lena, evaluation="Es ging sehr gut.")
    row = Induction.objects.get()
    assert row.worker_signed_at is None
    induction.sign(induction=row, revision=4, by=world.anna, at=AT)
    induction.sign(induction=row, revision=5, by=world.lena, at=AT)
    induction.sign(induction=row, revision=5, by=world.lena, at=AT)
    row = Induction.objects.get()
    assert row.is_closed
    with pytest.raises(StaffRefused, match="beiden unterschrieben"):
        induction.evaluate(induction=row, facts=said, revision=6, by=world.lena, at=AT)
    with pytest.raises(StaffRefused, match="unterschreiben"):
        induction.sign(induction=row, revision=6, by=world.quirin, at=AT)


def test_the_mentor_sees_the_plan_and_nothing_else(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    row = makers.begun(found, mentor=world.bela, by=world.lena)
    assert list(inductions_visible_to(world.bela, on=TODAY)) == [row]
    assert list(files_visible_to(world.bela, on=TODAY)) == []
    for user in (world.quirin, world.fritz, world.klara):
        assert list(inductions_visible_to(user, on=TODAY)) == []
    with pytest.raises(StaffRefused, match="Sich selbst"):
        makers.begun(makers.staff_file(world, world.bela), mentor=world.bela, by=world.lena)


def test_a_wish_becomes_a_plan_a_visit_and_an_effect(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    wish = {"origin": "wish", "criterion": ""}
    row = makers.need(world, found, by=world.anna, **wish)
    for wrong in ({"state": "planned", "planned_on": TODAY}, {"origin": "gap"}):
        with pytest.raises(StaffRefused, match="Leitung"):
            makers.need(world, found, by=world.anna, **wish | wrong)
    for wrong_plan in ({"planned_on": None}, {"planned_on": TODAY, "cost": Decimal(-1)}, {"topic": " "}):
        with pytest.raises(StaffRefused):
            training.change(
                training=row,
                facts=makers.NEED | wish | {"state": "planned"} | wrong_plan,
                revision=1,
                by=world.lena,
                at=AT,
            )
    plan = makers.NEED | wish | {"state": "planned", "planned_on": TODAY, "cost": Decimal("240.50")}
    with pytest.raises(StaffRefused, match="nicht geplant"):
        training.hold(training=row, held_on=TODAY, reason="x", upload=None, revision=1, by=world.anna, at=AT)
    training.change(training=row, facts=plan, revision=1, by=world.lena, at=AT)
    with pytest.raises(StaffRefused, match="Urkunde"):
        training.hold(training=row, held_on=TODAY, reason="", upload=None, revision=2, by=world.anna, at=AT)
    training.hold(training=row, held_on=TODAY, reason="", upload=paper(), revision=2, by=world.anna, at=AT)
    row = Training.objects.get()
    assert (row.state, row.cost, row.ask_on) == ("held", Decimal("240.50"), TODAY + timedelta(days=90))
    later = AT + timedelta(days=80)
    assert any("Wirkung" in str(one.what) for one in duties_of(world.anna, on=later.date()))
    training.tell_effect(
        training=row, impact=Impact.HELPS, effect="Ich schreibe sicherer.", revision=3, by=world.anna, at=AT
    )
    assert not any("Wirkung" in str(one.what) for one in duties_of(world.anna, on=later.date()))
    # a colleague sees what is for all, not what is for one
    for_all = makers.need(world, None, topic="Für alle")
    assert list(trainings_visible_to(world.bela, on=TODAY)) == [for_all]
    assert list(trainings_visible_to(world.fritz, on=TODAY)) == []


def test_needs_follow_from_gaps_and_say_what_is_taken_up(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    makers.staff_file(world, world.bela, areas=[])
    makers.confirmed(found, "law", by=world.lena)
    people = standing.people_in(world.service, on=TODAY)
    gaps = {gap.criterion.key: gap for gap in standing.gaps_in(world.service, people)}
    assert [row[0].user for row in gaps["law"].people] == [world.bela]
    # only who places people has to win workplaces
    assert [row[0].user for row in gaps["acquisition"].people] == [world.anna]
    makers.need(world, None, criterion="diagnostics")
    gaps = {gap.criterion.key: gap for gap in standing.gaps_in(world.service, people)}
    assert all(taken for _file, _line, taken in gaps["diagnostics"].people)
    assert not any(taken for _file, _line, taken in gaps["law"].people)
    assert standing.next_gathering(world.service) == TODAY.replace(year=2027)


def test_a_surname_from_ones_own_cases_is_asked_about(world: World) -> None:
    open_case(world, responsible=world.anna)
    for words in ("Aksoy", "Es ging um Frau AKSOY.", "Bei Aksoys daheim"):
        with pytest.raises(StaffRefused, match="Nachname"):
            makers.supervised(world, world.anna, by=world.anna, minutes=words)
    makers.supervised(world, world.anna, by=world.anna, minutes="Aksoyanisch ist ein anderes Wort.")
    makers.supervised(world, world.anna, by=world.anna, minutes="Aksoy", is_no_name=True)
    # nobody learns by it who is in the cases of others
    makers.supervised(world, world.bela, by=world.bela, minutes="Aksoy")


def test_what_was_said_in_supervision_stays_with_those_who_were_there(world: World) -> None:
    row = makers.supervised(world, world.anna, world.bela, by=world.anna)
    assert list(supervisions_visible_to(world.lena, on=TODAY)) == [row]
    assert not may_read_minutes(world.lena, row)
    assert may_read_minutes(world.bela, row)
    assert list(supervisions_visible_to(world.quirin, on=TODAY)) == []
    for wrong in ({"topic": " "}, {"held_on": TODAY + DAY}, {"kind": "single"}):
        with pytest.raises(StaffRefused):
            makers.supervised(world, world.anna, world.bela, by=world.anna, **wrong)
    for strangers in ((), (world.fritz,)):
        with pytest.raises(StaffRefused):
            makers.supervised(world, *strangers, by=world.anna)
    with pytest.raises(StaffRefused, match="wer dabei war"):
        supervision.change(
            supervision=row, facts=makers.SUPERVISION, there=[world.anna], revision=1, by=world.lena, at=AT
        )
    supervision.change(
        supervision=row, facts=makers.SUPERVISION, there=[world.anna], revision=1, by=world.anna, at=AT
    )
    assert [one.user for one in TookPart.objects.all()] == [world.anna]
    with connection.cursor() as cursor:
        cursor.execute("SELECT minutes, topic FROM staff_supervision")
        assert not any(b"Vertraulich" in bytes(raw) or b"Abstand" in bytes(raw) for raw in cursor.fetchone())
