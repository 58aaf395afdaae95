"""Who stands beside a person, how one communicates, and two records of one person: in the pages of the file."""

from typing import Any

import pytest

from roterfaden.cases.models import Case
from roterfaden.people.choices import RelationKind
from roterfaden.people.models import Person, PersonMerge, Relation
from roterfaden.people.records import record_person
from roterfaden.people.relations import RelationRefused, add_relation, communication_of
from tests.fixtures import AT, World, open_case
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, text_of

GUARDIAN = {"name": "Frau Thode", "scopes": ["health", "property"], "court_number": "AG Neuhafen 12 XVII 4"}


def address(case: Case, page: str = "") -> str:
    return f"/faelle/{case.code}/akte/{page}"


def test_family_is_recorded_changed_and_ended(world: World, case: Case) -> None:
    client = client_of(world.bela)
    sent = {"name": "Ayşe Aksoy", "relationship": "mother", "in_household": "on", "phone": "0461 9"}
    assert client.post(address(case, "umfeld/neu/family/"), sent | {"name": ""}).status_code == 422
    assert client.post(address(case, "umfeld/neu/family/"), sent).status_code == 302
    body = text_of(client.get(address(case)))
    for words in ("Ayşe Aksoy", "Mutter, lebt im selben Haushalt", "0461 9"):
        assert words in body
    assert "Ayşe Aksoy, Mutter" in text_of(client.get(f"/faelle/{case.code}/anamnesis/"))
    row = Relation.objects.get()
    here = address(case, f"umfeld/{row.uuid}/")
    ended = sent | {"revision": 1, "ended_on": "01.11.2026", "phone": "0461 8"}
    assert client.post(here, ended).status_code == 302
    assert "bis 01.11.2026" in text_of(client.get(address(case)))
    late = client.post(here, sent | {"revision": 1, "note": "Nur abends."})
    assert late.status_code == 409
    labels = {v.label for v in late.context["conflict"].fields}
    assert labels == {"Telefon", "Bemerkung", "Gilt nicht mehr seit"}


def test_guardians_belong_to_the_health_record(world: World, case: Case) -> None:
    new = address(case, "umfeld/neu/guardian/")
    assert client_of(world.lena).get(new).status_code == 403
    assert client_of(world.anna).post(new, GUARDIAN).status_code == 302
    row = Relation.objects.get()
    assert row.data_key_id == case.person.health_record.data_key_id
    body = text_of(client_of(world.anna).get(address(case)))
    assert "Gesundheitssorge, Vermögenssorge, AG Neuhafen 12 XVII 4" in body
    lead = client_of(world.lena)
    assert "Frau Thode" not in text_of(lead.get(address(case)))
    assert "Frau Thode" not in text_of(lead.get(f"/faelle/{case.code}/anamnesis/"))
    assert lead.get(address(case, f"umfeld/{row.uuid}/")).status_code == 404
    wrong = client_of(world.anna).post(new, GUARDIAN | {"scopes": ["everything"]})
    assert wrong.status_code == 422


def test_an_unknown_kind_is_a_missing_page_and_foreign_details_are_refused(world: World, case: Case) -> None:
    assert client_of(world.anna).get(address(case, "umfeld/neu/enemy/")).status_code == 404
    with pytest.raises(RelationRefused, match="gehören nicht"):
        add_relation(
            person=case.person, kind=RelationKind.FAMILY, name="x", details={"scopes": ["health"]},
            scope=case, by=world.anna, at=AT,
        )  # fmt: skip


def test_ways_and_languages_are_ticked_and_shown(world: World, case: Case) -> None:
    here, client = address(case, "verstaendigung/"), client_of(world.anna)
    sent: dict[str, Any] = {
        "needs": ["easy_language", "sign_interpreter"],
        "remark": "Vormittags.",
        "revision": 1,
    }
    sent |= {"language0": "Kurdisch", "level0": "first", "language1": "Deutsch", "level1": "b1"}
    assert client.post(here, sent | {"level1": ""}).status_code == 422
    assert client.post(here, sent | {"needs": ["telepathy"]}).status_code == 422
    assert client.post(here, sent).status_code == 302
    body = text_of(client.get(address(case)))
    for words in (
        "Leichte Sprache",
        "Gebärdensprachdolmetschen",
        "Kurdisch: Muttersprache",
        "Deutsch: B1",
        "Vormittags.",
    ):
        assert words in body
    late = client_of(world.bela).post(here, sent | {"needs": ["braille"], "remark": "Abends."})
    assert late.status_code == 409
    assert [v.label for v in late.context["conflict"].fields] == ["Verständigung", "Bemerkung"]
    person = Person.objects.get()
    assert communication_of(person)["needs"] == ["easy_language", "sign_interpreter"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused(world: World, case: Case, text: str) -> None:
    for page, field in (("umfeld/neu/family/", "name"), ("verstaendigung/", "remark")):
        response = client_of(world.anna).post(address(case, page), {field: text, "revision": 1})
        assert response.status_code == 422
        assert text[:200] in text_of(response)


def test_leads_join_two_records_and_part_them(world: World, case: Case) -> None:
    other = open_case(world, first_name="Leila", last_name="Aksoi")
    Person.objects.filter(pk=other.person_id).update(phone="0461 2")
    here = address(case, "doppelt/")
    body = text_of(client_of(world.anna).get(here))
    assert "Leila Aksoi" in body
    assert other.file_number in body
    assert "Vergleichen und zusammenführen" not in body
    there = address(case, f"doppelt/{other.person.code}/")
    assert client_of(world.anna).post(there, {}).status_code == 403
    lead = client_of(world.lena)
    assert other.file_number in text_of(lead.get(there))
    choice = {
        "first_name": "kept",
        "last_name": "kept",
        "phone": "gone",
        "kept_revision": 1,
        "gone_revision": 1,
    }
    assert lead.post(there, choice | {"phone": "other"}).status_code == 422
    stale = lead.post(there, choice | {"gone_revision": 7})
    assert stale.status_code == 409
    assert "inzwischen geändert" in text_of(stale)
    assert lead.post(there, choice).status_code == 302
    person = Person.objects.get(pk=case.person_id)
    assert (person.phone, person.cases.count()) == ("0461 2", 2)
    merge = PersonMerge.objects.get()
    undo = f"{here}{merge.uuid}/aufheben/"
    assert client_of(world.anna).post(undo).status_code == 403
    assert lead.post(undo).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.cases.count()) == ("", 1)


def test_a_foreign_record_cannot_be_joined(world: World, case: Case) -> None:
    facts = {"first_name": "Leyla", "last_name": "Aksoy", "birth_date": case.person.birth_date}
    foreign = record_person(organisation=world.other_service, facts=facts, by=world.fritz, at=AT)
    lead = client_of(world.lena)
    assert lead.get(address(case, f"doppelt/{foreign.code}/")).status_code == 404
    assert foreign.code not in text_of(lead.get(address(case, "doppelt/")))


def test_strangers_see_a_missing_page(world: World, case: Case) -> None:
    for page in ("doppelt/", "verstaendigung/", "umfeld/neu/family/"):
        assert_hidden_from(world.fritz, address(case, page), case.code, name="x")


def test_the_number_of_queries_does_not_grow(world: World, case: Case) -> None:
    def add(number: int) -> None:
        for n in range(number):
            for kind in (RelationKind.FAMILY, RelationKind.DOCTOR):
                add_relation(
                    person=case.person, kind=kind, name=f"N{n}", details={}, scope=case, by=world.anna, at=AT
                )
            open_case(world, first_name="Leila")

    client = client_of(world.anna)
    add(1)
    pages = [address(case), address(case, "doppelt/")]
    few = [count_queries(client, page) for page in pages]
    add(4)
    assert [count_queries(client, page) for page in pages] == few
