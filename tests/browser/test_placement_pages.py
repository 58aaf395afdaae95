"""Trial, work, loss and consulting in Chromium: one way through, readable for everybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from roterfaden.placement.models import CheckIn, ConsultingAction, ConsultingProject
from tests.browser.checks import axe_check, everyhow, no_horizontal_scroll
from tests.browser.test_journal_pages import visit
from tests.fixtures import TODAY, World, open_case
from tests.placement.makers import START, employment, trial, workplace
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def test_from_the_trial_to_the_answer_after_three_months(
    open_page: OpenPage, transactional_db: None, world: World
) -> None:
    case, place = open_case(world), workplace(world)
    trial(world, case, place, ends_on=TODAY + timedelta(days=7))
    employment(world, case, workplace(world, "Versand"))
    here = f"/faelle/{case.code}/erprobung/"
    page = open_page(here, user=world.anna)
    everyhow(page)
    page.get_by_role("link", name="Auswertung aufnehmen").click()
    axe_check(page)
    page.get_by_role("group", name="Das Tempo reicht").get_by_text("mit etwas Hilfe").click()
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("cell", name="mit etwas Hilfe").wait_for()
    page.get_by_role("link", name="Ergebnis festhalten").click()
    page.get_by_label("arbeitet dort, es läuft").check()
    # the answer stands on the form too: only the page after it tells that it is kept
    with page.expect_navigation():
        page.get_by_role("button", name="Speichern").click()
    page.get_by_text("arbeitet dort, es läuft").wait_for()
    assert CheckIn.objects.count() == 2
    page.get_by_role("link", name="Arbeitsplatz verloren").click()
    axe_check(page)
    for address in (here, "/betriebe/doppelt/", f"/betriebe/{place.employer.code}/"):
        narrow = open_page(address, user=world.anna, width=320, color_scheme="dark")
        axe_check(narrow)
        no_horizontal_scroll(narrow)


def test_consulting_from_the_company_to_the_sheet(
    open_page: OpenPage, transactional_db: None, world: World
) -> None:
    place = workplace(world)
    page = open_page(f"/betriebe/{place.employer.code}/", user=world.anna)
    page.get_by_role("link", name="Beratung beginnen").click()
    page.get_by_label("Titel").fill("BEM einführen")
    page.get_by_label("Ziel").fill("Ein Verfahren, das alle kennen.")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Maßnahme planen").click()
    everyhow(page)
    page.get_by_label("Maßnahme", exact=True).select_option(label="9. Vorgesetzte beraten")
    page.get_by_label("Feld", exact=True).select_option(label="Schulung")
    page.get_by_label("Geplant für").fill(START.isoformat())
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("heading", name="Vorgesetzte beraten").wait_for()
    everyhow(page)
    act, project = ConsultingAction.objects.get(), ConsultingProject.objects.get()
    for address in ("", f"projekt/{project.uuid}/", f"massnahme/{act.uuid}/teilnehmende/", "kontakt/neu/"):
        visit(page, f"/betriebe/beratung/{address}")
        everyhow(page)
    lead = open_page(f"/instrumente/{world.service.code}/gewichte/", user=world.lena, width=320)
    axe_check(lead)
    no_horizontal_scroll(lead)
    visit(lead, f"/instrumente/{world.service.code}/bauen/")
    axe_check(lead)
