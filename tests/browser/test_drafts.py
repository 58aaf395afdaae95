"""What is typed survives closed pages, an ended login, a second tab; and it goes when it was accepted."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from roterfaden.cases.models import Case, JournalEntry
from roterfaden.drafts.models import Draft
from tests.browser.checks import axe_check, no_horizontal_scroll
from tests.browser.conftest import log_in
from tests.fixtures import World, open_case

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
TEXT = "Frau Aksoy hat angerufen. Sie möchte am Mittwoch ins Lager."


@pytest.fixture
def case(transactional_db: None, world: World) -> Case:
    return open_case(world)


@pytest.fixture
def journal(case: Case, world: World, open_page: OpenPage) -> Page:
    return open_page(f"/faelle/{case.code}/journal/", user=world.anna)


def text_of(page: Page) -> str:
    return page.get_by_label("Was war?").input_value()


def kept(page: Page) -> None:
    page.get_by_text("Entwurf gesichert um").wait_for()


def test_text_comes_back_can_be_discarded_and_brought_back(journal: Page) -> None:
    journal.get_by_label("Was war?").fill(TEXT)
    journal.get_by_label("Art", exact=True).select_option("visit")
    kept(journal)
    journal.reload()
    journal.get_by_text("angefangen zu schreiben").wait_for()
    assert (text_of(journal), journal.get_by_label("Art", exact=True).input_value()) == (TEXT, "visit")
    for width in (1280, 320):
        journal.set_viewport_size({"width": width, "height": 900})
        axe_check(journal)
        no_horizontal_scroll(journal)
    journal.get_by_role("button", name="Entwurf verwerfen").click()
    journal.get_by_text("Der Entwurf ist verworfen.").wait_for()
    assert text_of(journal) == ""
    journal.get_by_role("button", name="Rückgängig").click()
    journal.get_by_text("angefangen zu schreiben").wait_for()
    assert text_of(journal) == TEXT
    journal.goto(re.sub(r"/faelle/.*", "/entwuerfe/", journal.url))
    axe_check(journal)
    assert TEXT in journal.locator("main").inner_text()
    journal.get_by_role("link", name="Weiterschreiben").click()
    assert text_of(journal) == TEXT
    journal.get_by_role("button", name="Ins Journal").click()
    journal.get_by_text("Der Eintrag steht im Journal.").wait_for()
    assert JournalEntry.objects.get().text == TEXT
    assert text_of(journal) == ""
    journal.reload()
    assert text_of(journal) == ""


def test_the_last_words_go_when_the_page_does(journal: Page) -> None:
    journal.get_by_label("Was war?").press_sequentially("Nur kurz")
    journal.goto(re.sub(r"/faelle/.*", "/", journal.url))
    journal.go_back()
    journal.get_by_text("angefangen zu schreiben").wait_for()
    assert text_of(journal) == "Nur kurz"


def test_a_refused_form_goes_on_with_its_draft(journal: Page) -> None:
    journal.get_by_label("Was war?").fill(TEXT)
    journal.get_by_label("Tag").fill("2999-01-01")
    journal.get_by_role("button", name="Ins Journal").click()
    journal.get_by_role("heading", name="Bitte prüfen Sie Ihre Eingabe").wait_for()
    assert text_of(journal) == TEXT
    assert Draft.objects.get(closed_at=None)
    journal.get_by_label("Tag").fill("2026-11-23")
    journal.get_by_role("button", name="Ins Journal").click()
    journal.get_by_text("Der Eintrag steht im Journal.").wait_for()
    assert not Draft.objects.filter(closed_at=None).exists()


def test_a_quick_note_begins_anew_after_it_was_accepted(
    case: Case, world: World, open_page: OpenPage
) -> None:
    page = open_page(f"/faelle/{case.code}/", user=world.anna)
    note = page.locator("#fall-notiz textarea")
    for text in ("Erste Notiz, kurz.", "Zweite Notiz, auch kurz."):
        note.fill(text)
        page.locator("#fall-notiz button").click()
        page.locator("#fall-journal").get_by_text(text).wait_for()
        assert note.input_value() == ""
    assert JournalEntry.objects.count() == 2
    assert not Draft.objects.filter(closed_at=None).exists()
    note.fill("Dritte, noch nicht gesendet.")
    kept(page)
    page.reload()
    page.get_by_text("angefangen zu schreiben").wait_for()
    assert note.input_value() == "Dritte, noch nicht gesendet."


def test_after_an_ended_login_the_text_waits_in_the_page(
    journal: Page, world: World, live_server: LiveServer
) -> None:
    context = journal.context
    Session.objects.all().delete()
    journal.get_by_label("Was war?").fill(TEXT)
    journal.get_by_role("button", name="Ins Journal").click()
    journal.get_by_text("Sie sind nicht mehr angemeldet.").wait_for()
    axe_check(journal)
    assert text_of(journal) == TEXT
    assert not JournalEntry.objects.exists()
    with context.expect_page() as opened:
        journal.get_by_role("link", name="In neuem Fenster anmelden").click()
    login = opened.value
    login.get_by_label("Anmeldename").fill("anna")
    login.get_by_label("Passwort", exact=True).fill("geheim")
    login.get_by_role("button", name="Anmelden", exact=True).first.click()
    login.get_by_role("heading", name="Was heute zählt").wait_for()
    login.close()
    kept(journal)
    journal.get_by_role("button", name="Ins Journal").click()
    journal.get_by_text("Der Eintrag steht im Journal.").wait_for()
    assert JournalEntry.objects.get().text == TEXT


def test_the_text_never_reaches_somebody_else_at_the_same_browser(
    journal: Page, world: World, live_server: LiveServer
) -> None:
    log_in(journal.context, live_server.url, world.bela)
    journal.get_by_label("Was war?").fill(TEXT)
    journal.get_by_text("inzwischen jemand anderes angemeldet").wait_for()
    assert not Draft.objects.exists()
    journal.get_by_role("button", name="Ins Journal").click()
    expect(journal.get_by_label("Was war?")).to_have_value(TEXT)
    assert not JournalEntry.objects.exists()


def test_two_tabs_keep_two_texts_and_both_are_offered(journal: Page) -> None:
    other = journal.context.new_page()
    other.goto(journal.url)
    for page, text in ((journal, "Links steht das."), (other, "Rechts steht dies.")):
        page.get_by_label("Was war?").fill(text)
        kept(page)
    other.close()
    journal.reload()
    journal.get_by_text("angefangen zu schreiben").wait_for()
    assert text_of(journal) == "Rechts steht dies."
    journal.get_by_role("button", name="Stattdessen den Entwurf").click()
    assert text_of(journal) == "Links steht das."


def test_a_stale_draft_of_an_edited_record_meets_the_conflict_page(
    case: Case, world: World, open_page: OpenPage
) -> None:
    page = open_page(f"/faelle/{case.code}/akte/aendern/", user=world.anna)
    page.get_by_label("Ort").fill("Neustadt")
    kept(page)
    case.person.revision = 2
    case.person.town = "Altstadt"
    case.person.save(update_fields=["revision", "town"])
    page.reload()
    page.get_by_text("angefangen zu schreiben").wait_for()
    page.get_by_role("button", name="Angaben speichern").click()
    page.get_by_role("heading", name="Jemand war schneller").wait_for()
    assert "Altstadt" in page.locator(".rf-version--stored").inner_text()
    page.get_by_role("button", name="Diesen Text speichern").click()
    page.get_by_text("Die Angaben zur Person sind gespeichert.").wait_for()
    assert not Draft.objects.filter(closed_at=None).exists()


def test_nothing_is_kept_of_the_login_pages(
    world: World, transactional_db: None, new_context: Callable[..., BrowserContext], open_page: OpenPage
) -> None:
    page = open_page("/konto/password/change/", user=world.anna)
    for field in page.locator("input[type=password]").all():
        field.fill("ein geheimer Satz")
    page.goto(re.sub(r"/konto/.*", "/", page.url))
    assert not Draft.objects.exists()
