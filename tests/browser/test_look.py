"""Every page of the style guide, the login and the security pages, in every way they are looked at."""

import re
from collections.abc import Callable

import pytest
from django.test import override_settings
from playwright.sync_api import Page, Route, expect

from roterfaden.accounts.models import User
from roterfaden.operations.demo.cast import DEMO_PASSWORD, cast_members
from tests.browser.checks import (
    axe_check,
    focus_visible_everywhere,
    icons_visible_in_forced_colors,
    no_horizontal_scroll,
    targets_large_enough,
)

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.urls")]

OpenPage = Callable[..., Page]
BEHIND_THE_DOOR = (
    "/stil/",
    "/stil/fall/",
    "/stil/faeden/",
    "/stil/liste/",
    "/stil/formulare/",
    "/stil/leer/",
    "/stil/fehler/404/",
    "/stil/fehler/413/",
    "/stil/fehler/500/",
    "/konto/sicherheit/",
    "/konto/passwort/",
    "/konto/abmelden/",
)
LOGIN = "/konto/anmelden/"


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_light_and_dark_wide_and_narrow(
    open_page: OpenPage, visitor: User, width: int, scheme: str
) -> None:
    page = open_page(LOGIN, width=width, color_scheme=scheme)
    axe_check(page)
    no_horizontal_scroll(page)
    page = open_page("/stil/", user=visitor, width=width, color_scheme=scheme)
    home = page.url.removesuffix("/stil/")
    for address in BEHIND_THE_DOOR:
        page.goto(home + address)
        axe_check(page)
        no_horizontal_scroll(page)
        targets_large_enough(page)


def test_open_menu_and_folded_parts_are_accessible_too(open_page: OpenPage, visitor: User) -> None:
    page = open_page("/stil/fall/", user=visitor)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    axe_check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_icons_in_forced_colours(open_page: OpenPage, visitor: User, scheme: str) -> None:
    for address in ("/stil/", "/stil/fall/", "/stil/faeden/", "/stil/liste/", "/stil/formulare/"):
        page = open_page(address, user=visitor, color_scheme=scheme, forced_colors="active")
        icons_visible_in_forced_colors(page)
        page.context.close()


@pytest.mark.parametrize(
    ("address", "width", "least"),
    [
        ("/stil/fall/", 1280, 40),
        ("/stil/fall/", 320, 40),
        ("/stil/formulare/", 1280, 30),
        ("/stil/liste/", 320, 15),
    ],
)
def test_focus_is_seen_at_every_stop(
    open_page: OpenPage, visitor: User, address: str, width: int, least: int
) -> None:
    assert focus_visible_everywhere(open_page(address, user=visitor, width=width)) >= least


def test_focus_is_seen_in_forced_colours(open_page: OpenPage, visitor: User) -> None:
    focus_visible_everywhere(open_page("/stil/fall/", user=visitor, forced_colors="active"))


def test_text_twice_as_large_still_fits(open_page: OpenPage, visitor: User) -> None:
    """1.4.4 and our own "sehr groß": the same 320 px, with letters half as large again."""
    visitor.text_size = "larger"
    visitor.last_name = "Schwarzenberg-Hohenlohe"
    visitor.save(update_fields=["text_size", "last_name"])
    for address in ("/stil/fall/", "/stil/liste/", "/stil/formulare/"):
        page = open_page(address, user=visitor, width=320)
        no_horizontal_scroll(page)
        # a long name is whole, over several lines
        name = page.locator(".rf-menu__button > span:not(.kern-icon)")
        assert name.evaluate(
            "e => e.scrollWidth <= e.clientWidth && getComputedStyle(e).whiteSpace === 'normal'"
        )


def test_nothing_needs_script(open_page: OpenPage, visitor: User) -> None:
    page = open_page("/stil/fall/", user=visitor, java_script_enabled=False)
    page.get_by_text("Schritte 1 bis 4").click()
    assert page.get_by_text("Information und Klärung").is_visible()
    page.locator("summary.rf-menu__button").click()
    page.get_by_role("button", name="dunkel").click()
    assert page.locator("html").get_attribute("data-kern-theme") == "dark"
    assert page.get_by_role("heading", name="Leyla Aksoy").is_visible()


def test_paper_shows_what_is_folded_and_no_shell(open_page: OpenPage, visitor: User) -> None:
    page = open_page("/stil/fall/", user=visitor, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.get_by_text("Information und Klärung").is_visible()
    assert not page.get_by_role("navigation", name="Hauptbereiche").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def test_strict_content_security_policy_breaks_nothing(open_page: OpenPage, visitor: User) -> None:
    page = open_page("/stil/leer/", user=visitor)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    def strictly(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": STRICT})

    page.route("**/*", strictly)
    home = page.url.removesuffix("/stil/leer/")
    for address in (
        *BEHIND_THE_DOOR,
        "/konto/sicherheit/webauthn/add/",
        "/konto/sicherheit/totp/activate/",
        "/probe",
    ):
        page.goto(home + address)
    assert complaints == []
    page.get_by_role("button", name="Senden").click()
    page.get_by_role("alert").wait_for()
    assert [text for text in complaints if "422" not in text] == []


@override_settings(DEMO_MODE=True)
def test_demo_login_is_one_press(open_page: OpenPage, visitor: User) -> None:
    member = cast_members()[0]
    visitor.username = member.username
    visitor.set_password(DEMO_PASSWORD)
    visitor.save()
    page = open_page(LOGIN)
    axe_check(page)
    page.get_by_role("button", name=re.compile(f"Anmelden *: {re.escape(member.label)}")).click()
    expect(page.locator("summary.rf-menu__button")).to_contain_text("Katrin Holm")
