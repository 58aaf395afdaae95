"""Handbook, proposals and figures in Chromium: readable for everybody, and from a wish to its answer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from roterfaden.process.catalogue import version_in_force
from roterfaden.quality import boxes
from roterfaden.quality.choices import BoxKind, BoxMode, EntryKind
from roterfaden.quality.entries import entry
from roterfaden.statistics.refreshing import refresh
from tests.browser.checks import everyhow
from tests.browser.test_staff_pages import visit
from tests.fixtures import AT, TODAY, World
from tests.statistics.making import Visited, finished_run
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def lived_in(transactional_db: None, world: World) -> World:
    """A box of the service, and six finished runs."""
    chapter = entry(EntryKind.CHAPTER, "krise")
    assert chapter is not None
    boxes.write_box(
        organisation=world.service,
        entry=chapter,
        box=BoxKind.REQUIREMENTS,
        mode=BoxMode.REPLACES,
        text="Rufbereitschaft bis 20 Uhr.",
        revision=0,
        by=world.quirin,
        at=AT,
    )
    version = version_in_force("V1", on=TODAY)
    assert version is not None
    for _ in range(6):
        visits = [Visited("1", 40), Visited("2", 300)]
        finished_run(version, world.service, visits, by=world.anna, begin=AT - timedelta(days=60))
    refresh(at=AT)
    return world


def test_from_a_wish_to_its_answer(open_page: OpenPage, lived_in: World) -> None:
    page = open_page("/handbuch/kapitel/krise/", user=lived_in.anna)
    page.get_by_role("link", name="Hier stimmt etwas nicht").click()
    page.get_by_label("Was stimmt hier nicht?").fill("Die Nummer fehlt.")
    page.get_by_label("Warum?").fill("Man sucht sie in der Krise.")
    page.get_by_role("button", name="Vorschlag einreichen").click()
    page.get_by_text("Ihr Vorschlag ist bei der Redaktion").wait_for()
    everyhow(page)
    address = "/" + page.url.split("/", 3)[3]
    editor = open_page("/vorschlaege/", user=lived_in.quirin)
    visit(editor, address)
    editor.get_by_role("button", name="Erledigt").click()
    editor.get_by_role("button", name="Nein").click()
    editor.get_by_label("Antwort an die vorschlagende Person").fill("Steht im Kasten des Dienstes.")
    everyhow(editor)
    editor.get_by_role("button", name="Erledigt").click()
    editor.locator("main").get_by_text("Steht im Kasten des Dienstes.").first.wait_for()
    visit(page, "/")
    page.get_by_role("link", name="Eine neue Antwort auf Ihren Vorschlag").click()
    page.get_by_text("neue Antwort").wait_for()
    visit(page, address)
    assert "Steht im Kasten des Dienstes." in page.locator("main").inner_text()
