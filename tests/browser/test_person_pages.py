"""The anamnesis and the surroundings of a person in Chromium: filled in by keyboard, readable for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from roterfaden.cases.models import Case
from roterfaden.people.choices import RelationKind
from roterfaden.people.disputes import dispute_fact
from roterfaden.people.relations import add_relation
from tests.fixtures import AT, TODAY, World, open_case
from tests.people.makers import answer, tell
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def told(transactional_db: None, world: World) -> Case:
    case = open_case(world)
    fact, *_rest = tell(
        case,
        answer("3.11", "Keine Arbeit auf Leitern."),
        answer("1.8", "single"),
        answer("6.2", "Werft Lindau", entry=1),
        by=world.anna,
        source="doctor",
        name="Dr. Petersen",
    )
    dispute_fact(
        fact=fact, said_by="Frau Aksoy", reason="Kurze Leitern gehen.", raised_on=TODAY,
        scope=case, by=world.anna, at=AT,
    )  # fmt: skip
    add_relation(
        person=case.person, kind=RelationKind.FAMILY, name="Ayşe Aksoy", details={"relationship": "mother"},
        scope=case, by=world.anna, at=AT,
    )  # fmt: skip
    return case


def test_a_section_is_filled_in_by_keyboard_and_leads_on(
    open_page: Callable[..., Page], world: World, told: Case
) -> None:
    page = open_page(f"/faelle/{told.code}/anamnese/teil/7/", user=world.anna)
    page.get_by_label("Von wem stammen die Angaben?").select_option("client")
    page.get_by_label("Berufsstatus").select_option("unemployed")
    page.get_by_label("Wochenarbeitszeit").fill("20")
    page.keyboard.press("Enter")
    page.wait_for_url("**/anamnese/#teil-7")
    body = page.locator("#teil-7").inner_text()
    assert "arbeitslos" in body
    assert "20 Stunden" in body
    assert "Klientin, Klient, 24.11.2026" in body
