"""The same journey in French and in Italian: log in, worklist, case, a step done; and Swiss German without ß."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roterfaden.accounts import languages
from roterfaden.cases.models import Case
from tests.browser.checks import axe_check, no_horizontal_scroll
from tests.fixtures import AT, World, run_of

pytestmark = pytest.mark.browser
PASSWORD = "geheim"
# what the frame and the cards of these pages say in German, by themselves as words
GERMAN = re.compile(
    r"\b(?:Anmelden|Abmelden|Passwort|Arbeitsliste|Fälle|Fall|Betriebe|Prozesse|Handbuch|Darstellung|Sprache|"
    r"Schritt|Schritte|Frist|Fristen|Beteiligte|Unterlagen|Pflicht|abschließen|Warum|Was|Wie|Jetzt|heute|überfällig|"
    r"zuständig|Fachkraft|speichern|Speichern|suchen|Suchen|und|oder|nicht|Zum|Inhalt|springen)\b"
)
# everything but what stays German by itself and says so
SPOKEN = """() => {
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll('[lang], script, option, [data-typed]').forEach((element) => element.remove());
  return copy.textContent;
}"""
JOURNEYS = {
    "fr": {"login": "Se connecter", "worklist": "Liste de travail", "name": "Français"},
    "it": {"login": "Accedere", "worklist": "Lista di lavoro", "name": "Italiano"},
}


@pytest.fixture
def case(transactional_db: None, case: Case) -> Case:
    return case


def speaks(page: Page, language: str) -> None:
    """The page says which language it has, keeps to it, and holds what every page must hold."""
    assert page.evaluate("document.documentElement.lang") == language
    said = page.evaluate(SPOKEN)
    assert sorted(set(GERMAN.findall(said))) == []
    axe_check(page)
    no_horizontal_scroll(page)


@pytest.mark.parametrize("language", ["fr", "it"])
@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_login_to_a_step_that_is_done(
    open_page: Callable[..., Page], world: World, case: Case, language: str, width: int
) -> None:
    said = JOURNEYS[language]
    page = open_page("/konto/anmelden/", width=width)
    page.get_by_role("button", name=said["name"], exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    speaks(page, language)
    page.locator("input[name=login]").fill("anna")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit].kern-btn--primary").first.click()
    expect(page).to_have_title(re.compile(said["worklist"]))
    speaks(page, language)
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + f"/faelle/{case.code}/")
    speaks(page, language)
    before = page.locator(".rf-now h2").inner_text()
    reason = page.locator("[name$=missing_reason]")
    if reason.count():
        reason.first.fill("OK.")
    page.locator(".rf-outcome").first.click()
    expect(page.locator(".rf-now h2")).not_to_have_text(before)
    assert run_of(case).moves > 1
    # nothing of it was kept in another language
    assert {task.title for task in run_of(case).tasks.all()} == {""}


def test_the_choice_in_the_menu_is_reached_by_keyboard_alone(
    open_page: Callable[..., Page], world: World, case: Case
) -> None:
    page = open_page("/", user=world.anna)
    page.locator(".rf-menu--user summary").focus()
    page.keyboard.press("Enter")
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "it":
            break
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "it")
    world.anna.refresh_from_db()
    assert world.anna.language == "it"


def test_swiss_german_pages_have_no_sharp_s(open_page: Callable[..., Page], world: World, case: Case) -> None:
    languages.choose_language(user=world.anna, language="de-ch", by=world.anna, at=AT)
    page = open_page("/", user=world.anna)
    for address in (
        "/",
        f"/faelle/{case.code}/",
        "/prozesse/",
        "/prozesse/V1/",
        "/handbuch/",
        "/handbuch/massnahmen/",
    ):
        page.goto(re.sub(r"^(https?://[^/]+).*", r"\1", page.url) + address)
        assert page.evaluate("document.documentElement.lang") == "de-ch"
        text = page.evaluate("document.body.textContent")
        assert re.findall(r"\w*ß\w*", text) == [], address


def test_without_script_the_language_is_changed_all_the_same(
    open_page: Callable[..., Page], transactional_db: None
) -> None:
    page = open_page("/konto/anmelden/", java_script_enabled=False)
    page.get_by_role("button", name="Italiano", exact=True).click()
    expect(page.get_by_role("button", name=JOURNEYS["it"]["login"]).first).to_be_visible()
