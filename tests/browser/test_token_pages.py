"""Keys for programs in Chromium: made, shown once, listed, ended; and what the interface can do, to read."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.api.makers import Program
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.fixtures import World

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_a_key_from_its_making_to_its_end(
    open_page: OpenPage, transactional_db: None, world: World, settings: Any
) -> None:
    settings.HOOK_HOSTS = ["amt.example.org"]
    page = open_page("/konto/zugaenge/", user=world.anna)
    everyhow(page)
    page.get_by_role("link", name="Zugang anlegen").click()
    page.get_by_role("button", name="Zugang anlegen").click()
    page.get_by_text("Bitte wählen Sie, was das Programm darf.").first.wait_for()
    everyhow(page)
    page.get_by_label("Für welches Programm?").fill("Fachverfahren")
    page.get_by_label("Fälle lesen").check()
    page.get_by_role("button", name="Zugang anlegen").click()
    page.get_by_role("heading", name="Zugang für „Fachverfahren“").wait_for()
    everyhow(page)
    secret = page.locator("code").inner_text()
    assert Program(secret).get("cases").status_code == 200
    page.get_by_role("link", name="Ich habe ihn übernommen").click()
    everyhow(page)
    assert secret not in page.content()
    page.get_by_role("button", name="Sperren").click()
    page.get_by_text("Der Zugang „Fachverfahren“ ist gesperrt.").wait_for()
    assert Program(secret).get("cases").status_code == 401
    visit(page, "/konto/zugaenge/schnittstelle/")
    everyhow(page)
    visit(page, "/konto/zugaenge/benachrichtigung/neu/")
    page.get_by_label("Adresse").fill("https://anderswo.example.org/")
    page.get_by_label("Fall eröffnet", exact=True).check()
    page.get_by_role("button", name="Benachrichtigung anlegen").click()
    page.get_by_text("Dorthin meldet diese Installation nichts.").first.wait_for()
    everyhow(page)
    page.get_by_label("Adresse").fill("https://amt.example.org/meldung")
    page.get_by_role("button", name="Benachrichtigung anlegen").click()
    page.get_by_role("link", name="Ich habe ihn übernommen").click()
    page.get_by_role("button", name="Beenden").wait_for()
    everyhow(page)
