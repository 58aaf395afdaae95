"""The anamnesis in the browser's eyes: fill in, read, dispute, compare; the health record behind its right."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases import participants
from roterfaden.cases.models import Case
from roterfaden.people.anamnesis import known_facts
from roterfaden.people.models import Fact, FactSlot
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World
from tests.people.makers import answer, tell
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, text_of

SITTING = {"source": "client", "said_on": "24.11.2026", "source_name": ""}


def address(case: Case, page: str = "") -> str:
    return f"/faelle/{case.code}/anamnese/{page}"


def section_1(**other: Any) -> dict[str, Any]:
    fields = {"f-1.8-0-0": "single", "s-1.8-0-0": 0, "f-1.9-0-0": "", "s-1.9-0-0": 0}
    return SITTING | fields | other


def test_several_answers_are_saved_with_one_source(world: World, case: Case) -> None:
    client = client_of(world.bela)
    response = client.post(address(case, "teil/1/"), section_1(**{"f-1.9-0-0": "alone"}))
    assert (response.status_code, response["Location"]) == (302, address(case) + "#teil-1")
    body = text_of(client.get(address(case)))
    for words in ("ledig", "allein lebend", "Klientin, Klient, 24.11.2026", "Leyla", "04.06.1991"):
        assert words in body
    # the next section is asked with the same source
    assert 'value="client" selected' in text_of(client.get(address(case, "teil/7/")))


def test_repeatable_sections_and_lists_grow_by_one(world: World, case: Case) -> None:
    client = client_of(world.anna)
    typed = SITTING | {
        "f-6.1-1-0.1": "8.2015", "f-6.1-1-0.2": "2019", "s-6.1-1-0": 0, "f-6.2-1-0": "Werft", "s-6.2-1-0": 0,
        "f-6.4-1-0": "Reha", "s-6.4-1-0": 0, "noch": "1",
    }  # fmt: skip
    fields = client.get(address(case, "teil/6/")).context["form"].fields
    assert set(typed) - {"noch"} <= set(fields)
    assert client.post(address(case, "teil/6/"), typed)["Location"] == address(case, "teil/6/")
    values = {at: known.value for at, known in known_facts(case.person, health=True).items()}
    assert values == {
        ("6.1", 1, 0): {"from": "2015-08", "to": "2019"},
        ("6.2", 1, 0): "Werft",
        ("6.4", 1, 0): "Reha",
    }
    body = text_of(client.get(address(case, "teil/6/")))
    assert all(name in body for name in ('name="f-6.4-1-1"', 'name="f-6.2-2-0"', 'value="08.2015"'))
    assert "08.2015 – 2019" in text_of(client.get(address(case)))


def test_two_editors_see_both_answers_and_merge_them(world: World, case: Case) -> None:
    page = address(case, "teil/1/")
    client_of(world.bela).post(page, section_1(**{"f-1.8-0-0": "married"}))
    client = client_of(world.anna)
    response = client.post(page, section_1(**{"f-1.9-0-0": "alone"}))
    conflict = response.context["conflict"]
    assert response.status_code == 409
    assert [(v.label, v.mine, v.stored) for v in conflict.fields] == [
        ("Familienstand", "ledig", "verheiratet")
    ]
    assert conflict.changed_by == "Bela Muster"
    again = {bound.html_name: bound.value() for bound in conflict.form}
    assert (again["s-1.8-0-0"], again["f-1.9-0-0"]) == ("1", "alone")
    assert client.post(page, again).status_code == 302
    values = {at[0]: known.value for at, known in known_facts(case.person, health=True).items()}
    assert values == {"1.8": "single", "1.9": "alone"}
    assert Fact.objects.filter(slot__item="1.8").count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"source": ""}, "Von wem stammen die Angaben?"),
        ({"source": "gossip"}, "aus der Liste"),
        ({"said_on": "31.02.2026"}, "kein Datum"),
        ({"said_on": "25.11.2026"}, "Zukunft"),
        ({"f-1.8-0-0": "nonsense"}, "aus der Liste"),
        ({"s-1.8-0-0": "x"}, "laden Sie die Seite neu"),
        ({"s-1.8-0-0": "9" * 30}, "prüfen Sie Ihre Eingabe"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, case: Case, wrong: dict[str, str], sentence: str
) -> None:
    response = client_of(world.anna).post(
        address(case, "teil/1/"), section_1(**{"source_name": "Frau Sommer"} | wrong)
    )
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Frau Sommer" in text_of(response)
    assert not Fact.objects.exists()


@pytest.mark.parametrize("day", ["vorgestern", "13.2015", "31.02.2015", "1492", "2015" * 20])
def test_a_day_that_cannot_be_is_refused(world: World, case: Case, day: str) -> None:
    sent = SITTING | {"f-4.1-1-0.1": day, "s-4.1-1-0": 0}
    response = client_of(world.anna).post(address(case, "teil/4/"), sent)
    assert response.status_code == 422
    assert day in text_of(response)
    assert not Fact.objects.exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused(world: World, case: Case, text: str) -> None:
    sent = SITTING | {"f-3.11-0-0": text, "s-3.11-0-0": 0}
    response = client_of(world.anna).post(address(case, "teil/3/"), sent)
    assert response.status_code == 422
    assert text[:200] in text_of(response)


def test_without_the_right_one_learns_only_that_there_is_a_health_record(world: World, case: Case) -> None:
    tell(case, answer("3.2", "Epilepsie"), answer("1.8", "single"), by=world.anna)
    slot = FactSlot.objects.get(item="3.2")
    participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY, valid_until=None, agreed=True, by=world.anna, at=AT,
    )  # fmt: skip
    for user in (world.lena, world.klara):
        client = client_of(user)
        for page in ("", "teil/3/", "vergleich/", "gesundheitsakte/"):
            body = text_of(client.get(address(case, page)))
            assert "Gesundheitsakte vorhanden" in body, page
            assert "Epilepsie" not in body, page
        assert "ledig" in text_of(client.get(address(case)))
        assert client.get(address(case, f"angabe/{slot.uuid}/")).status_code == 404
        sent = SITTING | {"f-3.2-0-0": "Nichts", "s-3.2-0-0": 1}
        client.post(address(case, "teil/3/"), sent)
        assert Fact.objects.filter(slot=slot).count() == 1
        assert "Gesundheitsakte vorhanden" in text_of(client.get(f"/faelle/{case.code}/akte/"))
    assert not Entry.objects.filter(action="people.health_read").exists()
    assert "Epilepsie" in text_of(client_of(world.bela).get(address(case)))
    read = Entry.objects.get(action="people.health_read")
    assert (read.actor_label, read.scope_uuid) == ("bela", case.uuid)


def test_the_disability_of_the_record_is_shown_and_changed_only_with_the_right(
    world: World, case: Case
) -> None:
    page = f"/faelle/{case.code}/akte/aendern/"
    typed = {"first_name": "Leyla", "last_name": "Aksoy", "birth_date": "1991-06-04", "gender": "female"}
    client_of(world.anna).post(page, typed | {"revision": 1, "disability": "Epilepsie"})
    lead = client_of(world.lena)
    assert "Epilepsie" not in text_of(lead.get(page))
    assert "Epilepsie" not in text_of(lead.get(f"/faelle/{case.code}/akte/"))
    assert lead.post(page, typed | {"revision": 2, "town": "Altwiek"}).status_code == 302
    case.person.refresh_from_db()
    assert (case.person.disability, case.person.town) == ("Epilepsie", "Altwiek")


def test_a_lead_is_let_in_for_a_reason_and_shut_out_again(world: World, case: Case) -> None:
    tell(case, answer("3.2", "Epilepsie"), by=world.anna)
    page, typed = address(case, "gesundheitsakte/"), {"user": "lena", "reason": "Fallbesprechung"}
    assert client_of(world.lena).post(page, typed | {"valid_until": "30.11.2026"}).status_code == 403
    client = client_of(world.anna)
    assert client.post(page, typed | {"valid_until": "30.11.2030"}).status_code == 422
    assert client.post(page, typed | {"valid_until": "30.11.2026"}).status_code == 302
    assert "Epilepsie" in text_of(client_of(world.lena).get(address(case)))
    grant = case.person.health_record.grants.get()
    assert client_of(world.lena).post(f"{page}{grant.uuid}/beenden/").status_code == 403
    assert client.post(f"{page}{grant.uuid}/beenden/").status_code == 302
    assert "Epilepsie" not in text_of(client_of(world.lena).get(address(case)))


def test_a_dispute_is_marked_everywhere_and_settled(world: World, case: Case) -> None:
    tell(case, answer("3.11", "Keine Leitern."), by=world.anna, at=AT - timedelta(days=1))
    here = address(case, f"angabe/{FactSlot.objects.get().uuid}/")
    client = client_of(world.bela)
    sent = {"said_by": "Frau Aksoy", "raised_on": "24.11.2026", "reason": "Kurze Leitern gehen."}
    assert client.post(here + "bestritten/", sent | {"reason": ""}).status_code == 422
    assert client.post(here + "bestritten/", sent).status_code == 302
    mark = "bestritten (Frau Aksoy, 24.11.2026): Kurze Leitern gehen."
    days = "vergleich/?von=01.11.2026&bis=24.11.2026"
    for page in (address(case), address(case, "teil/3/"), here, address(case, days)):
        assert mark in text_of(client.get(page)), page
    assert client.post(here + "geklaert/", {"settlement": "Ärztin bestätigt."}).status_code == 302
    assert mark not in text_of(client.get(address(case)))
    assert "Ärztin bestätigt." in text_of(client.get(here))


def test_another_source_confirms_a_value(world: World, case: Case) -> None:
    tell(case, answer("1.8", "single"), by=world.anna)
    here = address(case, f"angabe/{FactSlot.objects.get().uuid}/")
    sent = {"source": "document", "said_on": "24.11.2026", "source_name": "Meldebogen", "f-1.8-0-0": "single"}
    assert client_of(world.anna).post(here + "neu/", sent | {"s-1.8-0-0": 1}).status_code == 302
    body = text_of(client_of(world.anna).get(here))
    assert "Unterlage (Meldebogen), 24.11.2026" in body
    assert ("Eigenanamnese" in body, "Fremdanamnese" in body) == (True, True)
    # sent twice it is kept once; from yet another source somebody was faster
    assert client_of(world.anna).post(here + "neu/", sent | {"s-1.8-0-0": 1}).status_code == 302
    assert Fact.objects.count() == 2
    late = sent | {"s-1.8-0-0": 1, "source": "relative"}
    assert client_of(world.anna).post(here + "neu/", late).status_code == 409


def test_two_days_are_compared(world: World, case: Case) -> None:
    tell(case, answer("3.4", 40), answer("1.8", "single"), by=world.anna, at=AT - timedelta(days=60))
    tell(case, answer("3.4", 60, seen=1), answer("7.6", 20), by=world.anna)
    client = client_of(world.anna)
    page = client.get(address(case, "vergleich/?von=01.10.2026&bis=24.11.2026"))
    rows = {row.label: (row.change, row.before.value, row.after.value)
            for section in page.context["sections"] for row in section.rows}  # fmt: skip
    assert rows == {
        "Grad der Behinderung": ("geändert", "40", "60"),
        "Wochenarbeitszeit": ("neu", "", "20 Stunden"),
    }
    every = text_of(client.get(address(case, "vergleich/?von=01.10.2026&bis=24.11.2026&alles=on")))
    assert "Familienstand" in every
    assert client.get(address(case, "vergleich/?von=24.11.2026&bis=01.10.2026")).status_code == 422
    assert client.get(address(case, "vergleich/?von=x&bis=y")).status_code == 422


def test_the_step_says_what_it_lacks_and_links_there(world: World, case: Case) -> None:
    thread = reverse("cases:thread", args=[case.code])
    line = "Anamnese: 2 von 3 Angaben für diesen Schritt fehlen"
    assert line in text_of(client_of(world.anna).get(thread))
    assert 'id="was-fehlt"' in text_of(client_of(world.anna).get(address(case)))
    tell(case, answer("1.8", "single"), answer("10.1", "Agentur", entry=1), by=world.anna)
    assert "Anamnese: " not in text_of(client_of(world.anna).get(thread))


def test_closed_cases_are_read_only(world: World, case: Case) -> None:
    tell(case, answer("1.8", "single"), by=world.anna)
    closed(case, by=world.anna)
    client = client_of(world.anna)
    assert "ledig" in text_of(client.get(address(case)))
    assert client.post(address(case, "teil/1/"), section_1()).status_code == 403


def test_strangers_see_a_missing_page(world: World, case: Case) -> None:
    for page in ("", "teil/1/", "vergleich/", "gesundheitsakte/"):
        assert_hidden_from(world.fritz, address(case, page), case.code)


def test_an_unknown_section_is_a_missing_page(world: World, case: Case) -> None:
    assert client_of(world.anna).get(address(case, "teil/77/")).status_code == 404


def test_the_number_of_queries_does_not_grow(world: World, case: Case) -> None:
    client = client_of(world.anna)
    tell(case, answer("3.2", "x"), answer("1.8", "single"), answer("6.2", "x", entry=1), by=world.anna)
    pages = [address(case), address(case, "teil/6/"), address(case, "vergleich/"), f"/faelle/{case.code}/"]
    few = [count_queries(client, page) for page in pages]
    tell(case, *(answer("6.2", "x", entry=n) for n in range(2, 9)), by=world.anna)
    tell(case, *(answer("3.9", "x", place=n) for n in range(9)), by=world.anna)
    assert [count_queries(client, page) for page in pages] == few


def test_quality_and_lead_extend_the_form_caseworkers_do_not(world: World, case: Case) -> None:
    page = "/anamnesis/felder/"
    assert client_of(world.anna).get(page).status_code == 403
    assert client_of(world.fritz).get(f"{page}ifd-neuhafen/").status_code == 404
    client = client_of(world.quirin)
    here = client.get(page)["Location"]
    field = {"section": "7", "label": "Führerschein", "type": "choice", "choices": "nein\nja", "hint": ""}
    assert client.post(here, field | {"choices": "ja", "revision": 0}).status_code == 422
    assert client.post(here, field | {"revision": 0}).status_code == 302
    late = client_of(world.lena).post(here, field | {"label": "Auto", "revision": 0})
    assert late.status_code == 422
    assert "inzwischen geändert" in text_of(late)
    assert 'value="Auto"' in text_of(late)
    assert (
        client_of(world.lena).post(here, {"title": "Freizeit", "entry": "", "revision": 1}).status_code == 302
    )
    body = text_of(client_of(world.anna).get(address(case, "teil/7/")))
    assert "Führerschein" in body
    change = {"label": "Fahrerlaubnis", "hint": "", "choices": "nein\nja", "retired": "on", "revision": 2}
    assert client.post(f"{here}x1/", change).status_code == 302
    assert "Fahrerlaubnis" not in text_of(client_of(world.anna).get(address(case, "teil/7/")))
