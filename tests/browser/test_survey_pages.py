"""A client answers a survey on a narrow screen by keyboard alone; what came out is read wide and narrow."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from roterfaden.cases.models import Case
from roterfaden.surveys import asking
from roterfaden.surveys.models import Ballot, Round
from roterfaden.surveys.reader import questionnaires
from tests.browser.checks import everyhow, focus_visible_everywhere
from tests.browser.conftest import log_in
from tests.fixtures import World, open_case

pytestmark = pytest.mark.browser


def asked(world: World, *, begins: int, sheets: list[dict[str, str]]) -> tuple[Round, list[str]]:
    """A round of clients by request, half of its codes for each group, and the codes that are left."""
    now, today = timezone.now(), timezone.localdate()
    wanted = asking.Plan(
        questionnaire=questionnaires()["clients", "2026-11"],
        occasion="Herbst" if begins else "Frühjahr",
        opens_on=today - timedelta(days=begins),
        closes_on=today + timedelta(days=9),
        axis="chain",
    )
    survey = asking.plan(organisation=world.service, wanted=wanted, by=world.quirin, at=now)
    half = len(sheets) // 2 + 1
    made = asking.make_codes(
        survey=survey, numbers={"finding": half, "keeping": half}, by=world.quirin, at=now
    )
    codes = made["finding"] + made["keeping"]
    for code, answers in zip(codes[1:], sheets, strict=False):
        asking.answer(code=code, answers=answers, at=now)
    return survey, codes


SHEETS = [
    {
        "goal": "4" if place % 2 else "2",
        "again": "yes" if place % 3 else "no",
        "reachable.expected": "5" if place % 4 else "3",
        "reachable.satisfied": "4" if place % 2 else "1",
        "words": "Mehr Zeit",
    }
    for place in range(36)
]


def test_a_code_from_paper_to_the_result(
    transactional_db: None, world: World, live_server: LiveServer, new_context: Callable[..., Any]
) -> None:
    before, _codes = asked(world, begins=90, sheets=SHEETS)
    asking.close(survey=before, by=world.quirin, at=timezone.now())
    survey, (first, *_others) = asked(world, begins=0, sheets=SHEETS)
    page: Page = new_context(width=320, color_scheme="light").new_page()
    page.goto(f"{live_server.url}/befragung/")
    everyhow(page, what="code")
    page.set_viewport_size({"width": 320, "height": 900})
    page.get_by_label("Code").focus()
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(first))
    assert page.get_by_text("Arbeit finden").count() == 1
    everyhow(page, turn=1, what="sheet")
    page.get_by_role("link", name="Leichte Sprache").press("Enter")
    page.wait_for_url(re.compile("sprache=leicht"))
    page.set_viewport_size({"width": 320, "height": 900})
    assert focus_visible_everywhere(page) > 4
    page.locator("input[name='goal'][value='5']").press("Space")
    page.get_by_role("button", name="Absenden").press("Enter")
    page.wait_for_selector("text=Ihre Antworten sind angekommen")
    assert Ballot.objects.filter(round=survey).count() == len(SHEETS) + 1

    context = new_context(width=1280, color_scheme="light")
    log_in(context, live_server.url, world.quirin)
    staff: Page = context.new_page()
    staff.goto(f"{live_server.url}/befragungen/{survey.uuid}/")
    everyhow(staff, what="running round")
    staff.get_by_role("button", name="Befragung schließen").press("Enter")
    staff.wait_for_selector("text=So ist das zu lesen")
    assert staff.get_by_text("Nach Gruppen").count() > 0
    everyhow(staff, what="closed round")
    everyhow(staff, turn=1, what="closed round")
    staff.get_by_role("link", name="Mit der Befragung davor vergleichen").press("Enter")
    staff.wait_for_selector("text=Gegen die Befragung davor")
    everyhow(staff, what="two rounds")
    with staff.expect_download() as sent:
        staff.goto(f"{live_server.url}/befragungen/{survey.uuid}/")
        staff.get_by_role("link", name="Ergebnis als PDF").press("Enter")
    assert sent.value.suggested_filename == "befragung.pdf"


def test_a_questionnaire_is_written_and_the_due_are_invited_by_keyboard(
    transactional_db: None, world: World, live_server: LiveServer, new_context: Callable[..., Any]
) -> None:
    case, today = open_case(world), timezone.localdate()
    Case.objects.filter(pk=case.pk).update(
        state="closed", closed_on=today, opened_on=today - timedelta(days=700), result="placed"
    )
    survey, _codes = asked(world, begins=0, sheets=SHEETS)
    Round.objects.filter(pk=survey.pk).update(axis="")
    context = new_context(width=320, color_scheme="light")
    log_in(context, live_server.url, world.quirin)
    page: Page = context.new_page()
    page.goto(f"{live_server.url}/befragungen/frageboegen/neu/")
    everyhow(page, what="new questionnaire")
    page.set_viewport_size({"width": 320, "height": 900})
    page.get_by_label("Titel").fill("Unsere Fragen")
    page.get_by_label("Herkunft").fill("Der Dienst")
    page.get_by_label("So ist das Ergebnis zu lesen").fill("Wer fragt, hört zu.")
    page.get_by_label("Beginnen mit den Fragen von").select_option("clients 2026-11")
    page.get_by_role("button", name="Anlegen").press("Enter")
    page.wait_for_selector("text=Frage hinzufügen")
    everyhow(page, turn=1, what="own questionnaire")
    page.set_viewport_size({"width": 320, "height": 900})
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Nach unten.*Ihre Fachkraft")).press("Enter")
    assert "Ihre Wünsche" in page.locator("ol li").first.inner_text()
    page.goto(f"{live_server.url}/befragungen/an-der-reihe/")
    everyhow(page, what="due")
    with page.expect_download() as sent:
        page.get_by_role("button", name="Einladen und Codeblätter drucken").press("Enter")
    assert sent.value.suggested_filename == "codeblaetter.pdf"
    page.goto(f"{live_server.url}/befragungen/{survey.uuid}/eingeladen/")
    page.wait_for_selector("text=ohne Namen")
    everyhow(page, turn=1, what="invited")
    page.goto(f"{live_server.url}/befragungen/{survey.uuid}/ziele/")
    everyhow(page, what="goals")
