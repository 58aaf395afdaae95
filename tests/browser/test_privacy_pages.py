"""Data protection in Chromium: a request from the question to the decision, a breach from the first word on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from roterfaden.privacy.choices import Outcome
from roterfaden.privacy.models import Breach, RightsRequest
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.fixtures import TODAY, World, open_case
from tests.privacy.test_trail_keeping import administrator
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_a_person_asks_what_is_held(
    open_page: OpenPage, transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    case = open_case(world)
    page = open_page(f"/faelle/{case.code}/rechte/", user=world.anna)
    everyhow(page)
    page.get_by_role("link", name="Antrag aufnehmen").press("Enter")
    page.get_by_label("Worum geht es?").select_option("access")
    page.get_by_label("Wie kam der Antrag?").select_option("in_person")
    page.get_by_label("Wer fragt?").select_option("known")
    page.get_by_label("Antrag im Wortlaut").fill("Was steht über mich da?")
    everyhow(page)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Auskunft", exact=True).click()
    page.get_by_text("Was steht über mich da?").wait_for()
    everyhow(page)
    with page.expect_download() as loaded:
        page.get_by_role("link", name=re.compile("^PDF *:")).first.click()
    assert loaded.value.suggested_filename.startswith("Auskunft-")
    page.get_by_role("link", name="Entscheiden").click()
    page.get_by_label("erfüllt", exact=True).check()
    everyhow(page)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("heading", name="erfüllt").wait_for()
    everyhow(page)
    assert RightsRequest.objects.get().outcome == Outcome.GRANTED


def test_the_papers_and_a_breach(
    open_page: OpenPage, transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    page = open_page("/datenschutz/ifd-neuhafen/", user=administrator(world.service))
    everyhow(page)
    for name in ("Dienstleister", "Verpflichtungen", "Verletzungen"):
        page.get_by_label("Unterlagen zum Datenschutz").get_by_role("link", name=name).click()
        everyhow(page)
    page.get_by_role("link", name="Verletzung aufnehmen").press("Enter")
    page.get_by_label("Bekannt geworden am").fill(str(TODAY))
    page.get_by_label("um", exact=True).fill("08:00")
    page.get_by_label("Was ist geschehen?").fill("Ein Brief ging verloren.")
    everyhow(page)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Verletzung Nr. 1").click()
    page.get_by_text("Zu melden bis 27.11.2026, 08:00").wait_for()
    everyhow(page)
    page.get_by_role("link", name="Meldung festhalten").click()
    everyhow(page)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("heading", name="Gemeldet 24.11.2026").wait_for()
    assert Breach.objects.get().reported_at is not None
    visit(page, "/datenschutz/ifd-neuhafen/stelle/")
    everyhow(page)
