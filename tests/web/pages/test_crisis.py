"""The pages of a crisis and of the list of whom to call."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.cases import crisis as domain
from roterfaden.cases.crisis_records import Aftercare, Crisis, CrisisContact, CrisisLogEntry
from roterfaden.cases.models import Case
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, text_of


def address(case: Case, page: str = "") -> str:
    return f"/faelle/{case.code}/krise/{page}"


@pytest.fixture
def crisis(world: World, case: Case) -> Crisis:
    return domain.begin_crisis(
        case=case, reported_by="client", what="Sitzt im Lager.", by=world.anna, at=AT - timedelta(minutes=5)
    )


def test_every_page_of_a_case_leads_to_the_crisis(world: World, case: Case) -> None:
    client = client_of(world.anna)
    for page in ("", "akte/", "journal/", "unterlagen/", "verlauf/"):
        assert f'href="{address(case)}"' in text_of(client.get(f"/faelle/{case.code}/{page}")), page


def test_one_press_begins_it_and_it_shows_everywhere(world: World, case: Case) -> None:
    client = client_of(world.anna)
    body = text_of(client.get(address(case)))
    assert 'href="tel:112"' in body
    assert client.post(address(case), {"reported_by": "client", "what": ""}).status_code == 302
    assert Crisis.objects.get().began_at == AT
    for page in (f"/faelle/{case.code}/journal/", address(case)):
        assert "Krise seit 24.11.2026, 10:00 Uhr" in text_of(client.get(page))
    worklist = text_of(client_of(world.bela).get("/?scope=team"))
    assert worklist.index("Krise: sofort") < worklist.index("Ohne Frist")


def test_steps_are_logged_with_their_time(world: World, case: Case, crisis: Crisis) -> None:
    client = client_of(world.bela)
    assert client.post(address(case, "protokoll/"), {"act": "called", "text": "Bruder."}).status_code == 302
    client.post(address(case, "protokoll/"), {"act": "visited", "time": "23:30", "text": "Nachts."})
    lines = list(CrisisLogEntry.objects.order_by("id"))
    assert [line.at for line in lines] == [AT, AT.replace(day=23, hour=22, minute=30)]
    body = text_of(client.get(address(case)))
    assert "10:00:00" in body
    assert "Angerufen und erreicht" in body


@pytest.mark.parametrize(
    ("page", "wrong", "sentence"),
    [
        ("protokoll/", {"act": "", "text": "Getippt."}, "Bitte wählen Sie"),
        ("protokoll/", {"act": "other", "text": ""}, "was Sie getan haben"),
        ("protokoll/", {"act": "called", "time": "25:00", "text": "Getippt."}, "Uhrzeit"),
        ("nachsorge/", {"text": "Getippt.", "due_on": "2020-01-01"}, "schon vorbei"),
        ("nachsorge/", {"text": "", "due_on": "2027-01-01"}, "Was ist zu tun?"),
        ("ende/", {"outcome": "", "ending": "Getippt.", "revision": 1}, "Bitte wählen Sie"),
        ("ende/", {"outcome": "calmed", "ending": "", "revision": 1}, "Wie ging sie aus?"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, case: Case, crisis: Crisis, page: str, wrong: dict[str, Any], sentence: str
) -> None:
    response = client_of(world.anna).post(address(case, page), wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    if "Getippt." in wrong.values():
        assert "Getippt." in text_of(response)
    assert not CrisisLogEntry.objects.exists()
    assert not Aftercare.objects.exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused(world: World, case: Case, crisis: Crisis, text: str) -> None:
    client = client_of(world.anna)
    assert client.post(address(case, "protokoll/"), {"act": "other", "text": text}).status_code == 422
    assert client.post("/krisenkontakte/neu/", {"name": text}).status_code == 422


def test_the_second_who_ends_it_sees_both_texts(world: World, case: Case, crisis: Crisis) -> None:
    said = {"outcome": "calmed", "ending": "Beruhigt.", "revision": 1}
    assert client_of(world.anna).post(address(case, "ende/"), said).status_code == 302
    again = client_of(world.bela).post(address(case, "ende/"), said | {"ending": "Abgeholt."})
    assert again.status_code == 409
    assert [(one.mine, one.stored) for one in again.context["conflict"].fields] == [
        ("Abgeholt.", "Beruhigt.")
    ]
    assert Crisis.objects.get().ending == "Beruhigt."
    merged = said | {"ending": "Beruhigt und abgeholt.", "revision": 2}
    assert client_of(world.bela).post(address(case, "ende/"), merged).status_code == 302
    assert (Crisis.objects.get().ended_by, Crisis.objects.get().ending) == (
        world.anna,
        "Beruhigt und abgeholt.",
    )
    body = text_of(client_of(world.bela).get(address(case)))
    assert "Krise jetzt beginnen" in body
    assert "Beruhigt und abgeholt." in body


def test_aftercare_is_done_and_taken_back(world: World, case: Case, crisis: Crisis) -> None:
    client = client_of(world.anna)
    due = TODAY + timedelta(days=1)
    client.post(address(case, "nachsorge/"), {"text": "Anrufen.", "due_on": due})
    task = Aftercare.objects.get()
    done = text_of(client.post(address(case, f"nachsorge/{task.uuid}/erledigt/"), follow=True))
    assert "Rückgängig" in done
    task.refresh_from_db()
    assert task.done_by == world.anna
    client.post(address(case, f"nachsorge/{task.uuid}/offen/"))
    task.refresh_from_db()
    assert task.done_at is None


def test_it_works_in_a_closed_case(world: World, case: Case) -> None:
    closed(case, by=world.anna)
    client = client_of(world.anna)
    assert client.post(address(case), {"reported_by": "client", "what": ""}).status_code == 302
    assert client.post(address(case, "protokoll/"), {"act": "talked"}).status_code == 302
    assert CrisisLogEntry.objects.count() == 1


def test_strangers_see_missing_pages(world: World, case: Case, crisis: Crisis) -> None:
    for page in ("", "protokoll/", "ende/", "nachsorge/"):
        assert_hidden_from(world.fritz, address(case, page), case.code, act="talked")
    assert not CrisisLogEntry.objects.exists()


def test_the_queries_do_not_grow(world: World, case: Case, crisis: Crisis) -> None:
    client = client_of(world.anna)
    line = {"act": "called", "text": "Wieder."}
    client.post(address(case, "protokoll/"), line)
    client.post(address(case, "nachsorge/"), {"text": "Anrufen.", "due_on": TODAY})
    few = count_queries(client, address(case))
    for _ in range(6):
        client.post(address(case, "protokoll/"), line)
        client.post(address(case, "nachsorge/"), {"text": "Anrufen.", "due_on": TODAY})
    assert count_queries(client, address(case)) == few


def test_each_service_keeps_its_own_contacts(world: World) -> None:
    client = client_of(world.anna)
    new = {"service": "ifd-neuhafen", "name": "Krisendienst", "phone": "0461 555 1", "hours": "Mo-Fr 8-16"}
    assert client.post("/krisenkontakte/neu/", new).status_code == 302
    wrong = client.post("/krisenkontakte/neu/", new | {"hours": "meistens"})
    assert wrong.status_code == 422
    assert "nicht zu verstehen" in text_of(wrong)
    assert client.post("/krisenkontakte/neu/", new | {"service": "ifd-altstadt"}).status_code == 422
    row = CrisisContact.objects.get()
    page = f"/krisenkontakte/{row.uuid}/"
    assert client.post(f"{page}aendern/", new | {"hours": "immer", "revision": 1}).status_code == 302
    assert client.post(f"{page}aendern/", new | {"revision": 1}).status_code == 409
    stranger = client_of(world.fritz)
    assert "Krisendienst" not in text_of(stranger.get("/krisenkontakte/"))
    for way in ("aendern", "loeschen", "zurueckholen"):
        assert stranger.post(f"{page}{way}/", new).status_code == 404
    assert client_of(world.klara).get("/krisenkontakte/").status_code == 403
    assert "Rückgängig" in text_of(client.post(f"{page}loeschen/", follow=True))
    assert "Krisendienst" not in text_of(client.get("/krisenkontakte/"))
    assert "Krisendienst" in text_of(client.post(f"{page}zurueckholen/", follow=True))
