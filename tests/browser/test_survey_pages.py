"""A client answers a survey on a narrow screen by keyboard alone; what came out is read wide and narrow."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from roterfaden.surveys import asking
from roterfaden.surveys.models import Ballot
from roterfaden.surveys.reader import questionnaires
from tests.browser.checks import everyhow, focus_visible_everywhere
from tests.browser.conftest import log_in
from tests.fixtures import World

pytestmark = pytest.mark.browser


def test_a_code_from_paper_to_the_result(
    transactional_db: None, world: World, live_server: LiveServer, new_context: Callable[..., Any]
) -> None:
    now = timezone.now()
    wanted = asking.Plan(
        questionnaire=questionnaires()["clients", "2026-11"],
        occasion="Herbst",
        opens_on=timezone.localdate(),
        closes_on=timezone.localdate() + timedelta(days=9),
    )
    survey = asking.plan(organisation=world.service, wanted=wanted, by=world.quirin, at=now)
    first, *others = asking.make_codes(survey=survey, numbers={"": 6}, by=world.quirin, at=now)[""]
    for code in others:
        asking.answer(code=code, answers={"goal": "4", "again": "yes"}, at=now)
    page: Page = new_context(width=320, color_scheme="light").new_page()
    page.goto(f"{live_server.url}/befragung/")
    everyhow(page, what="code")
    page.set_viewport_size({"width": 320, "height": 900})
    page.get_by_label("Code").focus()
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(first))
    everyhow(page, turn=1, what="sheet")
    page.get_by_role("link", name="Leichte Sprache").press("Enter")
    page.wait_for_url(re.compile("sprache=leicht"))
    page.set_viewport_size({"width": 320, "height": 900})
    assert focus_visible_everywhere(page) > 4
    page.locator("input[name='goal'][value='5']").press("Space")
    page.get_by_role("button", name="Absenden").press("Enter")
    page.wait_for_selector("text=Ihre Antworten sind angekommen")
    assert Ballot.objects.count() == 6

    context = new_context(width=1280, color_scheme="light")
    log_in(context, live_server.url, world.quirin)
    staff: Page = context.new_page()
    staff.goto(f"{live_server.url}/befragungen/{survey.uuid}/")
    everyhow(staff, what="running round")
    staff.get_by_role("button", name="Befragung schließen").press("Enter")
    staff.wait_for_selector("text=So ist das zu lesen")
    everyhow(staff, what="closed round")
    everyhow(staff, turn=1, what="closed round")
