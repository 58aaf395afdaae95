"""Opening a case: what is refused, and that one form opens one case."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from roterfaden.accounts.models import Organisation
from roterfaden.cases import intake
from roterfaden.cases.intake import AlreadyOpened, IntakeRefused
from roterfaden.cases.models import Case
from roterfaden.people.models import Person
from roterfaden.people.records import RecordRefused
from roterfaden.process.catalogue import version_in_force
from tests.fixtures import AT, TODAY, World

PERSON = {"first_name": "Leyla", "last_name": "Aksoy", "birth_date": date(1991, 6, 4)}


def open_one(world: World, **other: Any) -> Case:
    values: dict[str, Any] = {
        "service": world.service,
        "person": PERSON,
        "chain_version": version_in_force("V1", on=TODAY),
        "start_node": "start_auftrag",
        "responsible": world.anna,
        "opened_on": TODAY,
    }
    return intake.open_case(**(values | other), by=world.anna, at=AT)


def test_the_same_form_opens_one_case(world: World) -> None:
    token = uuid4()
    case = open_one(world, intake_token=token)
    with pytest.raises(AlreadyOpened) as refusal:
        open_one(world, intake_token=token)
    assert refusal.value.case == case
    assert (Case.objects.count(), Person.objects.count()) == (1, 1)


def test_a_refused_form_takes_no_file_number(world: World) -> None:
    with pytest.raises(IntakeRefused):
        open_one(world, opened_on=TODAY + timedelta(days=1))
    assert open_one(world).file_number == "NH-2026-0001"
    assert Organisation.objects.get(pk=world.service.pk).next_file_number == 2


def test_responsible_is_who_works_on_cases_there(world: World) -> None:
    for somebody in (world.fritz, world.quirin, world.klara):
        with pytest.raises(IntakeRefused, match="zuständige Person"):
            open_one(world, responsible=somebody)
    assert Person.objects.count() == 0


def test_nobody_is_born_tomorrow(world: World) -> None:
    with pytest.raises(RecordRefused, match="Geburtsdatum"):
        open_one(world, person={**PERSON, "birth_date": TODAY + timedelta(days=1)})
    assert Case.objects.count() == 0


def test_chains_about_other_things_lead_through_no_case(world: World) -> None:
    with pytest.raises(IntakeRefused, match="Person"):
        open_one(world, chain_version=version_in_force("B1", on=TODAY), start_node="start_x")
