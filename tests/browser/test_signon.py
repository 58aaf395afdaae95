"""The button of an identity provider in a real browser: there, back in, and out again; without script, too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from tests.accounts.provider import OpenIDProvider
from tests.accounts.signing_on import openid, provider_key
from tests.browser.checks import axe_check, no_horizontal_scroll, targets_large_enough

__all__ = ["openid", "provider_key"]
pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.urls")]


@pytest.fixture
def _for_all(openid: OpenIDProvider, settings: Any) -> None:
    """The provider vouches for everybody who is bound."""
    listed = Path(settings.SIGN_ON_FILE)
    listed.write_text(listed.read_text().replace("    organisation: ifd-neuhafen\n", ""))
    settings.LOGIN_RULES = False


@pytest.mark.requirement("R-10", figure="single sign-on in a real browser")
@pytest.mark.usefixtures("_for_all")
@pytest.mark.parametrize("script", [True, False])
def test_there_and_back_and_out_again(
    open_page: Callable[..., Page], visitor: User, openid: OpenIDProvider, script: bool
) -> None:
    openid.name = visitor.username
    page = open_page(
        "/konto/anmeldedienste/", user=visitor, width=1280 if script else 320, java_script_enabled=script
    )
    page.get_by_role("button", name="Verbinden").click()
    page.get_by_role("link", name="Ich bin Anna").click()
    expect(page.locator("#meldungen")).to_contain_text("Verbunden.")
    if script:
        axe_check(page)

    page.context.clear_cookies()
    page.goto(page.url.split("/konto/")[0] + "/konto/anmelden/?next=/konto/sicherheit/")
    if script:
        no_horizontal_scroll(page)
        axe_check(page)
        targets_large_enough(page)
    page.get_by_role("button", name="Über Anmeldung des Amts anmelden").click()
    expect(page.get_by_role("heading", name="Amt")).to_be_visible()
    page.get_by_role("link", name="Ich bin Anna").click()
    expect(page.get_by_role("heading", name="Sicherheit der Anmeldung")).to_be_visible()
    page.goto(page.url.split("/konto/")[0] + "/konto/abmelden/")
    page.locator("main").get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Abgemeldet")).to_be_visible()
    if script:
        axe_check(page)
    page.get_by_role("link", name="Auch bei Anmeldung des Amts abmelden").click()
    expect(page.get_by_role("heading", name="Abgemeldet")).to_be_visible()
    assert page.url.startswith(openid.issuer)


def test_a_password_is_shown_on_demand_and_masked_before_it_goes(
    open_page: Callable[..., Page], visitor: User
) -> None:
    User.objects.filter(pk=visitor.pk).update(password=make_password("  ein langer Satz  "))
    page = open_page("/konto/anmelden/")
    page.get_by_label("Anmeldename").fill("katrin")
    field = page.locator("#id_password")
    field.fill("  ein langer Satz  ")
    look = page.get_by_role("button", name="Passwort anzeigen")
    expect(look).to_have_attribute("aria-pressed", "false")
    look.click()
    expect(field).to_have_attribute("type", "text")
    expect(look).to_have_attribute("aria-pressed", "true")
    axe_check(page)
    page.get_by_role("button", name="Anmelden", exact=True).first.click()
    expect(page.get_by_role("heading", name="Was war")).to_have_count(0)
    assert "/konto/anmelden/" not in page.url
