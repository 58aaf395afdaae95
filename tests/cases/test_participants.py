"""Colleagues of other organisations in a case: from when they see it, and until when."""

from datetime import date, timedelta
from typing import Any

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases import participants
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case, CaseParticipant
from roterfaden.cases.participants import ParticipationRefused
from roterfaden.cases.queries import cases_visible_to
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World


def add(world: World, case: Case, **other: Any) -> CaseParticipant:
    values: dict[str, Any] = {
        "user": world.klara,
        "organisation": world.agency,
        "function": "Sachbearbeitung",
        "valid_from": TODAY,
        "valid_until": None,
        "agreed": True,
    }
    return participants.add_participant(case=case, **(values | other), by=world.anna, at=AT)


def sees(world: World, case: Case, on: date = TODAY) -> bool:
    return cases_visible_to(world.klara, on=on).filter(pk=case.pk).exists()


def test_a_participant_sees_the_case_from_the_first_day_to_the_last(world: World, case: Case) -> None:
    assert not sees(world, case)
    add(world, case, valid_from=TODAY, valid_until=TODAY + timedelta(days=2))
    seen = [sees(world, case, on=TODAY + timedelta(days=n)) for n in (-1, 0, 2, 3)]
    assert seen == [False, True, True, False]
    entry = Entry.objects.get(action="cases.participant_added")
    assert (entry.scope_uuid, entry.payload) == (case.uuid, '{"agreed":true,"user":"klara"}')


def test_ended_the_colleague_sees_nothing_from_that_moment(world: World, case: Case) -> None:
    row = add(world, case)
    participants.end_participation(row=row, by=world.anna, at=AT)
    participants.end_participation(row=row, by=world.anna, at=AT)
    assert not sees(world, case)
    assert Entry.objects.filter(action="cases.participant_ended").count() == 1
    assert CaseParticipant.objects.get().ended_at == AT


def test_after_an_end_one_may_begin_anew_on_the_same_day(world: World, case: Case) -> None:
    participants.end_participation(row=add(world, case), by=world.anna, at=AT)
    add(world, case)
    assert sees(world, case)


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"agreed": False}, "Einverständnis"),
        ({"function": "  "}, "Aufgabe"),
        ({"valid_until": TODAY - timedelta(days=1)}, "vor dem Beginn"),
    ],
)
def test_what_cannot_be_is_refused(world: World, case: Case, wrong: dict[str, Any], because: str) -> None:
    with pytest.raises(ParticipationRefused, match=because):
        add(world, case, **wrong)
    assert not sees(world, case)


def test_colleagues_of_the_service_and_people_from_elsewhere_are_refused(world: World, case: Case) -> None:
    with pytest.raises(ParticipationRefused, match="ohnehin"):
        add(world, case, user=world.bela, organisation=world.service)
    with pytest.raises(ParticipationRefused, match="arbeitet zu dieser Zeit nicht"):
        add(world, case, organisation=world.office)


def test_nobody_takes_part_twice_at_the_same_time(world: World, case: Case) -> None:
    add(world, case, valid_until=TODAY + timedelta(days=5))
    with pytest.raises(ParticipationRefused, match="schon beteiligt"):
        add(world, case, valid_from=TODAY + timedelta(days=5))
    add(world, case, valid_from=TODAY + timedelta(days=6))


def test_nobody_is_let_into_a_closed_case_but_may_be_sent_out(world: World, case: Case) -> None:
    row = add(world, case)
    closed(case, by=world.anna)
    with pytest.raises(CaseIsClosed):
        add(world, case, user=world.fritz, organisation=world.other_service)
    participants.end_participation(row=row, by=world.anna, at=AT)
    assert not sees(world, case)
