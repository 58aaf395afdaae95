"""Offers in Chromium: from the list of the case over the questions to the decision; places; wide, narrow, dark."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from roterfaden.offers.models import Decision
from tests.browser.checks import axe_check, no_horizontal_scroll
from tests.fixtures import World, open_case

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
KEY = "DE26-STUFENWEISE"


def test_offers_are_asked_for_decided_and_written(
    transactional_db: None, world: World, open_page: OpenPage
) -> None:
    case = open_case(world)
    page = open_page(reverse("admission:offer", args=[case.code, KEY]), user=world.anna, width=1280)
    axe_check(page)
    page.get_by_role("link", name="Beantworten").click()
    page.get_by_label("Von wem oder woher").fill("Gespräch")
    for group in page.get_by_role("radio", name="ja").all():
        group.check()
    page.get_by_role("button", name="Speichern und Angebote prüfen").click()
    expect(page.get_by_role("heading", name="Alle Bedingungen erfüllt")).to_be_visible()
    page.get_by_role("link", name="Entscheiden").click()
    page.get_by_label("wird verfolgt").check()
    page.get_by_label("Begründung").fill("Passt zum Ziel.")
    page.get_by_role("button", name="Entscheidung festhalten").click()
    expect(page.get_by_text("Passt zum Ziel.")).to_be_visible()
    assert Decision.objects.get().verdict == "admitted"
    for user, url in (
        (world.anna, reverse("admission:index", args=[case.code])),
        (world.anna, reverse("admission:offer", args=[case.code, KEY])),
        (world.anna, reverse("admission:facts", args=[case.code])),
        (world.anna, reverse("admission:wait", args=[case.code, KEY])),
        (world.lena, reverse("offers:write_own")),
        (world.anna, reverse("offers:places", args=[KEY])),
        (world.anna, reverse("offers:index")),
    ):
        page = open_page(url, user=user, width=320, color_scheme="dark")
        axe_check(page)
        no_horizontal_scroll(page)
