"""The round table in Chromium: entry check, date, table, plan, a drawn signature, and a change that asks again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roterfaden.cases.models import Case
from roterfaden.cooperation.models import Signature
from tests.browser.checks import (
    focus_visible_everywhere,
)
from tests.cooperation.makers import fill_with, set_circle
from tests.fixtures import World, open_case
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def known(transactional_db: None, world: World) -> Case:
    return open_case(world)


def test_the_plan_fits_on_one_sheet(open_page: Callable[..., Page], world: World, known: Case) -> None:
    fill_with(world, known, lambda place: place)
    page = open_page(f"/faelle/{known.code}/zusammenarbeit/plan/fassung/1/", user=world.anna)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


def test_from_the_check_to_a_change_that_asks_again(
    open_page: Callable[..., Page], world: World, known: Case
) -> None:
    circle = set_circle(world, known)
    page = open_page(f"/faelle/{known.code}/zusammenarbeit/", user=world.anna)
    root = page.url
    page.get_by_role("link", name="Voraussetzungen prüfen").press("Enter")
    page.get_by_role("button", name="Prüfen und beginnen").wait_for()
    for group in page.locator("main").get_by_role("group").all():
        group.get_by_label("ja", exact=True).check()
    page.get_by_role("button", name="Prüfen und beginnen").press("Enter")
    for recipient, name in ((circle.agency, "Klara Muster"), (circle.pension, "Rolf Renner")):
        page.get_by_role("link", name="Stelle oder Gast").press("Enter")
        page.get_by_label("Stelle (freiwillig)", exact=True).select_option(label=recipient.name)
        page.get_by_label("Wer handelt für diese Stelle?").fill(name)
        with page.expect_navigation():
            page.get_by_role("button", name="Aufnehmen").press("Enter")
    circle.register()
    page.goto(root)
    page.get_by_role("link", name="Antwort der Koordination").press("Enter")
    page.get_by_label("nimmt an").check()
    page.get_by_role("button", name="Festhalten").press("Enter")
    page.get_by_role("link", name="Teilhabeplankonferenz", exact=True).press("Enter")
    page.get_by_label("Vorschlag 1: Tag").fill("2026-12-01")
    page.get_by_label("Vorschlag 1: Beginn").fill("09:00")
    page.get_by_role("button", name="Alle fragen").press("Enter")
    page.get_by_role("link", name="Teilhabeplankonferenz", exact=True).press("Enter")
    page.get_by_role("link", name="Tag festlegen").press("Enter")
    page.get_by_label("Dienstag, 1. Dezember 2026").check()
    page.get_by_role("button", name="Festlegen und einladen").press("Enter")
    page.get_by_role("button", name="Aus offenen Fragen aufbauen").press("Enter")
    expect(page.get_by_text("Welche Ziele verfolgen wir gemeinsam?", exact=True)).to_be_visible()
    _write_the_plan(page, root)
    page.goto(f"{root}plan/fassung/1/")
    page.get_by_role("link", name="Unterschreiben : Leyla Aksoy").press("Enter")
    focus_visible_everywhere(page)
    _draw(page)
    page.get_by_role("button", name="Festhalten").press("Enter")
    expect(page.get_by_role("img", name="Unterschrift von Leyla Aksoy")).to_be_visible()
    assert Signature.objects.get().way == "drawn"
    page.get_by_role("link", name="Plan ändern").press("Enter")
    page.get_by_role("link", name="Ändern : Berufliche Abklärung").press("Enter")
    page.get_by_label("Bis wann?").fill("2027-04-01")
    page.get_by_role("button", name="In den Entwurf").press("Enter")
    expect(page.get_by_text("bis 01.04.2027, vorher 01.03.2027.")).to_be_visible()
    page.get_by_label("Was ändert sich und warum?").fill("Der Platz wird später frei.")
    with page.expect_navigation():
        page.get_by_role("button", name="Vorlegen").press("Enter")
    page.goto(f"{root}plan/fassung/2/")
    expect(page.get_by_text("0 von 3 haben unterschrieben.")).to_be_visible()


def _write_the_plan(page: Page, root: str) -> None:
    page.goto(f"{root}plan/")
    page.get_by_role("link", name="Neu : Ziele").press("Enter")
    page.get_by_label("Was?", exact=True).fill("Eine Stelle im Büro")
    page.get_by_role("button", name="In den Entwurf").press("Enter")
    page.get_by_role("link", name="Neu : Schritte").press("Enter")
    page.get_by_label("Was?", exact=True).fill("Berufliche Abklärung")
    page.get_by_label("Zuständige Stelle").select_option(label="Agentur für Arbeit: Klara Muster")
    page.get_by_label("Zuständiger Mensch").fill("Klara Muster")
    page.get_by_label("Wer trägt die Kosten?").fill("Agentur")
    page.get_by_label("Bis wann?").fill("2027-03-01")
    page.get_by_role("button", name="In den Entwurf").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Vorlegen").press("Enter")


def _draw(page: Page) -> None:
    pad = page.get_by_role("img", name="Feld für die Unterschrift")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] + 40 + 30 * step, box["y"] + 60 + (20 if step % 2 else -20))
    page.mouse.up()
    expect(page.get_by_label("vor Ort gezeichnet")).to_be_checked()
