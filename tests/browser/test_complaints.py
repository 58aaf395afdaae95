"""Complaints and adaptations in Chromium: readable for everybody, from the words of a person to the lesson."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from roterfaden.complaints.models import Complaint
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.fixtures import World, open_case
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def test_from_the_case_to_the_answer(open_page: OpenPage, transactional_db: None, world: World) -> None:
    case = open_case(world, responsible=world.bela)
    page = open_page(f"/faelle/{case.code}/", user=world.anna)
    page.get_by_role("link", name="Beschwerde aufnehmen").click()
    assert page.get_by_label("Bela Muster").is_checked()
    everyhow(page)
    page.get_by_label("Worum geht es?").fill("Der Termin fiel aus.")
    page.get_by_label("Wohin geht die Antwort?").fill("per Brief")
    page.get_by_role("button", name="Beschwerde aufnehmen").click()
    page.get_by_role("heading", name="Bestätigung für die Person").wait_for()
    everyhow(page)
    here = f"/beschwerden/{Complaint.objects.get().uuid}/"
    lead = open_page(here, user=world.lena)
    everyhow(lead)
    lead.get_by_role("button", name="Erledigt").click()
    lead.get_by_label("Unabhängige Person").select_option("Anna Muster")
    lead.get_by_role("button", name="Erledigt").click()
    lead.get_by_text("Im Augenblick handeln hier andere.").wait_for()
    visit(page, here)
    page.get_by_role("link", name="Antwort schreiben").click()
    everyhow(page)
    page.get_by_label("Antwort", exact=True).fill("Es tut uns leid. Wir rufen künftig an.")
    page.get_by_role("button", name="Entwurf speichern").click()
    page.get_by_text("Der Entwurf ist gespeichert.").wait_for()
    for address in ("/beschwerden/", "/beschwerden/stelle/", "/beschwerden/lehren/"):
        visit(lead, address)
        everyhow(lead)


def test_an_adaptation_is_written_without_yaml(
    open_page: OpenPage, transactional_db: None, world: World
) -> None:
    page = open_page("/prozesse/V1/entwurf/", user=world.quirin)
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.get_by_role("link", name="Änderung hinzufügen").click()
    everyhow(page)
    page.get_by_label("Was soll sich ändern?").select_option("Frist setzen oder ändern")
    page.get_by_label("Wo?").select_option(value="4")
    page.get_by_role("button", name="Weiter").click()
    everyhow(page)
    page.get_by_label("Dauer").fill("3")
    page.get_by_label("Einheit").select_option("Wochen")
    page.get_by_role("button", name="In den Entwurf übernehmen").click()
    page.get_by_text("Schritt 4: Neu: Frist 3 Wochen").wait_for()
    everyhow(page)
