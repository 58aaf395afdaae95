"""Opening a case on one page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.cases.models import Case
from roterfaden.people.models import Person
from tests.fixtures import AT, World, run_of
from tests.web.browsing import HOSTILE, client_of, count_queries, text_of

URL = "/faelle/neu/"


def filled_in(client: Client, **other: Any) -> dict[str, Any]:
    """What the form holds when it comes, and what a person adds."""
    form = client.get(URL).context["form"]
    return {
        "form_token": form["form_token"].value(),
        "service": form["service"].value(),
        "responsible": form["responsible"].value(),
        "team": form["team"].value(),
        "first_name": "Leyla",
        "last_name": "Aksoy",
        "birth_date": "1991-06-04",
        "gender": "female",
        "disability": "Höreinschränkung",
        "start": "V1:start_auftrag",
        "concern": "Sucht Arbeit im Büro.",
        "opened_on": "2026-11-23",
        "kind": "placement",
        "commissioner": "afa",
        "valid_from": "2026-11-23",
        "valid_until": "2027-05-31",
        "hours_per_month": "12,5",
        "goal": "Mindestens 15 Stunden",
    } | other


def test_a_case_is_opened_with_all_that_was_typed(world: World) -> None:
    client = client_of(world.anna)
    response = client.post(URL, filled_in(client))
    case = Case.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/faelle/{case.code}/")
    order = case.mandates.get()
    assert (str(case.person), case.person.disability) == ("Leyla Aksoy", "Höreinschränkung")
    assert (case.concern, case.team, case.responsible) == ("Sucht Arbeit im Büro.", world.team, world.anna)
    assert str(case.opened_on) == "2026-11-23"
    assert (order.commissioner, order.goal, str(order.hours_per_month)) == (
        world.agency,
        "Mindestens 15 Stunden",
        "12.5",
    )
    run = run_of(case)
    assert (run.chain_version.key, run.start_node) == ("V1", "start_auftrag")


def test_every_start_of_every_chain_about_people_is_on_offer(world: World) -> None:
    body = text_of(client_of(world.anna).get(URL))
    assert '<optgroup label="V1 Vermittlung auf den allgemeinen Arbeitsmarkt">' in body
    for value in ("V1:start_auftrag", "V1:start_v2", "S2:start_klient", "IIZ:"):
        assert f'<option value="{value}' in body
    assert 'value="Q1:' not in body


def test_sent_twice_it_opens_one_case(world: World) -> None:
    client = client_of(world.anna)
    typed = filled_in(client)
    first, second = client.post(URL, typed), client.post(URL, typed)
    assert first["Location"] == second["Location"]
    assert (Case.objects.count(), Person.objects.count()) == (1, 1)


def test_two_forms_open_two_cases(world: World) -> None:
    client = client_of(world.anna)
    client.post(URL, filled_in(client))
    client.post(URL, filled_in(client, first_name="Ute", last_name="Brinkmann", birth_date="1970-01-01"))
    assert Case.objects.count() == 2


def test_without_an_order_none_is_written(world: World) -> None:
    client = client_of(world.anna)
    bare = {"kind": "", "commissioner": "", "valid_until": "", "hours_per_month": "", "goal": ""}
    client.post(URL, filled_in(client, **bare))
    assert not Case.objects.get().mandates.exists()


def test_somebody_alike_is_shown_before_a_second_record_is_made(world: World) -> None:
    client = client_of(world.anna)
    client.post(URL, filled_in(client))
    known = Person.objects.get()
    asked = client.post(URL, filled_in(client, last_name="Aksoj"))
    body = text_of(asked)
    assert asked.status_code == 422
    assert "Es gibt schon jemanden mit ähnlichen Angaben" in body
    assert "Leyla Aksoy, geboren 04.06.1991: 1 Fall (NH-2026-0001)" in body
    assert 'value="Aksoj"' in body
    assert Case.objects.count() == 1
    typed = filled_in(client, last_name="Aksoj", known=known.code)
    assert client.post(URL, typed).status_code == 302
    assert (known.cases.count(), Person.objects.count()) == (2, 1)
    assert Person.objects.get().last_name == "Aksoy"


def test_or_a_new_person_is_confirmed(world: World) -> None:
    client = client_of(world.anna)
    client.post(URL, filled_in(client))
    assert client.post(URL, filled_in(client, known="new")).status_code == 302
    assert Person.objects.count() == 2


def test_a_further_case_of_a_known_person_needs_no_names(world: World) -> None:
    client = client_of(world.anna)
    client.post(URL, filled_in(client))
    person = Person.objects.get()
    page = client.get(f"{URL}?person={person.code}")
    assert "Ein weiterer Fall für Leyla Aksoy" in text_of(page)
    typed = filled_in(client, known=person.code, first_name="", last_name="", birth_date="")
    assert client.post(URL, typed).status_code == 302
    assert person.cases.count() == 2


def test_persons_of_other_services_are_unknown(world: World) -> None:
    client_anna, client_fritz = client_of(world.anna), client_of(world.fritz)
    client_anna.post(URL, filled_in(client_anna))
    person = Person.objects.get()
    assert client_fritz.get(f"{URL}?person={person.code}").status_code == 404
    refused = client_fritz.post(URL, filled_in(client_fritz, known=person.code))
    assert refused.status_code == 422
    assert "NH-2026-0001" not in text_of(refused)
    assert client_fritz.post(URL, filled_in(client_fritz)).status_code == 302
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first_name": ""}, "Vorname"),
        ({"start": ""}, "Bitte wählen Sie etwas aus der Liste"),
        ({"start": "V1:start_nowhere"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"birth_date": "10000-01-01"}, "Das ist kein Datum"),
        ({"birth_date": "0009-01-01"}, "Das Jahr muss zwischen"),
        ({"birth_date": "2026-11-25"}, "Das Geburtsdatum liegt in der Zukunft"),
        ({"opened_on": "2026-11-25"}, "Die Eröffnung liegt in der Zukunft"),
        ({"commissioner": ""}, "wer den Auftrag erteilt hat"),
        ({"valid_until": "2026-11-01"}, "Der Auftrag endet vor seinem Beginn"),
        ({"valid_from": ""}, "ab wann der Auftrag gilt"),
        ({"kind": ""}, "Bitte wählen Sie die Art des Auftrags"),
        ({"hours_per_month": "viele"}, "Zahl"),
        ({"hours_per_month": "99999999"}, "Umfang"),
        ({"email": "keine"}, "E-Mail"),
        ({"responsible": "fritz"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"form_token": "gefälscht"}, "Das Formular lag zu lange offen"),
    ],
    ids=lambda value: "".join(value) if isinstance(value, dict) else "",
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    client = client_of(world.anna)
    response = client.post(URL, filled_in(client, **wrong))
    body = text_of(response)
    assert response.status_code == 422
    assert sentence in body
    assert "Sucht Arbeit im Büro." in body
    assert "Mindestens 15 Stunden" in body
    assert (Case.objects.count(), Person.objects.count()) == (0, 0)


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("field", ["first_name", "concern", "goal", "email"])
def test_hostile_text_is_refused(world: World, field: str, typed: str) -> None:
    client = client_of(world.anna)
    response = client.post(URL, filled_in(client, **{field: typed}))
    assert response.status_code == 422
    assert typed[:200] in text_of(response)
    assert "Leyla" in text_of(response) or field == "first_name"
    assert not Case.objects.exists()


def test_a_token_of_somebody_else_does_not_count(world: World) -> None:
    theirs = filled_in(client_of(world.bela))
    client = client_of(world.anna)
    refused = client.post(URL, theirs)
    assert refused.status_code == 422
    again = theirs | {"form_token": refused.context["form"]["form_token"].value()}
    assert client.post(URL, again).status_code == 302


def test_those_who_do_no_casework_open_no_cases(world: World) -> None:
    for who in (world.quirin, world.klara):
        assert client_of(who).get(URL).status_code == 403
        assert client_of(who).post(URL, {}).status_code == 403


def test_who_works_for_two_services_chooses_one(world: World) -> None:
    members.add_member(
        user=world.anna,
        organisation=world.other_service,
        role=Role.CASEWORKER,
        valid_from=AT.date() - timedelta(days=1),
        by=None,
        at=AT,
    )
    client = client_of(world.anna)
    body = text_of(client.get(URL))
    assert '<option value="ifd-altstadt" selected>IFD Altstadt</option>' in body
    wrong_team = client.post(URL, filled_in(client, service="ifd-altstadt", team=str(world.team.pk)))
    assert wrong_team.status_code == 422
    assert "Das Team gehört zu einer anderen Stelle" in text_of(wrong_team)
    assert client.post(URL, filled_in(client, service="ifd-altstadt", team="")).status_code == 302
    assert Case.objects.get().service == world.other_service


def test_the_number_of_queries_does_not_grow_with_the_cases(world: World) -> None:
    client = client_of(world.anna)
    client.get(URL)
    few = count_queries(client, URL)
    for n, name in enumerate(("Yilmaz", "Brandt", "Kowalczyk")):
        other = {"first_name": f"Person{n}{name}", "last_name": name, "birth_date": f"19{n}0-01-01"}
        assert client.post(URL, filled_in(client, **other)).status_code == 302
    assert count_queries(client, URL) == few
