"""Check, close, put away, reopen in Chromium; printing, protocol, archive, the time away: for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.dossier.models import PrintedFile
from tests.browser.checks import axe_check, everyhow
from tests.fixtures import World, open_case
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def case(transactional_db: None, world: World) -> Case:
    return open_case(world)


def visit(page: Page, address: str) -> None:
    page.goto("/".join(page.url.split("/", 3)[:3]) + address)


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_case_is_checked_closed_put_away_and_opened_again(
    open_page: OpenPage, world: World, case: Case
) -> None:
    here = f"/faelle/{case.code}"
    page = open_page(f"{here}/abschluss/", user=world.lena)
    everyhow(page)
    page.get_by_role("link", name="Vermittlung, Agentur für Arbeit Neuhafen").click()
    page.go_back()
    page.get_by_label("Ergebnis", exact=True).select_option("de-placed-permanent")
    page.get_by_label("Wie kam es zu diesem Ergebnis?").fill("Vertrag unterschrieben.")
    page.get_by_role("button", name="Fall abschließen").click()
    page.get_by_role("heading", name="Bitte prüfen Sie Ihre Eingabe").wait_for()
    page.get_by_label("Warum wird abgeschlossen").fill("Der Rest erledigt sich.")
    page.get_by_role("button", name="Fall abschließen").click()
    page.get_by_text("Der Fall ist abgeschlossen.").first.wait_for()
    visit(page, f"{here}/aufbewahrung/")
    everyhow(page)
    page.get_by_role("button", name="Ins Archiv legen").click()
    page.get_by_text("Im Archiv bis 31.12.2031").first.wait_for()
    assert now(case).archived_on is not None
    visit(page, "/archiv/")
    everyhow(page)
    page.get_by_role("link", name="Leyla Aksoy").click()
    visit(page, f"{here}/wieder-oeffnen/")
    page.get_by_label("Warum wird der Fall wieder geöffnet?").fill("Kündigung droht.")
    page.get_by_role("button", name="Fall wieder öffnen").click()
    page.get_by_text("Der Fall ist wieder offen.").first.wait_for()
    assert (now(case).state, now(case).keep_until) == (CaseState.OPEN, None)


def test_a_file_is_read_and_printed_and_a_protocol_is_kept(
    open_page: OpenPage, world: World, case: Case
) -> None:
    here = f"/faelle/{case.code}"
    page = open_page(f"{here}/drucken/", user=world.anna)
    everyhow(page)
    page.get_by_role("button", name="Als PDF").click()
    page.get_by_role("link", name="PDF vom").wait_for()
    assert PrintedFile.objects.count() == 1
    page.get_by_role("button", name="Lesen").click()
    page.get_by_role("heading", name="Fallakte").wait_for()
    everyhow(page)
    page.emulate_media(media="print")
    assert not page.locator(".rf-top").is_visible()
    assert page.get_by_text("Für den eigenen Gebrauch").is_visible()
    page.emulate_media(media="screen")
    visit(page, f"{here}/uebergabeprotokoll/")
    axe_check(page)
    page.get_by_role("button", name="Aus der Akte beginnen").click()
    everyhow(page)
    page.get_by_label("Hinweise für die Weiterarbeit").fill("Braucht Ruhe.")
    page.get_by_role("button", name="Als PDF ablegen").click()
    page.get_by_role("link", name="PDF herunterladen").wait_for()
    axe_check(page)
    visit(page, "/abwesenheit/")
    everyhow(page)
