"""htmx and our few lines of script: token, errors, focus, folded parts, redirects, refusals."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.urls")]


@pytest.fixture
def page(open_page: Callable[..., Page], visitor: User) -> Page:
    return open_page("/probe", user=visitor)


def send(page: Page, sentence: str) -> None:
    page.get_by_label("Satz").fill(sentence)
    page.get_by_role("button", name="Senden").click()


def test_error_is_swapped_in_focused_and_keeps_folded_parts_open(page: Page) -> None:
    page.get_by_text("So gerechnet").click()
    send(page, "")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Satz: Dieses Feld ist zwingend erforderlich.")
    expect(summary).to_be_focused()
    expect(page.get_by_text("plus 14 Tage")).to_be_visible()
    expect(page.get_by_role("heading", name="Probe")).to_have_count(1)
    summary.get_by_role("link").click()
    expect(page.get_by_label("Satz")).to_be_focused()


def test_new_part_is_announced_and_the_focus_is_not_lost(page: Page) -> None:
    send(page, "swap")
    expect(page.get_by_role("heading", name="Der Satz steht im Journal.")).to_be_focused()
    expect(page.locator("#rf-live")).to_have_text("Der Satz steht im Journal.")


def test_redirect_is_followed_by_the_whole_page(page: Page) -> None:
    send(page, "fertig")
    page.wait_for_url("**/probe/fertig")
    expect(page.get_by_role("banner")).to_have_count(1)


def test_refusal_becomes_a_message_and_the_typed_text_stays(page: Page) -> None:
    send(page, "gone")
    expect(page.locator("#meldungen")).to_contain_text("Nicht gefunden oder nicht freigegeben")
    expect(page.get_by_label("Satz")).to_have_value("gone")


def test_lost_connection_is_told_and_the_typed_text_stays(page: Page) -> None:
    page.context.set_offline(True)
    send(page, "unterwegs")
    expect(page.locator("main")).to_contain_text("Keine Verbindung")
    expect(page.get_by_label("Satz")).to_have_value("unterwegs")


def test_menu_closes_with_escape_and_gives_the_focus_back(page: Page) -> None:
    button = page.locator("summary.rf-menu__button")
    button.click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Abmelden")).to_be_hidden()
    expect(button).to_be_focused()


def test_without_script_the_same_form_works(open_page: Callable[..., Page], visitor: User) -> None:
    page = open_page("/probe", user=visitor, java_script_enabled=False)
    send(page, "fertig")
    assert page.url.endswith("/probe") or page.url.endswith("/probe/fertig")
