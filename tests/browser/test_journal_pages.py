"""Journal, own notes, text blocks, crisis in Chromium: for everybody, on a phone, without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from roterfaden.cases import crisis, crisis_contacts, journal, text_blocks
from roterfaden.cases.choices import ContactKind, CrisisAct
from roterfaden.cases.crisis_contacts import ContactText
from roterfaden.cases.crisis_records import Crisis, CrisisLogEntry
from roterfaden.cases.journal import CompanyPart, ContactFacts
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.cases.text_blocks import BlockText
from roterfaden.drafts.models import Draft
from tests.browser.checks import everyhow
from tests.fixtures import AT, TODAY, World, open_case
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def case(transactional_db: None, world: World) -> Case:
    """A case with a contact in full, a text block, a contact for crises."""
    case = open_case(world)
    journal.write_contact(
        case=case,
        kind=ContactKind.COMPANY,
        happened_at=AT,
        text="Sie war dabei.",
        company=CompanyPart(company="Möbelhaus Nord", text="Im Lager wird jemand gesucht."),
        facts=ContactFacts(
            minutes=60, travel_minutes=20, result="Einig.", next_step="Anrufen", next_on=TODAY
        ),
        colleagues=[world.bela],
        by=world.anna,
        at=AT,
    )
    said = BlockText(title="Erstgespräch", text="Anlass:\nWünsche:", kind="meeting")
    text_blocks.add_block(said=said, service=world.service, by=world.anna, at=AT)
    helper = ContactText(name="Krisendienst", phone="0461 555 1", hours="Mo-Fr 8-16")
    crisis_contacts.add_contact(service=world.service, said=helper, by=world.anna, at=AT)
    return case


def visit(page: Page, address: str) -> None:
    page.goto("/".join(page.url.split("/", 3)[:3]) + address)


def test_a_running_crisis_is_accessible(open_page: OpenPage, world: World, case: Case) -> None:
    page = open_page("/", user=world.anna)
    here = f"/faelle/{case.code}"
    running = crisis.begin_crisis(case=case, reported_by="client", what="Weint.", by=world.anna, at=AT)
    crisis.log_act(crisis=running, act=CrisisAct.CALLED, text="", happened_at=None, by=world.anna, at=AT)
    crisis.plan_aftercare(crisis=running, due_on=TODAY, text="Anrufen.", by=world.anna, at=AT)
    for turn, address in enumerate((f"{here}/krise/", f"{here}/journal/", "/")):
        visit(page, address)
        everyhow(page, turn=turn, what=address)


def test_on_a_phone_a_crisis_takes_two_presses(open_page: OpenPage, world: World, case: Case) -> None:
    page = open_page(f"/faelle/{case.code}/journal/", user=world.anna, width=320, height=640)
    page.get_by_role("link", name="Krise", exact=True).click()
    page.get_by_role("button", name="Krise jetzt beginnen").click()
    page.get_by_role("heading", name="Krise läuft").wait_for()
    assert Crisis.objects.get().case == case
    page.get_by_label("Was haben Sie getan?").select_option("called")
    page.get_by_role("button", name="Festhalten").click()
    page.get_by_text("Angerufen und erreicht", exact=True).wait_for()
    assert CrisisLogEntry.objects.get().act == CrisisAct.CALLED
    call = page.get_by_role("link", name=re.compile("Krisendienst anrufen"))
    assert call.get_attribute("href") == "tel:04615551"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_text_block_is_inserted_in_place(
    open_page: OpenPage, world: World, case: Case, script: bool
) -> None:
    page = open_page(f"/faelle/{case.code}/journal/", user=world.anna, java_script_enabled=script)
    page.get_by_label("Was war?").fill("Zuerst das.")
    page.get_by_label("Textbaustein").select_option(label="Erstgespräch")
    page.get_by_role("button", name="Einfügen").click()
    if script:
        expect(page.get_by_label("Was war?")).to_have_value(re.compile("Wünsche"))
    assert page.get_by_label("Was war?").input_value() == "Zuerst das.\n\nAnlass:\nWünsche:"
    assert page.get_by_label("Art", exact=True).first.input_value() == "meeting"
    if script:
        visit(page, "/")
        visit(page, f"/faelle/{case.code}/journal/")
        page.get_by_text("angefangen zu schreiben").wait_for()
        assert "Wünsche:" in page.get_by_label("Was war?").input_value()
    page.get_by_role("button", name="Ins Journal").click()
    page.get_by_text("Der Eintrag steht im Journal.").wait_for()
    assert JournalEntry.objects.filter(kind=ContactKind.MEETING).count() == 1


def test_every_form_of_a_case_keeps_what_is_typed(open_page: OpenPage, world: World, case: Case) -> None:
    here = f"/faelle/{case.code}"
    entry = case.journal.filter(information="case").get()
    page = open_page("/", user=world.anna)
    forms = {
        f"{here}/": "#fall-notiz textarea",
        f"{here}/akte/aendern/": "input[name=town]",
        f"{here}/anliegen/": "textarea[name=concern]",
        f"{here}/journal/": "textarea[name=text]",
        f"{here}/journal/{entry.uuid}/berichtigen/": "textarea[name=text]",
        f"{here}/notizen/": "textarea[name=text]",
        f"{here}/auftraege/neu/": "textarea[name=goal]",
        f"{here}/beteiligte/neu/": "input[name=function], textarea[name=function]",
        f"{here}/uebergabe/": "textarea[name=reason]",
        f"{here}/krise/": "textarea[name=what]",
        "/faelle/neu/": "input[name=first_name]",
        "/textbausteine/neu/": "textarea[name=text]",
        "/krisenkontakte/neu/": "input[name=name]",
    }
    for address, field in forms.items():
        visit(page, address)
        page.locator(field).first.fill(f"Getippt auf {address}"[:60])
    visit(page, "/")
    page.wait_for_load_state("networkidle")
    kept = set(Draft.objects.filter(closed_at=None).values_list("page", flat=True))
    assert set(forms) - kept == set()
