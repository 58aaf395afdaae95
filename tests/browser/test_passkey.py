"""A security key, from setting it up to logging in with nothing else; Chromium plays the device."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from tests.browser.checks import axe_check

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.urls")]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(open_page: Callable[..., Page], visitor: User) -> Page:
    page = open_page("/konto/sicherheit/webauthn/add/", user=visitor)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.get_by_label("Passwort").fill("ein langer Satz")
    page.get_by_role("button", name="Bestätigen").click()
    expect(page.get_by_role("heading", name="Schlüssel einrichten")).to_be_visible()
    page.wait_for_load_state("load")
    return page


@pytest.mark.requirement("R-10", figure="a passkey in a real browser")
def test_key_is_set_up_listed_and_opens_the_door(page: Page, visitor: User) -> None:
    axe_check(page)
    page.get_by_label("Name").fill("Telefon")
    page.get_by_label("Auch ohne Passwort anmelden").check()
    page.get_by_role("button", name="Einrichten").click()
    expect(page.locator("#meldungen")).to_contain_text("Der Sicherheitsschlüssel ist eingerichtet.")
    axe_check(page)
    assert Authenticator.objects.filter(user=visitor, type=Authenticator.Type.WEBAUTHN).count() == 1

    page.goto(page.url.split("/konto/")[0] + "/konto/sicherheit/webauthn/")
    expect(page.get_by_role("row", name="Telefon")).to_contain_text("Passkey")
    axe_check(page)

    page.context.clear_cookies()
    page.goto(page.url.split("/konto/")[0] + "/konto/anmelden/?next=/konto/sicherheit/")
    page.get_by_role("button", name="Mit Sicherheitsschlüssel anmelden").click()
    expect(page.get_by_role("heading", name="Sicherheit der Anmeldung")).to_be_visible()
    expect(page.get_by_text("1 Schlüssel ist eingerichtet.")).to_be_visible()


def test_failed_ceremony_is_told(page: Page) -> None:
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('abgebrochen')); }")
    page.get_by_role("button", name="Einrichten").click()
    expect(page.locator("#meldungen")).to_contain_text("Sicherheitsschlüssel nicht geklappt")
