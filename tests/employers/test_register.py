"""The register of employers: one entry per company, nobody overwrites anybody, the neighbour sees none of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.common.revisions import Conflict
from roterfaden.employers.models import Employer
from roterfaden.employers.register import (
    RegisterRefused,
    correct_contact,
    correct_employer,
    record_contact,
    record_employer,
)
from tests.fixtures import AT, World

FACTS: dict[str, Any] = {"name": "Bäckerei Groß", "town": "Neuhafen", "phone": "0461 12345"}


@pytest.fixture
def employer(world: World) -> Employer:
    return record_employer(organisation=world.service, facts=FACTS, by=world.anna, at=AT)


def test_the_same_company_is_entered_once(world: World, employer: Employer) -> None:
    for name in ("Bäckerei Groß", "BAECKEREI GROSS"):
        with pytest.raises(RegisterRefused, match="schon im Verzeichnis"):
            record_employer(organisation=world.service, facts=FACTS | {"name": name}, by=world.anna, at=AT)
    record_employer(organisation=world.service, facts=FACTS | {"town": "Altwiek"}, by=world.anna, at=AT)
    record_employer(organisation=world.other_service, facts=FACTS, by=world.fritz, at=AT)
    with pytest.raises(RegisterRefused, match="Namen"):
        record_employer(organisation=world.service, facts={"name": " ", "town": ""}, by=world.anna, at=AT)
    assert Employer.objects.count() == 3


def test_the_second_editor_is_told(world: World, employer: Employer) -> None:
    again = Employer.objects.get(pk=employer.pk)
    correct_employer(employer=employer, facts={"branch": "Handwerk"}, revision=1, by=world.anna, at=AT)
    with pytest.raises(Conflict):
        correct_employer(employer=again, facts={"branch": "Bäckerei"}, revision=1, by=world.bela, at=AT)
    assert Employer.objects.get(pk=employer.pk).branch == "Handwerk"
    assert Entry.objects.filter(action="employers.corrected").count() == 1


def test_contacts_come_and_go(world: World, employer: Employer) -> None:
    contact = record_contact(employer=employer, facts={"name": "Uwe Thoms"}, by=world.anna, at=AT)
    assert record_contact(employer=employer, facts={"name": "Uwe Thoms"}, by=world.anna, at=AT) == contact
    correct_contact(contact=contact, facts={"left_on": AT.date()}, revision=1, by=world.anna, at=AT)
    assert not {bytes(key) for key in employer.keys.values_list("key", flat=True)} & {b"wthoms"}
    with pytest.raises(RegisterRefused, match="Zukunft"):
        correct_contact(
            contact=contact, facts={"left_on": AT.date().replace(year=2030)}, revision=2, by=world.anna, at=AT
        )


def test_the_pages(world: World, employer: Employer) -> None:
    anna, fritz, klara = Client(), Client(), Client()
    for client, user in ((anna, world.anna), (fritz, world.fritz), (klara, world.klara)):
        client.force_login(user)
    here = reverse("employers:detail", args=[employer.code])
    assert fritz.get(here).status_code == klara.get(here).status_code == 404
    assert fritz.get(f"{here}aendern/").status_code == 404
    assert "Groß" not in fritz.get(reverse("employers:index")).content.decode()
    assert klara.get(reverse("employers:add_employer")).status_code == 403
    assert "Bäckerei Groß" in anna.get(reverse("employers:index") + "?q=baekerei").content.decode()
    added = anna.post(reverse("employers:add_employer"), {"name": "Werft", "size": "from_20"})
    assert added.status_code == 302
    twice = anna.post(reverse("employers:add_employer"), {"name": "Werft", "size": "from_20"})
    assert twice.status_code == 422
    assert "schon im Verzeichnis" in twice.content.decode()
    sent = FACTS | {"size": "unknown", "branch": "Handwerk", "revision": 1}
    assert anna.post(f"{here}aendern/", sent).status_code == 302
    late = anna.post(f"{here}aendern/", sent | {"branch": "Bäckerhandwerk"})
    assert late.status_code == 409
    assert "Bäckerhandwerk" in late.content.decode()
    contact = anna.post(f"{here}kontakte/neu/", {"name": "Uwe Thoms", "phone": "0461 99887766"})
    assert contact.status_code == 302
    assert "Uwe Thoms" in anna.get(here).content.decode()
    long = anna.post(f"{here}kontakte/neu/", {"name": "x" * 10_000, "left_on": "30.02.2026"})
    assert long.status_code == 422
