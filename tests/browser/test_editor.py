"""A draft edited in Chromium: by keyboard through the forms, and drawn with bpmn-js under a strict policy."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from roterfaden.process import editions
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.editing import read_sketch
from roterfaden.process.engine.definition import Chain, Step
from roterfaden.process.models import Edition
from roterfaden.process.writing import as_yaml
from tests.browser.checks import AT_WORK, axe_check, no_horizontal_scroll
from tests.browser.conftest import log_in
from tests.browser.test_bpmn_viewer import strictly
from tests.catalogue.shipped import SHIPPED
from tests.fixtures import AT, World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
S2 = SHIPPED["S2"]
TEXT = as_yaml(S2).replace("version: 2026-11", "version: 2026-11-e1")
ROUND = [(1280, "dark"), (320, "light")]


def drafted(world: World) -> Edition:
    return editions.draft(
        key="S2", kind=EditionKind.CHAIN, organisation=world.service, text=TEXT, by=world.quirin, at=AT
    )


def chain_in(edition: Edition) -> Chain:
    edition.refresh_from_db()
    chain = read_sketch(edition.text).chain
    assert chain is not None
    return chain


def step_called(chain: Chain, title: str) -> Step:
    return next(step for step in chain.steps if step.title == title)


def to(page: Page, name: str, *, role: Any = "link") -> None:
    """Go to a control by its name and press Enter: no mouse."""
    page.get_by_role(role, name=name, exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def look(
    new_context: Callable[..., Any], live_server: LiveServer, world: World, path: str, drawn: str = ""
) -> None:
    for width, scheme in ROUND:
        context = new_context(width=width, color_scheme=scheme)
        log_in(context, live_server.url, world.quirin)
        page = context.new_page()
        page.goto(live_server.url + path)
        if drawn:
            page.wait_for_selector(drawn)
        axe_check(page)
        no_horizontal_scroll(page)


def test_by_keyboard_from_a_hint_to_handing_in(
    transactional_db: None, world: World, live_server: LiveServer, new_context: Callable[..., Any]
) -> None:
    edition = drafted(world)
    context = new_context()
    log_in(context, live_server.url, world.quirin)
    page: Page = context.new_page()
    page.goto(live_server.url + reverse("editor:index", args=[edition.uuid]))
    axe_check(page)
    to(page, "2 Kontaktaufnahme mit Klient, IFD vorstellen")
    page.get_by_label("Hinweise").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nPausen anbieten")
    axe_check(page)
    page.get_by_label("Was ist zu tun?").press("Enter")
    page.get_by_text("Hinweis neu: „Pausen anbieten“").first.wait_for()
    page.get_by_label("Wie heißt es?").focus()
    page.keyboard.type("Weg beschreiben")
    to(page, "Einfügen", role="button")
    page.get_by_role("heading", name="Weg beschreiben", level=1).wait_for()
    added = step_called(chain_in(edition), "Weg beschreiben")
    assert added.next == ("3",)
    assert chain_in(edition).step("2").hints[-1] == "Pausen anbieten"  # type: ignore[union-attr]
    to(page, "Übersicht")
    to(page, "Zur Probe gehen")
    to(page, "Kontaktaufnahme durch Klient")
    page.get_by_text("Verlangt würde:").wait_for()
    axe_check(page)
    to(page, "zurück zum Entwurf")
    to(page, "Zur Freigabe vorlegen", role="button")
    page.get_by_text("Geprüft, wartet auf die Freigabe").wait_for()
    edition.refresh_from_db()
    assert edition.state == EditionState.CHECKED
    editions.take_back(edition=edition, revision=edition.revision, by=world.quirin, at=AT)
    look(new_context, live_server, world, reverse("editor:part", args=[edition.uuid, "schritt", "2"]))


def test_a_step_is_drawn_refused_mended_and_stands_in_the_form(
    transactional_db: None, world: World, live_server: LiveServer, new_context: Callable[..., Any]
) -> None:
    edition = drafted(world)
    path = reverse("bpmn:model", args=[edition.uuid])
    context = new_context()
    log_in(context, live_server.url, world.quirin)
    page: Page = context.new_page()
    said: list[str] = []
    page.on(
        "console",
        lambda told: said.append(told.text) if told.type == "error" and page not in AT_WORK else None,
    )
    page.route("**/zeichnen/", strictly)
    page.goto(live_server.url + path)
    page.wait_for_selector("[data-rf-drawn]")
    assert page.locator(".djs-container > svg").bounding_box()["height"] > 300  # type: ignore[index]
    axe_check(page)
    page.get_by_label("Gewählt", exact=True).select_option("Step_2")
    to(page, "Schritt", role="button")
    page.keyboard.type("Rückfrage beim Amt")
    page.keyboard.press("Tab")
    page.keyboard.type("Namen notieren")
    page.get_by_label("Pflichtunterlagen").fill("Telefonnotiz")
    page.get_by_label("Frist: wie viele").fill("10")
    to(page, "Ende", role="button")
    page.get_by_label("Gewählt", exact=True).select_option("Step_x2")
    to(page, "Zeichnung speichern", role="button")
    page.get_by_text("Es wurde nichts gespeichert").wait_for()
    page.wait_for_selector("[data-rf-drawn]")
    assert not any("Rückfrage" in step.title for step in chain_in(edition).steps)
    assert page.locator(".rf-bpmn__fault").first.is_visible()
    page.get_by_label("Gewählt", exact=True).select_option("End_e1")
    to(page, "Herausnehmen", role="button")
    to(page, "Zeichnung speichern", role="button")
    page.get_by_text("Die Zeichnung ist gespeichert").wait_for()
    step = step_called(chain_in(edition), "Rückfrage beim Amt")
    assert (step.id, step.next, step.hints) == ("x2", ("3",), ("Namen notieren",))
    assert [(one.title, one.required) for one in step.documents] == [("Telefonnotiz", True)]
    assert step.deadline is not None
    assert step.deadline.days == 10
    to(page, "Rückfrage beim Amt")
    assert page.get_by_label("Hinweise").input_value() == "Namen notieren"
    assert [text for text in said if "422" not in text] == []
    look(new_context, live_server, world, path, drawn="[data-rf-drawn]")
