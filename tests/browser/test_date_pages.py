"""The pages of dates in a real browser: accessible in every look, and a deadline from its offer to the list."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from roterfaden.cases.models import Case
from tests.deadlines.makers import appointment, by_rule, follow_up
from tests.fixtures import AT, TODAY, World, open_case
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def case(transactional_db: None, world: World) -> Case:
    """A case with an order since spring, deadlines, an appointment to come and one to be recorded."""
    case = open_case(world)
    case.mandates.update(valid_from=TODAY - timedelta(days=90), valid_until=None)
    by_rule(case, world.anna, rule="de-kschg-4", subject="Kündigung vom Montag")
    by_rule(case, world.anna)
    follow_up(case, world.anna, TODAY + timedelta(days=3))
    appointment(case, world, starts_at=AT + timedelta(days=3), subject="Werksbesichtigung")
    appointment(case, world, starts_at=AT - timedelta(days=3))
    return case


def test_an_offered_deadline_is_counted_and_set(open_page: OpenPage, world: World, case: Case) -> None:
    page = open_page(f"/faelle/{case.code}/termine/", user=world.anna)
    page.get_by_role("link", name="Frist setzen : Zwischenbericht").click()
    page.get_by_role("button", name="Nur ausrechnen").click()
    expect(page.get_by_role("heading", name="Zwischenbericht an den Auftraggeber:")).to_be_visible()
    page.get_by_role("button", name="Frist setzen").click()
    expect(page.get_by_text("Die Frist ist gesetzt")).to_be_visible()
    expect(page.get_by_text("Noch nicht gesetzt")).to_have_count(0)
