"""dmn-js, the viewer of the makers of the standard's tools, draws every offer's decision; our page shows the table."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from roterfaden.offers.dmn.writing import write_dmn
from roterfaden.offers.reader import shipped_facts, shipped_offers
from tests.browser.checks import everyhow
from tests.browser.conftest import log_in
from tests.fixtures import World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
VIEWER = settings.NODE_MODULES / "dmn-js" / "dist" / "dmn-viewer.production.min.js"
DRAW = """async (xml) => {
  const holder = document.getElementById('holder');
  const viewer = new window.DmnJS({ container: holder });
  const { warnings } = await viewer.importXML(xml);
  const shapes = holder.querySelectorAll('.djs-shape').length;
  const table = viewer.getViews().find((view) => view.id === 'criteria');
  await viewer.open(table);
  const rows = new Set([...holder.querySelectorAll('tbody [data-row-id]')].map((cell) => cell.dataset.rowId)).size;
  const text = holder.innerText;
  viewer.destroy();
  return { warnings: warnings.map((one) => one.message), shapes, rows, text };
}"""


def test_dmn_js_draws_every_offer_without_a_warning(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content('<div id="holder" style="height: 600px"></div>')
    page.add_script_tag(content=VIEWER.read_text("utf-8"))
    for offer in shipped_offers().values():
        said = page.evaluate(DRAW, write_dmn(offer, shipped_facts()).decode())
        lines = len(offer.criteria) + sum(1 for one in offer.criteria if one.applies_if)
        assert said["warnings"] == [], offer.id
        assert said["shapes"] >= 2, offer.id
        assert said["rows"] == lines, (offer.id, json.dumps(said)[:500])
    page.close()


def test_the_table_of_an_offer_wide_and_narrow(
    transactional_db: None, world: World, live_server: LiveServer, new_context: Callable[..., Any]
) -> None:
    context = new_context(width=1280, color_scheme="light")
    log_in(context, live_server.url, world.lena)
    page: Page = context.new_page()
    for address in (reverse("offers:table", args=["CH-LU-AUFBAU"]), reverse("offers:read_dmn")):
        page.goto(live_server.url + address)
        everyhow(page, what=address)
        everyhow(page, turn=1, what=address)
    page.goto(live_server.url + reverse("offers:table", args=["CH-LU-AUFBAU"]))
    with page.expect_download() as kept:
        page.get_by_role("link", name="Als DMN-1.3-Datei herunterladen").press("Enter")
    page.goto(live_server.url + reverse("offers:read_dmn"))
    page.set_input_files("input[type=file]", kept.value.path())
    page.get_by_role("button", name="Einlesen").press("Enter")
    page.wait_for_selector("text=Noch ist nichts gespeichert")
    page.get_by_role("button", name="Speichern").press("Enter")
    page.wait_for_selector("text=Das Angebot ist festgehalten.")
