"""Requirements in Chromium: rated by keyboard and mouse, readable for everybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from roterfaden.standards import introduction
from roterfaden.standards.choices import State
from roterfaden.standards.models import Rating
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.fixtures import AT, TODAY, World
from tests.standards.makers import begin, prove, rate
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser


def test_requirements_are_rated_and_readable_for_everybody(
    open_page: Callable[..., Page],
    transactional_db: None,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop_clock(monkeypatch)
    found = begin(world)
    rate(world, found, "P61-01", State.MET)
    rate(world, found, "P61-02", State.NOT)
    prove(world, "kassys:P66-08", until=TODAY - timedelta(days=3))
    prove(world, "kassys:P61-01", title="Musterakte")
    introduction.begin_introduction(
        organisation=world.service, variant="pilots", officer=world.lena, by=world.lena, at=AT
    )
    page = open_page("/anforderungen/", user=world.lena)
    everyhow(page)
    page.get_by_role("link", name="Anforderungen an den Dienst").click()
    everyhow(page)
    page.get_by_role("link", name="P61-04").first.click()
    page.get_by_label("teilweise erfüllt").check()
    page.get_by_label("Begründung").fill("Nicht in allen Fällen.")
    everyhow(page)
    page.get_by_role("button", name="Speichern und weiter").click()
    page.get_by_role("heading", name="P61-05").wait_for()
    row = Rating.objects.select_related("assessment").get(code="P61-04")
    assert (row.state, row.note) == (State.PARTLY, "Nicht in allen Fällen.")
    for path in ("nachweise/", "nachweise/neu/", "eigene/", "einfuehrung/", "einfuehrung/stufe/2/"):
        visit(page, f"/anforderungen/ifd-neuhafen/{path}")
        everyhow(page)
