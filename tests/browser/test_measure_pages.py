"""Orders, measures and statements in Chromium: from the clerk's order to the released statement."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from roterfaden.cases.models import Case
from roterfaden.measures.billing_records import Statement
from roterfaden.measures.models import Order
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.fixtures import TODAY, World, open_case
from tests.measures.makers import addressed, priced
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def test_from_the_order_to_the_statement(open_page: OpenPage, transactional_db: None, world: World) -> None:
    case: Case = open_case(world)
    clerk = open_page("/auftraege/neu/", user=world.klara)
    everyhow(clerk)
    clerk.get_by_label("Dienst", exact=True).select_option("IFD Neuhafen")
    clerk.get_by_label("Für wen?").fill("Leyla Aksoy, 04.06.1991")
    clerk.get_by_label("Art des Auftrags").select_option("Maßnahme")
    clerk.get_by_label("Maßnahme", exact=False).last.select_option("Arbeitstraining am Arbeitsplatz")
    clerk.get_by_label("von", exact=True).fill((TODAY - timedelta(days=21)).isoformat())
    clerk.get_by_label("bis", exact=True).fill((TODAY + timedelta(days=90)).isoformat())
    clerk.get_by_label("Ziel").fill("Am Empfang sicher werden.")
    clerk.get_by_role("button", name="Auftrag absenden").click()
    clerk.get_by_text("Der Auftrag ist angefragt.").wait_for()

    page = open_page(f"/auftraege/{Order.objects.get().uuid}/", user=world.anna)
    everyhow(page)
    page.get_by_role("link", name="Annehmen").click()
    page.get_by_label("Aktenzeichen des Falls").fill(case.file_number)
    page.get_by_role("button", name="Annehmen").click()
    page.get_by_role("link", name=case.file_number).click()
    page.get_by_role("link", name="Maßnahme planen").click()
    page.get_by_label("Abrechnung je Monat").select_option(label="IFD-MONAT · Begleitung je Monat")
    with page.expect_navigation():
        page.get_by_role("button", name="Maßnahme anlegen").click()
    everyhow(page)
    page.get_by_role("link", name="Arbeitstraining am Arbeitsplatz").click()
    page.get_by_role("link", name="Beginnen").click()
    page.get_by_role("button", name="Beginn festhalten").click()
    page.get_by_role("img", name="Stunden in der Woche").wait_for()
    everyhow(page)

    priced(world, "IFD-MONAT", "400")
    for organisation in (world.service, world.agency):
        addressed(world, organisation)
    lead = open_page("/abrechnung/", user=world.lena)
    everyhow(lead)
    lead.get_by_role("link", name="Agentur für Arbeit Neuhafen").click()
    everyhow(lead)
    lead.get_by_role("button", name="Abrechnung freigeben").click()
    lead.get_by_text("Die Abrechnung ist freigegeben").wait_for()
    statement = Statement.objects.get()
    assert (statement.commissioner, statement.released_by) == (world.agency, world.lena)
    assert Order.objects.get().case == case
    everyhow(lead)
    visit(lead, "/abrechnung/preise/")
    everyhow(lead)
