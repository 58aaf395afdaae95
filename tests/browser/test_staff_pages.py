"""The pages of the staff in Chromium: readable for everybody, wide and narrow, light and dark, and by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from roterfaden.accounts import members
from roterfaden.cases import journal, participants
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from tests.browser.checks import everyhow, focus_visible_everywhere
from tests.cases.makers import at_rest, closed
from tests.fixtures import AT, TODAY, World, open_case, walk
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
MOST_TABS = 120


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def busy(transactional_db: None, world: World) -> dict[str, Case]:
    """A worklist with something in most places: a running case, one at rest, one closed; journal and participation."""
    running = open_case(world, first_name="Leyla", last_name="Aksoy")
    walk(running, "", by=world.anna)
    entry = journal.write_entry(
        case=running,
        kind=ContactKind.CALL,
        happened_at=AT,
        text="Ruft Mittwoch zurück.",
        by=world.anna,
        at=AT,
    )
    journal.correct_entry(
        entry=entry,
        kind=ContactKind.CALL,
        happened_at=AT,
        text="Ruft Donnerstag zurück.",
        revision=1,
        by=world.bela,
        at=AT,
    )
    participants.add_participant(
        case=running,
        user=world.klara,
        organisation=world.agency,
        function="Sachbearbeitung",
        valid_from=TODAY,
        valid_until=None,
        agreed=True,
        by=world.anna,
        at=AT,
    )
    members.name_deputy(
        absent=world.bela,
        deputy=world.anna,
        organisation=world.service,
        valid_from=TODAY,
        valid_until=TODAY,
        by=world.bela,
        at=AT,
    )
    return {
        "running": running,
        "resting": at_rest(open_case(world, first_name="Ute", last_name="Brinkmann"), by=world.anna),
        "closed": closed(open_case(world, first_name="Jan", last_name="Oltmanns"), by=world.anna),
    }


def visit(page: Page, address: str) -> None:
    page.goto("/".join(page.url.split("/", 3)[:3]) + address)


def test_lists_that_hold_nothing_are_accessible(
    open_page: OpenPage, world: World, busy: dict[str, Case]
) -> None:
    page = open_page("/", user=world.anna)
    for turn, address in enumerate(("/?scope=team", "/?chain=V99", "/faelle/?q=Zirkus")):
        visit(page, address)
        everyhow(page, turn=turn, what=address)


def test_refusals_and_conflicts_are_accessible(
    open_page: OpenPage, world: World, busy: dict[str, Case]
) -> None:
    case = busy["running"]
    page = open_page("/faelle/neu/", user=world.anna)
    page.get_by_role("button", name="Fall eröffnen").click()
    page.get_by_role("heading", name="Bitte prüfen Sie Ihre Eingabe").wait_for()
    assert page.evaluate("document.activeElement.classList.contains('rf-errors')")
    everyhow(page)
    visit(page, f"/faelle/{case.code}/akte/aendern/")
    case.person.revision = 2
    case.person.town = "Altstadt"
    case.person.save(update_fields=["revision", "town"])
    page.get_by_label("Ort").fill("Neustadt")
    page.get_by_role("button", name="Angaben speichern").click()
    page.get_by_role("heading", name="Jemand war schneller").wait_for()
    assert "Altstadt" in page.locator(".rf-version--stored").inner_text()
    assert "Neustadt" in page.locator(".rf-version--mine").inner_text()
    everyhow(page)
    page.get_by_role("button", name="Diesen Text speichern").click()
    page.get_by_text("Die Angaben zur Person sind gespeichert.").wait_for()


@pytest.mark.parametrize("address", ["/", "/faelle/", "/faelle/neu/", "/vertretung/"])
def test_the_focus_is_seen_everywhere(
    open_page: OpenPage, world: World, busy: dict[str, Case], address: str
) -> None:
    assert focus_visible_everywhere(open_page(address, user=world.anna)) > 10


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field or button `name` (id or text) has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.id, (document.activeElement.textContent || '').trim()]")
        if name in here:
            return
    raise AssertionError(f"{name} is not reached with the keyboard")


def choose(page: Page, field: str, value: str) -> None:
    """Go down in the select field that has the focus until `value` is chosen."""
    for _ in range(page.evaluate("document.activeElement.options.length")):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{field} does not offer {value}")


def test_a_case_is_opened_with_the_keyboard_alone(
    open_page: OpenPage, world: World, busy: dict[str, Case]
) -> None:
    page = open_page("/", user=world.anna)
    tab_to(page, "Neuen Fall eröffnen")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Neuen Fall eröffnen").wait_for()
    for field, text in (("id_first_name", "Mara"), ("id_last_name", "Linde"), ("id_birth_date", "06061991")):
        tab_to(page, field)
        page.keyboard.type(text)
    tab_to(page, "id_start")
    choose(page, "id_start", "V1:start_auftrag")
    tab_to(page, "id_concern")
    page.keyboard.type("Möchte wieder arbeiten.")
    tab_to(page, "id_kind")
    choose(page, "id_kind", "placement")
    tab_to(page, "id_commissioner")
    choose(page, "id_commissioner", "afa")
    tab_to(page, "Fall eröffnen")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Mara Linde").wait_for()
    case = Case.objects.get(person__last_name="Linde")
    assert (case.concern, str(case.person.birth_date)) == ("Möchte wieder arbeiten.", "1991-06-06")
    assert case.mandates.get().commissioner == world.agency


def test_the_header_search_leads_to_the_case(
    open_page: OpenPage, world: World, busy: dict[str, Case]
) -> None:
    page = open_page("/", user=world.anna)
    page.get_by_role("searchbox").fill(busy["running"].file_number.lower())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Leyla Aksoy").wait_for()


def test_without_script_the_pages_work_the_same(
    open_page: OpenPage, world: World, busy: dict[str, Case]
) -> None:
    page = open_page(f"/faelle/{busy['running'].code}/journal/", user=world.anna, java_script_enabled=False)
    page.get_by_label("Was war?").fill("Ohne Skript geschrieben.")
    page.get_by_role("button", name="Ins Journal").click()
    assert "Ohne Skript geschrieben." in page.locator("main").inner_text()
