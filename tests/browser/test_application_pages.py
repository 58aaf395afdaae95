"""Applications in Chromium: prepare one, send it, record the refusal; readable for everybody."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from roterfaden.applications.choices import State
from roterfaden.applications.models import Application
from tests.applications.makers import prepared, turned
from tests.browser.checks import axe_check, everyhow, no_horizontal_scroll
from tests.browser.test_journal_pages import visit
from tests.fixtures import World, open_case
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def test_from_the_choice_to_the_objection(open_page: OpenPage, transactional_db: None, world: World) -> None:
    case = open_case(world)
    page = open_page(f"/faelle/{case.code}/antraege/neu/", user=world.anna)
    axe_check(page)
    page.get_by_role("link", name="Leistungen zur Teilhabe am Arbeitsleben").click()
    page.get_by_role("heading", name="Zuständigkeit noch offen").wait_for()
    everyhow(page)
    page.get_by_label("Worum es geht").fill("Umschulung im Büro.")
    page.get_by_role("button", name="Antrag vorbereiten").click()
    page.get_by_role("heading", name="Stand: wird vorbereitet").wait_for()
    row = Application.objects.select_related("case__data_key", "case__service").get()
    turned(world, row, State.SENT, date(2026, 10, 1))
    visit(page, f"/faelle/{case.code}/antraege/{row.uuid}/")
    page.get_by_role("link", name="Bescheid festhalten").click()
    everyhow(page)
    page.get_by_label("Bescheid zur Post gegeben oder zugestellt am").fill("2026-11-19")
    page.get_by_label("abgelehnt").check()
    page.get_by_label("mit einfachem Brief").check()
    page.get_by_role("button", name="Festhalten", exact=True).click()
    page.get_by_text("gilt als bekannt gegeben am 23.11.2026").wait_for()
    page.get_by_text("Widerspruch gegen einen Bescheid").first.wait_for()
    everyhow(page)
    prepared(world, case, "de-equation")
    for address in ("", f"{row.uuid}/", f"{row.uuid}/unterlagen/", "angaben/"):
        narrow = open_page(
            f"/faelle/{case.code}/antraege/{address}", user=world.anna, width=320, color_scheme="dark"
        )
        axe_check(narrow)
        no_horizontal_scroll(narrow)
