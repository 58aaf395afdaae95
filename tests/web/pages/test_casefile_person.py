"""The person of a case: read and correct."""

from datetime import date
from typing import Any

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases import participants
from roterfaden.cases.models import Case
from roterfaden.people.models import Person
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World, open_case
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, text_of


def address(case: Case, page: str = "akte/") -> str:
    return f"/faelle/{case.code}/{page}"


def typed(**other: Any) -> dict[str, Any]:
    return {
        "revision": 1,
        "first_name": "Leyla",
        "last_name": "Aksoy",
        "birth_date": "1991-06-04",
        "gender": "female",
        "town": "Neuhafen",
        "disability": "Höreinschränkung",
    } | other


def test_the_page_shows_person_and_concern_and_records_the_reading(world: World, case: Case) -> None:
    body = text_of(client_of(world.bela).get(address(case)))
    assert "04.06.1991" in body
    assert "Sucht eine ruhige Arbeit im Büro." in body
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.actor_label, entry.payload) == ("cases.read", "bela", '{"page":"person"}')
    assert entry.scope_uuid == case.uuid


def test_further_cases_of_the_person_are_named(world: World, case: Case) -> None:
    other = open_case(world)
    Case.objects.filter(pk=other.pk).update(person=case.person)
    assert other.file_number in text_of(client_of(world.anna).get(address(case)))


def test_a_correction_is_kept_and_recorded_in_the_case(world: World, case: Case) -> None:
    response = client_of(world.anna).post(address(case, "akte/aendern/"), typed(last_name="Aksoy-Berg"))
    assert (response.status_code, response["Location"]) == (302, address(case))
    person = Person.objects.get()
    assert (person.last_name, person.disability, person.revision) == ("Aksoy-Berg", "Höreinschränkung", 2)
    entry = Entry.objects.get(action="people.corrected")
    assert entry.scope_uuid == case.uuid
    assert "Berg" not in (entry.payload or "")


def test_two_editors_see_both_texts_field_by_field(world: World, case: Case) -> None:
    page = address(case, "akte/aendern/")
    client_of(world.bela).post(page, typed(town="Altstadt", phone="0421 555"))
    client = client_of(world.anna)
    response = client.post(page, typed(town="Neustadt"))
    body = text_of(response)
    conflict = response.context["conflict"]
    assert response.status_code == 409
    assert [(v.label, v.mine, v.stored) for v in conflict.fields] == [
        ("Ort", "Neustadt", "Altstadt"),
        ("Telefon", "–", "0421 555"),
    ]
    assert "Bela Muster hat denselben Eintrag" in body
    assert 'name="revision" value="2"' in body
    assert 'value="Neustadt"' in body
    assert Person.objects.get().town == "Altstadt"
    merged = client.post(page, typed(town="Neustadt", phone="0421 555", revision=2))
    assert merged.status_code == 302
    assert Person.objects.get().town == "Neustadt"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"last_name": ""}, "Nachname"),
        ({"birth_date": "31.02.1991"}, "Das ist kein Datum"),
        ({"birth_date": "10000-01-01"}, "Das ist kein Datum"),
        ({"birth_date": "2026-12-01"}, "Das Geburtsdatum liegt in der Zukunft"),
        ({"gender": "x"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"revision": ""}, "Bitte laden Sie die Seite neu"),
        ({"revision": "9" * 30}, "Bitte prüfen Sie Ihre Eingabe"),
        ({"town": "x" * 101}, "zu lang"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, case: Case, wrong: dict[str, str], sentence: str
) -> None:
    response = client_of(world.anna).post(address(case, "akte/aendern/"), typed(**wrong))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Höreinschränkung" in text_of(response)
    assert Person.objects.get().revision == 1


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused(world: World, case: Case, text: str) -> None:
    response = client_of(world.anna).post(address(case, "akte/aendern/"), typed(disability=text))
    assert response.status_code == 422
    assert text[:200] in text_of(response)


def test_the_record_may_be_corrected_while_the_case_is_closed(world: World, case: Case) -> None:
    closed(case, by=world.anna)
    assert client_of(world.anna).post(address(case, "akte/aendern/"), typed()).status_code == 302


def test_guests_of_other_organisations_read_but_do_not_correct(world: World, case: Case) -> None:
    participants.add_participant(
        case=case,
        user=world.klara,
        organisation=world.agency,
        function="Sachbearbeitung",
        valid_from=TODAY,
        valid_until=None,
        agreed=True,
        by=world.anna,
        at=AT,
    )
    client = client_of(world.klara)
    assert client.get(address(case)).status_code == 200
    assert "Angaben ändern" not in text_of(client.get(address(case)))
    assert client.get(address(case, "akte/aendern/")).status_code == 403
    assert client.post(address(case, "akte/aendern/"), typed(town="Anderswo")).status_code == 403
    assert Person.objects.get().town == ""


def test_strangers_see_a_missing_page(world: World, case: Case) -> None:
    for stranger in (world.fritz, world.quirin, world.klara):
        for page in ("akte/", "akte/aendern/"):
            assert_hidden_from(stranger, address(case, page), case.code, **typed())
    assert Person.objects.get().birth_date == date(1991, 6, 4)


def test_the_number_of_queries_does_not_grow(world: World, case: Case) -> None:
    client = client_of(world.anna)
    client.get(address(case))
    Case.objects.filter(pk=open_case(world).pk).update(person=case.person)
    few = count_queries(client, address(case))
    for _ in range(10):
        Case.objects.filter(pk=open_case(world).pk).update(person=case.person)
    assert count_queries(client, address(case)) == few


def test_concern_and_team_are_changed(world: World, case: Case) -> None:
    client = client_of(world.bela)
    page = address(case, "anliegen/")
    assert "Sucht eine ruhige Arbeit im Büro." in text_of(client.get(page))
    assert client.post(page, {"concern": "Gärtnerei.", "team": "", "revision": 1}).status_code == 302
    stored = Case.objects.get()
    assert (stored.concern, stored.team) == ("Gärtnerei.", None)


def test_two_who_change_the_concern_see_both(world: World, case: Case) -> None:
    page = address(case, "anliegen/")
    client_of(world.bela).post(page, {"concern": "Gärtnerei.", "team": str(world.team.pk), "revision": 1})
    response = client_of(world.anna).post(page, {"concern": "Werkstatt.", "team": "", "revision": 1})
    assert response.status_code == 409
    assert [(v.label, v.mine, v.stored) for v in response.context["conflict"].fields] == [
        ("Anliegen", "Werkstatt.", "Gärtnerei."),
        ("Team", "–", "Vermittlung"),
    ]
    assert response.context["conflict"].changed_by == "Bela Muster"
    assert Case.objects.get().concern == "Gärtnerei."


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_concern_is_refused(world: World, case: Case, text: str) -> None:
    response = client_of(world.anna).post(
        address(case, "anliegen/"), {"concern": text, "team": "", "revision": 1}
    )
    assert response.status_code == 422
    assert text[:200] in text_of(response)


def test_the_concern_of_a_closed_case_stays(world: World, case: Case) -> None:
    closed(case, by=world.anna)
    page = address(case, "anliegen/")
    client = client_of(world.anna)
    assert "<textarea" not in text_of(client.get(page))
    response = client.post(page, {"concern": "Zu spät.", "team": "", "revision": 2})
    assert response.status_code == 422
    assert "Zu spät." in text_of(response)
    assert_hidden_from(world.fritz, page, case.code, concern="x", revision=2)
