"""The matrix of measures in Chromium: filled in by keyboard."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from roterfaden.process.matrix import cells_of, own_matrix
from tests.fixtures import World, open_case, walk

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_the_matrix_is_filled_in_by_keyboard(
    transactional_db: None, world: World, open_page: OpenPage
) -> None:
    walk(open_case(world, responsible=world.lena), "", "ja", by=world.lena)
    fill_in = reverse("matrix:fill_in", args=[world.service.code])
    page = open_page(fill_in, user=world.lena)
    box = page.get_by_role("checkbox", name="M16 T2 Vermittlung")
    box.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Speichern").press("Enter")
    expect(page.get_by_text("Die Matrix ist gespeichert.")).to_be_visible()
    assert "T2" in cells_of(own_matrix(world.service))["M16"]
