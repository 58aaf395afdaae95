"""The pages that greet people, and what goes over the line."""

import gzip
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.welcome.barriers import report_barrier
from roterfaden.welcome.models import BarrierReport
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import HOSTILE, client_of, stop_clock, text_of

REPORT = "/barrierefreiheit/melden/"


@pytest.fixture
def said() -> dict[str, str]:
    cache.clear()  # the limit counts there
    return {"text": "Der Knopf hat keinen Namen.", "place": "Termine", "contact": "", "token": str(uuid4())}


@pytest.fixture
def admin(world: World) -> Client:
    user = User.objects.create(username="ida", first_name="Ida", last_name="Verwey")
    members.add_member(
        user=user, organisation=world.service, role=Role.ADMINISTRATOR, valid_from=TODAY, by=None, at=AT
    )
    return client_of(user)


def test_the_first_page_says_what_this_is_and_leads_to_all_ways_to_be_understood(db: None) -> None:
    page = text_of(Client().get("/", follow=True))
    assert "nächsten Schritt" in page
    for name in ("statement", "easy", "sign", "report", "help"):
        assert f'href="{reverse(f"welcome:{name}")}"' in page, name
    assert reverse("portal:enter") in page


def test_the_statement_says_who_runs_it_and_who_enforces_or_that_nobody_said(db: None, settings: Any) -> None:
    page = text_of(Client().get("/barrierefreiheit/"))
    assert "Angaben des Betreibers fehlen" in page
    assert "hat es noch nicht eingetragen" in page
    settings.OPERATOR = {**settings.OPERATOR, "name": "Verein Nord <b>", "region": "DE-NW"}
    page = text_of(Client().get("/barrierefreiheit/"))
    assert "Verein Nord &lt;b&gt;" in page
    assert "Ombudsstelle" in page
    assert "Angaben des Betreibers fehlen" not in page
    settings.OPERATOR = {**settings.OPERATOR, "region": "CH-LU"}
    assert "BehiG" in text_of(Client().get("/barrierefreiheit/"))


def test_the_portal_leads_to_the_statement_and_the_report_too(db: None) -> None:
    page = text_of(Client().get("/portal/"))
    for name in ("statement", "report", "sign"):
        assert f'href="{reverse(f"welcome:{name}")}"' in page, name


def test_easy_language_says_that_nobody_has_checked_it(db: None) -> None:
    assert "Leichte Sprache: nicht geprüft." in text_of(Client().get("/leichte-sprache/"))


def test_sign_language_shows_the_film_only_where_there_is_one(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    client = Client()
    assert "noch nicht" in text_of(client.get("/gebaerdensprache/"))
    assert client.get("/gebaerdensprache/film/").status_code == 404
    (tmp_path / "welcome").mkdir()
    (tmp_path / "welcome" / "gebaerdensprache.mp4").write_bytes(b"film")
    assert "<video" in text_of(client.get("/gebaerdensprache/"))
    film: Any = client.get("/gebaerdensprache/film/")
    assert b"".join(film.streaming_content) == b"film"


def test_a_report_keeps_what_was_typed_when_it_is_refused(db: None, said: dict[str, str]) -> None:
    for text in ("", *HOSTILE.values()):
        answer = Client().post(REPORT, {**said, "text": text})
        assert answer.status_code == 422
    assert 'value="Termine"' in text_of(answer)
    assert BarrierReport.objects.count() == 0


def test_a_report_of_somebody_logged_in_names_nobody(world: World, said: dict[str, str]) -> None:
    answer = client_of(world.anna).post(REPORT, said, follow=True)
    assert "angekommen" in text_of(answer)
    entry = Entry.objects.get(action="welcome.barrier_reported")
    assert entry.actor_id is None
    assert "Anna" not in str(entry.payload)


def test_the_sixth_report_of_an_hour_from_one_address_waits(db: None, said: dict[str, str]) -> None:
    client = Client()
    for _ in range(5):
        assert client.post(REPORT, {**said, "token": str(uuid4())}).status_code == 302
    answer = client.post(REPORT, {**said, "token": str(uuid4())})
    assert answer.status_code == 429
    assert said["text"] in text_of(answer)
    assert BarrierReport.objects.count() == 5


def test_administrators_read_and_answer_and_the_second_editor_sees_both_texts(
    world: World, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    report = report_barrier(place="", text="Zu klein.", contact="a@example.org", token=uuid4(), at=AT)
    address = f"/verwaltung/barrieren/{report.uuid}/"
    assert client_of(world.lena).get(address).status_code == 403
    assert client_of(world.lena).get("/verwaltung/barrieren/").status_code == 403
    assert "a@example.org" in text_of(admin.get("/verwaltung/barrieren/"))
    assert admin.post(address, {"answer": "", "revision": 1}).status_code == 422
    assert admin.post(address, {"answer": "Größer gemacht.", "revision": 1}).status_code == 302
    assert "Größer gemacht." in text_of(admin.get("/verwaltung/barrieren/"))
    late = admin.post(address, {"answer": "Andere Antwort.", "revision": 1})
    assert late.status_code == 409
    assert "Größer gemacht." in text_of(late)
    assert "Andere Antwort." in text_of(late)
    assert admin.get(f"/verwaltung/barrieren/{uuid4()}/").status_code == 404


def test_the_start_page_shows_the_first_days_until_they_are_put_away(world: World) -> None:
    client = client_of(world.anna)
    assert "Erste Schritte" in text_of(client.get("/")).partition("<main")[2]
    client.post("/erste-schritte/secure/")
    page = text_of(client.get("/erste-schritte/"))
    assert "erledigt" in page
    client.post("/erste-schritte/ausblenden/")
    assert "Erste Schritte" not in text_of(client.get("/")).partition("<main")[2]
    client.post("/erste-schritte/neu/")
    assert "Erste Schritte" in text_of(client.get("/")).partition("<main")[2]
    assert client.post("/erste-schritte/gibtsnicht/").status_code == 404


def test_somebody_who_belongs_nowhere_is_told_whom_to_ask(visitor_without_place: User) -> None:
    page = text_of(client_of(visitor_without_place).get("/erste-schritte/"))
    assert "gehört noch zu keiner Stelle" in page


@pytest.fixture
def visitor_without_place(db: None) -> User:
    return User.objects.create(username="neu")


def test_the_foot_leads_to_the_help_of_the_area(world: World) -> None:
    assert 'href="/hilfe/#worklist"' in text_of(client_of(world.anna).get("/"))
    assert 'id="worklist"' in text_of(Client().get("/hilfe/"))


def test_pages_go_out_compressed_and_downloads_as_they_are(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "welcome").mkdir()
    (tmp_path / "welcome" / "gebaerdensprache.mp4").write_bytes(b"film" * 500)
    client = Client(headers={"accept-encoding": "gzip"})
    page = client.get("/barrierefreiheit/")
    assert page["Content-Encoding"] == "gzip"
    assert "Erklärung zur Barrierefreiheit" in gzip.decompress(page.content).decode()
    film: Any = client.get("/gebaerdensprache/film/")
    assert "Content-Encoding" not in film
    assert len(b"".join(film.streaming_content)) == 2000
