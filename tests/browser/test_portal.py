"""The portal in Chromium: at 320 px, by keyboard alone, with 200 % zoom, without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roterfaden.cases.models import Case
from roterfaden.cooperation.models import Signature
from roterfaden.portal.granting import Issued
from roterfaden.portal.models import Message
from roterfaden.steering import case_goals
from roterfaden.steering.case_goals import GoalWords
from tests.browser.checks import (
    axe_check,
    focus_visible_everywhere,
    no_horizontal_scroll,
    targets_large_enough,
)
from tests.cooperation.makers import set_circle
from tests.deadlines.makers import appointment
from tests.fixtures import AT, World, open_case
from tests.portal.makers import give_client, give_partner
from tests.portal.test_portal import offer_to
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser
MOST_TABS = 60
LETTERS = {1: "", 2: "225%"}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def known(transactional_db: None, world: World) -> Case:
    return open_case(world)


def tab_to(page: Page, name: str, letters: int = 1) -> None:
    """Press Tab until the thing called `name` has the focus; nothing may reach beyond the edge meanwhile."""
    page.evaluate("size => document.documentElement.style.fontSize = size", LETTERS[letters])
    no_horizontal_scroll(page)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => (document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText || '').trim()"
        )
        if found.startswith(name):
            return
    raise AssertionError(f"not reached by keyboard: {name}")


def type_in(page: Page, issued: Issued, letters: int = 1) -> None:
    tab_to(page, "Code", letters)
    page.keyboard.type(issued.code)
    tab_to(page, "PIN", letters)
    page.keyboard.type(issued.pin)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("letters", [1, 2])
def test_read_the_plan_ask_and_sign_by_keyboard_alone(
    open_page: Callable[..., Page], world: World, known: Case, letters: int
) -> None:
    """320 px wide, and there with letters twice as large; no script of the page runs."""
    circle = set_circle(world, known)
    circle.accept()
    circle.plan()
    issued = give_client(world, known)
    page = open_page("/portal/", width=320, height=640, java_script_enabled=False)
    type_in(page, issued, letters)
    expect(page.get_by_role("heading", name="Guten Tag, Leyla Aksoy")).to_be_visible()
    tab_to(page, "Plan und Ziele", letters)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Eine Stelle im Büro finden", exact=True)).to_be_visible()
    no_horizontal_scroll(page)
    tab_to(page, "Nachrichten", letters)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nachrichten mit")).to_be_visible()
    tab_to(page, "Ihre Nachricht", letters)
    page.keyboard.type("Was heißt Abklärung?")
    tab_to(page, "Abschicken", letters)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ihre Nachricht ist angekommen.")).to_be_visible()
    tab_to(page, "Lesen und unterschreiben", letters)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lesen und unterschreiben")).to_be_visible()
    tab_to(page, "Plan und Ziele", letters)
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Ich unterschreibe nicht")).to_be_visible()
    tab_to(page, "Ich habe es gelesen", letters)
    page.keyboard.press("Space")
    tab_to(page, "Abschicken", letters)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Danke. Ihre Antwort ist gespeichert.")).to_be_visible()
    assert Signature.objects.get().kind == "signed"
    assert Message.objects.get().sent_by is None


def test_every_page_is_for_everybody(open_page: Callable[..., Page], world: World, known: Case) -> None:
    circle = set_circle(world, known)
    circle.accept()
    circle.plan()
    circle.meeting()
    appointment(known, world, starts_at=AT.replace(day=30))
    words = GoalWords(text="Ich will bleiben.", levels=["", "", "Ich bin da.", "", ""], topic="keep")
    goal = case_goals.set_goal(case=known, words=words, by=world.anna, at=AT)
    offer = offer_to(world, known)
    consent = circle.running.authority
    assert consent is not None
    partner = give_partner(world, known, circle.doctor, consent, parts=["name", "concern"])
    page = open_page("/portal/", width=320)
    root = page.url
    look_at(page, root)
    look_at(page, f"{root}code/")
    page.goto(root)
    type_in(page, give_client(world, known))
    page.wait_for_url("**/start/")
    for address in (
        "start/", "plan/", "termine/", "wissen/", "unterschreiben/plan/", "nachrichten/", "beschwerde/", "sicht/",
        "ziele/", f"ziele/{goal.uuid}/",
        f"unterschreiben/erklaerung/{offer.uuid}/", f"wissen/einwilligung/{consent.uuid}/",
    ):  # fmt: skip
        look_at(page, f"{root}{address}")
    focus_visible_everywhere(page)
    page.goto(f"{root}start/")
    page.get_by_role("button", name="Leichte Sprache").press("Enter")
    expect(page.get_by_text("Leichte Sprache: nicht geprüft.")).to_be_visible()
    page.get_by_role("button", name="Abmelden").press("Enter")
    page.get_by_role("button", name="Alltags-Sprache").press("Enter")
    type_in(page, partner)
    page.wait_for_url("**/teil/")
    look_at(page, f"{root}teil/")
    staff = open_page(f"/faelle/{known.code}/zugang/", user=world.anna)
    for address in (staff.url, f"{staff.url}stelle/", f"{staff.url}nachrichten/", f"{staff.url}erklaerung/"):
        look_at(staff, address)


def look_at(page: Page, address: str) -> None:
    """Narrow and light, narrow and dark, and with letters twice as large."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address)
    axe_check(page)
    no_horizontal_scroll(page)
    targets_large_enough(page)
    page.emulate_media(color_scheme="dark")
    axe_check(page)
    page.emulate_media(color_scheme="light")
