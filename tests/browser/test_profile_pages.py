"""Profiles in Chromium: 29 values by keyboard and one save, then the comparison, wide and narrow, light and dark."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from roterfaden.profiles.models import AbilityProfile
from tests.browser.checks import axe_check, no_horizontal_scroll
from tests.fixtures import World, open_case
from tests.profiles.test_profiles import place

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_29_values_are_entered_by_keyboard_and_compared(
    transactional_db: None, world: World, open_page: OpenPage
) -> None:
    case = open_case(world)
    free = place(world, "Scannen", {"planning": 5, "care": 3})
    page = open_page(reverse("profiles:add", args=[case.code, "key"]), user=world.anna, width=1280)
    axe_check(page)
    page.locator("[data-rf-scale] input").first.focus()
    for number in range(28):
        page.keyboard.press(str(1 + number % 5))
    page.keyboard.press("?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Das Profil ist festgehalten.")).to_be_visible()
    values = AbilityProfile.objects.get().content["values"]
    assert list(values.values()) == [1 + number % 5 for number in range(28)]
    for url in (
        reverse("profiles:index", args=[case.code]),
        reverse("profiles:places", args=[case.code]),
        reverse("profiles:place", args=[case.code, free.code]),
        reverse("employers:workplace", args=[free.employer.code, free.code]),
        reverse("employers:acquisition"),
    ):
        page = open_page(url, user=world.anna, width=320, color_scheme="dark")
        axe_check(page)
        no_horizontal_scroll(page)
    page = open_page(reverse("profiles:place", args=[case.code, free.code]), user=world.anna, width=1280)
    axe_check(page)
    expect(page.get_by_text("Am meisten fehlt bei: Arbeitsplanung, Sorgfalt.")).to_be_visible()
