"""The office takes part in needs and results of training: counts and what is for all, no worker; and it is heard."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from roterfaden.accounts.choices import Role
from roterfaden.audit.models import Entry
from roterfaden.staff import training
from roterfaden.staff.models import OfficeRemark
from roterfaden.staff.office_view import remark, trainings_of_single_workers
from roterfaden.staff.refusals import StaffRefused
from roterfaden.steering import agreements
from roterfaden.steering.agreement_records import Agreement
from tests.fixtures import AT, TODAY, World
from tests.staff import makers
from tests.steering.makers import clerk_of_the_office
from tests.web.browsing import client_of, stop_clock, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def agreed(world: World) -> tuple[Any, Agreement]:
    olga = clerk_of_the_office(world)
    made = agreements.begin(service=world.service, office=world.office, begins_on=TODAY, by=olga, at=AT)
    return olga, made


def needed(world: World, staff_file: Any = None, **more: Any) -> None:
    facts = makers.NEED | more
    training.need(
        organisation=world.service, staff_file=staff_file, facts=facts, token=uuid4(), by=world.lena, at=AT
    )


def test_the_office_reads_what_is_for_all_and_is_heard_by_the_service(world: World) -> None:
    olga, agreement = agreed(world)
    needed(world, topic="Neues Recht der Teilhabe")
    needed(world, makers.staff_file(world, world.anna), topic="Geheimer Wunsch von Anna")
    office, lead = client_of(olga), client_of(world.lena)
    page = reverse("steering:training", args=[agreement.uuid])
    assert page in text_of(office.get(reverse("steering:agreement", args=[agreement.uuid])))
    told = text_of(office.get(page))
    assert "Neues Recht der Teilhabe" in told
    assert "Geheimer Wunsch" not in told
    assert "Anna Muster" not in told
    said = {"text": "Bitte auch Leichte Sprache einplanen.", "token": str(uuid4())}
    assert office.post(page, said | {"text": " "}).status_code == 422
    for _twice in range(2):
        assert office.post(page, said).status_code == 302
    assert OfficeRemark.objects.count() == 1
    for reader, where in ((lead, page), (lead, reverse("staff:trainings")), (office, page)):
        assert "Leichte Sprache einplanen" in text_of(reader.get(where))
    assert "Bemerkung festhalten" not in text_of(lead.get(page))
    assert lead.post(page, said | {"token": str(uuid4())}).status_code == 422
    auditor = client_of(clerk_of_the_office(world, Role.AUDITOR, "otto"))
    assert auditor.get(page).status_code == 200
    assert auditor.post(page, said | {"token": str(uuid4())}).status_code == 422
    for stranger in (world.fritz, world.klara, world.anna):
        assert client_of(stranger).get(page).status_code == 404
    assert OfficeRemark.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM staff_officeremark")
        assert not any(b"Leichte" in bytes(cell) for (cell,) in cursor.fetchall())
    assert not any("Leichte" in str(vars(entry)) for entry in Entry.objects.all())


def test_single_workers_are_counted_from_three_on(world: World) -> None:
    for number, worker in enumerate((world.anna, world.bela, world.quirin), start=1):
        file = makers.staff_file(world, worker)
        needed(world, file)
        needed(world, file, topic="Zweites")
        (found,) = trainings_of_single_workers(world.service)
        assert found.count == (6 if number == 3 else None)


def test_only_the_office_remarks(world: World) -> None:
    _olga, agreement = agreed(world)
    with pytest.raises(StaffRefused, match="für das Amt"):
        remark(agreement=agreement, text="Ich.", token=uuid4(), by=world.lena, at=AT)
