"""Practising with the keyboard, everyhow: in, a step in an invented case, on paper, out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roterfaden.cases.models import Case
from tests.browser.checks import everyhow, icons_visible_in_forced_colors
from tests.browser.test_journal_pages import visit
from tests.fixtures import World, open_case

pytestmark = [pytest.mark.browser]

BANNER = "Übung: Nichts hier ist echt."


def test_in_around_and_out_by_keyboard(
    open_page: Callable[..., Page], transactional_db: None, world: World
) -> None:
    open_case(world, last_name="Kanarienvogel")
    page = open_page("/ueben/", user=world.anna)
    everyhow(page, what="/ueben/")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Jetzt üben").press("Enter")
    expect(page.get_by_text(BANNER)).to_be_visible()
    everyhow(page, what="practising")
    visit(page, "/faelle/")
    expect(page.get_by_text("Kanarienvogel")).to_have_count(0)
    case = Case.objects.filter(service__practice__owner=world.anna, state="open").order_by("pk")[0]
    visit(page, f"/faelle/{case.code}/")
    expect(page.get_by_text(BANNER)).to_be_visible()
    everyhow(page, turn=1, what="an invented case")
    page.emulate_media(media="print")
    expect(page.get_by_text(BANNER)).to_be_visible()
    expect(page.get_by_role("button", name="Übung wegwerfen")).to_be_hidden()
    page.emulate_media(media="screen")
    visit(page, "/konto/zugaenge/")
    everyhow(page, what="closed")
    page.get_by_role("button", name="Übung wegwerfen").press("Enter")
    expect(page.get_by_text("Die Übung ist weggeworfen.", exact=False)).to_be_visible()
    visit(page, "/faelle/")
    expect(page.get_by_text("Kanarienvogel")).not_to_have_count(0)


def test_the_banner_can_be_seen_in_forced_colours(
    open_page: Callable[..., Page], transactional_db: None, world: World
) -> None:
    page = open_page("/ueben/", user=world.anna, forced_colors="active")
    page.get_by_role("button", name="Jetzt üben").click()
    expect(page.get_by_text(BANNER)).to_be_visible()
    icons_visible_in_forced_colors(page)


def test_the_menu_stands_in_groups_and_says_where_one_is(
    open_page: Callable[..., Page], transactional_db: None, world: World
) -> None:
    page = open_page("/textbausteine/neu/", user=world.anna)
    expect(page.get_by_role("navigation", name="Bereich", exact=True).get_by_role("link")).to_have_text(
        "Textbausteine"
    )
    page.locator("summary", has_text="Anna Muster").press("Enter")
    menu = page.get_by_role("list", name="Rund um die Fälle")
    expect(menu.get_by_role("link", name="Textbausteine")).to_have_attribute("aria-current", "true")
    everyhow(page, what="open menu")
    visit(page, "/netzwerk/partner/")
    expect(page.get_by_role("navigation", name="Bereich", exact=True)).to_be_hidden()
