"""The network in Chromium: a meeting from its agenda to the done resolution by keyboard and mouse, readable for all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from roterfaden.network import reachability
from roterfaden.network.choices import RoomState
from roterfaden.network.models import Resolution
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.fixtures import AT, TODAY, World
from tests.network import makers
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_a_meeting_and_what_it_decided(
    open_page: OpenPage, transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    makers.sitting(world, makers.committee(world, seat=world.lena), minutes="")
    page = open_page("/netzwerk/gremien/", user=world.anna)
    everyhow(page)
    page.get_by_role("link", name="Arbeitskreis").click()
    page.get_by_role("link", name="14.11.2026").click()
    page.get_by_role("link", name="Protokoll schreiben").click()
    page.get_by_role("heading", name="Sitzung ändern").wait_for()
    page.get_by_label("Verlauf").fill("Wir gehen gemeinsam zur Messe.")
    everyhow(page)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Beschluss festhalten").click()
    page.get_by_label("Was ist beschlossen?").fill("Stand bestellen")
    page.get_by_label("Wer im Dienst tut es?").select_option(str(world.bela))
    page.get_by_label("Bis wann?").fill("2026-11-20")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Erledigt").wait_for()
    everyhow(page)
    visit(page, "/netzwerk/")
    page.get_by_text("überfällig").wait_for()
    everyhow(page)
    page.get_by_role("link", name="Erledigt").press("Enter")
    page.get_by_label("Was kam heraus?").fill("Bestellt.")
    page.get_by_role("button", name="Erledigt").click()
    page.get_by_text("Bestellt.").wait_for()
    assert Resolution.objects.get().done_on == TODAY
    everyhow(page)


def test_the_other_pages_are_readable_for_everybody(
    open_page: OpenPage, transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    partner = makers.partner(world, cared_by=world.anna)
    pact = makers.pact(world, partner, ends_on=TODAY + timedelta(days=30), notice_weeks=2)
    makers.action(world, state="held", effect="Sechs Anfragen", reached=140)
    venue = makers.venue(world, is_public=True)
    reachability.check_room(
        venue=venue,
        criterion="door",
        state=RoomState.NOT,
        gap="Zu schwer",
        revision=0,
        by=world.lena,
        at=AT,
    )
    page = open_page("/netzwerk/partner/", user=world.lena)
    for address in (
        "partner/",
        f"partner/{partner.uuid}/",
        "partner/neu/",
        "vereinbarungen/",
        f"vereinbarungen/{pact.uuid}/",
        "oeffentlichkeit/",
        "oeffentlichkeit/neu/",
        "erreichbarkeit/",
        f"erreichbarkeit/{venue.uuid}/",
        f"erreichbarkeit/{venue.uuid}/door/",
        "oeffnungszeiten/ifd-neuhafen/",
    ):
        visit(page, f"/netzwerk/{address}")
        everyhow(page, what=address)
