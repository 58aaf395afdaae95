"""Staff in Chromium: from the first entry of a worker to the signed induction, by keyboard and mouse, for everybody."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from roterfaden.staff import induction
from roterfaden.staff.models import Induction, Qualification
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.fixtures import AT, TODAY, World, open_case
from tests.staff import makers
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_a_worker_notes_and_the_lead_confirms(
    open_page: OpenPage, transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    page = open_page("/personal/", user=world.lena)
    everyhow(page)
    page.get_by_role("link", name=re.compile("Akte anlegen.*Anna Muster")).click()
    page.get_by_label("Im Dienst seit").fill("2026-10-01")
    page.get_by_label("Stellenanteil").fill("0.75")
    page.get_by_label("Vermittlung in Arbeit").check()
    everyhow(page)
    page.get_by_role("button", name="Speichern").press("Enter")
    page.get_by_role("link", name="Anna Muster", exact=True).wait_for()
    mine = open_page("/personal/ich/", user=world.anna)
    mine.get_by_role("heading", name="Meine Qualifikation").wait_for()
    everyhow(mine)
    mine.get_by_role("link", name=re.compile("Eintragen.*Grundqualifikation")).press("Enter")
    mine.get_by_label("Welcher Abschluss?").select_option("social_work")
    mine.get_by_label("Was genau?").fill("Bachelor Soziale Arbeit")
    mine.get_by_label("Wenn es keine gibt: warum?").fill("Liegt beim Träger.")
    everyhow(mine)
    mine.get_by_role("button", name="Speichern").click()
    mine.get_by_text("noch nicht bestätigt").wait_for()
    everyhow(mine)
    page.get_by_role("link", name="Anna Muster", exact=True).click()
    page.get_by_role("link", name=re.compile("Bestätigen.*Bachelor Soziale Arbeit")).press("Enter")
    everyhow(page)
    page.get_by_role("button", name="Ich habe es geprüft").click()
    page.get_by_text("Bestätigt am").wait_for()
    everyhow(page)
    assert Qualification.objects.get().confirmed_by == world.lena


def test_an_induction_is_evaluated_and_signed_by_both(
    open_page: OpenPage, transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    found = makers.staff_file(world, world.anna)
    plan = makers.begun(found, mentor=world.bela, by=world.lena)
    for step in induction.open_shadowing(plan):
        facts = {name: getattr(step, name) for name in induction.STEP_FIELDS} | {"done_on": TODAY}
        induction.change_step(step=step, facts=facts, revision=1, by=world.bela, at=AT)
    address = f"/personal/einarbeitung/{plan.uuid}/"
    page = open_page(address, user=world.lena)
    everyhow(page)
    page.get_by_role("link", name="Auswerten", exact=True).click()
    page.get_by_label("Gespräch am").fill("2026-11-20")
    page.get_by_label("Ergebnis").select_option("done")
    page.get_by_label("Wie ging es, was hilft noch?").fill("Es ging gut.")
    everyhow(page)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Unterschreiben").press("Enter")
    page.get_by_role("button", name="Unterschreiben").click()
    page.get_by_text("Unterschrift der Leitung: Lena Muster").wait_for()
    mine = open_page(address, user=world.anna)
    mine.get_by_role("link", name="Unterschreiben").click()
    everyhow(mine)
    mine.get_by_role("button", name="Unterschreiben").press("Enter")
    mine.get_by_text("Es ging gut.").wait_for()
    assert Induction.objects.get().is_closed
    everyhow(mine)


def test_the_other_pages_are_readable_for_everybody(
    open_page: OpenPage, transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    open_case(world, responsible=world.anna)
    found = makers.staff_file(world, world.anna, share="0.5")
    makers.confirmed(found, "law", by=world.lena, valid_until=TODAY + timedelta(days=20))
    need = makers.need(world, found, state="planned", planned_on=TODAY)
    makers.need(world, None, topic="Für alle")
    session = makers.supervised(world, world.anna, world.lena, by=world.lena)
    page = open_page("/personal/", user=world.lena)
    for address in (
        "auslastung/",
        "auslastung/frei/neu/",
        "fortbildung/",
        "fortbildung/neu/",
        f"fortbildung/{need.uuid}/besucht/",
        "supervision/",
        "supervision/neu/",
        f"supervision/{session.uuid}/",
        "anforderung/neu/",
        "zahlen/",
        f"akte/{found.uuid}/",
        f"akte/{found.uuid}/einarbeitung/",
        "ich/",
    ):
        visit(page, f"/personal/{address}")
        everyhow(page, what=address)
