"""The matrix of measures in Chromium: read, filled in by keyboard, wide and narrow, light and dark."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from roterfaden.process.matrix import cells_of, own_matrix
from tests.browser.checks import axe_check, no_horizontal_scroll, targets_large_enough
from tests.fixtures import World, open_case, walk

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_pages_of_the_matrix(
    transactional_db: None, world: World, open_page: OpenPage, width: int, scheme: str
) -> None:
    walk(open_case(world, responsible=world.lena), "", "ja", by=world.lena)
    fill_in = reverse("matrix:fill_in", args=[world.service.code])
    for url in (reverse("matrix:index"), reverse("matrix:mine"), fill_in):
        page = open_page(url, user=world.lena, width=width, color_scheme=scheme)
        axe_check(page)
        no_horizontal_scroll(page)
        targets_large_enough(page)
    box = page.get_by_role("checkbox", name="M16 T2 Vermittlung")
    box.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Speichern").press("Enter")
    expect(page.get_by_text("Die Matrix ist gespeichert.")).to_be_visible()
    assert "T2" in cells_of(own_matrix(world.service))["M16"]
