"""The BPMN viewer under a strict content security policy: drawn, in our colours, with the walked way and the list."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import log_in
from tests.fixtures import World, open_case, walk

pytestmark = pytest.mark.browser
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'"
LOOK = os.environ.get("ROTERFADEN_LOOK", "")


def strictly(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": POLICY})


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light")])
def test_the_way_of_a_case_is_drawn_in_the_colour_of_the_thread(
    transactional_db: None,
    world: World,
    live_server: LiveServer,
    new_context: Callable[..., Any],
    width: int,
    scheme: str,
) -> None:
    case = open_case(world)
    walk(case, "", by=world.anna)
    context = new_context(width=width, color_scheme=scheme)
    log_in(context, live_server.url, world.anna)
    page: Page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.route("**/bpmn/", strictly)
    page.goto(live_server.url + reverse("bpmn:case", args=[case.code, 1]))
    page.wait_for_selector("[data-rf-drawn]")
    assert said == []
    assert page.locator(".bjs-powered-by").is_visible()
    walked = page.locator(".djs-shape.rf-walked .djs-visual > :first-child").first
    other = page.locator(".djs-shape:not(.rf-walked) .djs-visual > rect").last
    stroke = "element => getComputedStyle(element).stroke"
    assert walked.evaluate(stroke) != other.evaluate(stroke)
    assert page.locator(".rf-bpmn__days").count() > 0
    assert page.get_by_text("Alle Schritte als Liste").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if LOOK:
        page.screenshot(path=Path(LOOK) / f"bpmn-{width}-{scheme}.png", full_page=True)
