"""The pages that greet people, everyhow; a barrier reported by keyboard and answered; one page of paper."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from tests.browser.checks import everyhow, focus_visible_everywhere, icons_visible_in_forced_colors
from tests.browser.test_journal_pages import visit
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import stop_clock

pytestmark = [pytest.mark.browser]

OpenPage = Callable[..., Page]
OPEN_TO_ALL = (
    "/konto/anmelden/",
    "/barrierefreiheit/",
    "/barrierefreiheit/danke/",
    "/leichte-sprache/",
    "/gebaerdensprache/",
    "/hilfe/",
    "/hilfe/tastatur/",
    "/hilfe/kurzanleitung/",
)


@pytest.fixture(autouse=True)
def _nothing_was_reported_yet() -> None:
    cache.clear()  # the limit counts there


@pytest.fixture
def ida(transactional_db: None, world: World) -> User:
    user = User.objects.create(username="ida", first_name="Ida", last_name="Verwey")
    members.add_member(
        user=user, organisation=world.service, role=Role.ADMINISTRATOR, valid_from=TODAY, by=None, at=AT
    )
    return user


def test_everybody_can_read_them_everyhow(open_page: OpenPage, transactional_db: None) -> None:
    page = open_page("/barrierefreiheit/melden/")
    everyhow(page)
    for turn, address in enumerate(OPEN_TO_ALL):
        visit(page, address)
        everyhow(page, turn=turn, what=address)


def test_they_can_be_seen_in_forced_colours_and_without_script(
    open_page: OpenPage, transactional_db: None
) -> None:
    page = open_page("/konto/anmelden/", forced_colors="active")
    icons_visible_in_forced_colors(page)
    focus_visible_everywhere(page)
    plain = open_page("/leichte-sprache/", java_script_enabled=False)
    plain.get_by_role("link", name="Barriere melden").first.click()
    plain.get_by_label("Was geht nicht?").fill("Ohne Skript.")
    plain.get_by_role("button", name="Meldung senden").click()
    expect(plain.get_by_role("heading", name="Danke")).to_be_visible()


def test_a_barrier_is_reported_by_keyboard_and_answered(
    open_page: OpenPage, ida: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    page = open_page("/konto/anmelden/")
    page.get_by_role("link", name="Barriere melden").press("Enter")
    page.get_by_role("button", name="Meldung senden").press("Enter")
    expect(page.get_by_label("Was geht nicht?")).to_have_attribute("aria-invalid", "true")
    everyhow(page)
    page.get_by_label("Was geht nicht?").fill("Der Knopf hat keinen Namen.")
    page.get_by_role("button", name="Meldung senden").press("Enter")
    expect(page.get_by_role("heading", name="Danke")).to_be_visible()
    admin = open_page("/verwaltung/barrieren/", user=ida)
    everyhow(admin)
    admin.get_by_role("link", name="Festhalten, was getan wurde").press("Enter")
    everyhow(admin, turn=1)
    admin.get_by_label("Was wurde getan?").fill("Benannt.")
    admin.get_by_role("button", name="Speichern").press("Enter")
    expect(admin.get_by_text("Benannt.")).to_be_visible()
    everyhow(admin)


def test_the_quick_guide_is_one_page_of_paper(open_page: OpenPage, transactional_db: None) -> None:
    paper = open_page("/hilfe/kurzanleitung/").pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_first_steps_are_ticked_and_put_away(
    open_page: OpenPage, transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    page = open_page("/", user=world.anna)
    region = page.get_by_role("region", name="Erste Schritte")
    everyhow(page)
    region.get_by_role("link", name="Alle Schritte").press("Enter")
    everyhow(page, turn=1)
    page.get_by_role("button", name=re.compile("Erledigt ?: Anmeldung sichern")).press("Enter")
    expect(page.get_by_text("1 von")).to_be_visible()
    visit(page, "/")
    region.get_by_role("button", name="Ausblenden").press("Enter")
    expect(region).to_have_count(0)


def test_the_foot_leads_to_the_entry_of_the_area(
    open_page: OpenPage, transactional_db: None, world: World
) -> None:
    page = open_page("/termine/", user=world.anna)
    page.get_by_role("link", name="Hilfe zu dieser Seite").press("Enter")
    page.wait_for_url("**/hilfe/#agenda")
    expect(page.get_by_role("heading", name="Termine")).to_be_in_viewport()


def test_a_browser_may_install_it(open_page: OpenPage, transactional_db: None) -> None:
    page = open_page("/konto/anmelden/")
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert '"start_url": "/"' in told["data"]
