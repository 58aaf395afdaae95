"""The worked example of the article: walked by its case manager to the end, and signed by Peter M. himself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.cooperation.choices import SignatureWay
from roterfaden.cooperation.models import Signature
from roterfaden.operations.demo.people import set_stage
from roterfaden.operations.demo.peter import tell_peters_story
from roterfaden.operations.demo.tables import lay_peters_table
from roterfaden.portal import granting
from roterfaden.process.choices import RunState
from roterfaden.process.models import Run
from tests.browser.test_journal_pages import visit
from tests.browser.test_portal import tab_to, type_in
from tests.fixtures import AT, TODAY, load_shipped_data
from tests.web.browsing import stop_clock

pytestmark = [pytest.mark.browser]

# what the article tells, in its order
EVENTS = (
    "angesprochen",
    "Standortgespräch",
    "Berufliche Abklärung hat begonnen",
    "Bericht der Abklärung",
    "Arbeitstraining in derselben Institution",
    "Job-Coaching vereinbart",
    "Auswertungssitzung in der zweiten Hälfte",
    "Praktikumsplatz gefunden",
    "Praktikum hat begonnen",
    "eine feste Anstellung möglich",
)


@pytest.fixture
def peter(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Case:
    stop_clock(monkeypatch)
    load_shipped_data()
    stage = set_stage(today=TODAY, at=AT)
    case = tell_peters_story(stage, today=TODAY)
    lay_peters_table(stage, today=TODAY)
    return case


def test_peters_case_is_told_and_walked_to_its_end(open_page: Callable[..., Page], peter: Case) -> None:
    here = f"/faelle/{peter.code}"
    page = open_page(f"{here}/journal/", user=User.objects.get(username="zemp"))
    text = page.locator("main").inner_text()
    places = [text.find(event) for event in EVENTS]
    assert min(places) >= 0, [event for event, place in zip(EVENTS, places, strict=True) if place < 0]
    assert places == sorted(places, reverse=True), "the journal shows the newest first"
    _the_table(page, here)
    _the_evaluation(page, here, peter)


def _the_table(page: Page, here: str) -> None:
    """Who sits there, both versions of the plan, a signature that was missing."""
    visit(page, f"{here}/zusammenarbeit/")
    for name in ("Daniel Zempf", "Sarah Bucheli", "Nina Hodler", "Jonas Imfeld"):
        expect(page.get_by_text(name).first).to_be_visible()
    visit(page, f"{here}/zusammenarbeit/plan/fassung/1/")
    expect(page.get_by_text("Alle haben unterschrieben. Der Plan ist verbindlich.")).to_be_visible()
    visit(page, f"{here}/zusammenarbeit/plan/fassung/2/")
    expect(page.get_by_text("3 von 5 haben unterschrieben.")).to_be_visible()


def _the_evaluation(page: Page, here: str, peter: Case) -> None:
    """Both parallel steps, the evaluation, the question whether the goals are reached."""
    visit(page, f"{here}/")
    expect(page.get_by_text("Handlungsplan umsetzen").first).to_be_visible()
    for left in (1, 0):
        reason = page.get_by_label("Warum geht es ohne diese Unterlagen weiter?")
        if reason.count():
            reason.first.fill("Mündlich informiert, steht im Journal.")
        page.get_by_role("button", name="Schritt abschliessen").last.press("Enter")
        expect(page.get_by_text("laufen nebeneinander")).to_have_count(0)
        expect(page.get_by_role("button", name="weiter mit Auswertungssitzung")).to_have_count(left)
    expect(page.locator(".rf-now").get_by_text("Auswertungssitzung").first).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("group", name="Vereinbarte Ziele erreicht?").get_by_role("button").first.press(
            "Enter"
        )
    expect(page.get_by_role("group", name="Vereinbarte Ziele erreicht?")).to_have_count(0)
    assert Run.objects.get(case_run__case=peter).state == RunState.ENDED


QUESTION = "Darf ich am Freitag frueher gehen?"
LETTERS = 2


def test_peter_reads_his_plan_asks_and_signs_by_keyboard_alone(
    open_page: Callable[..., Page], peter: Case
) -> None:
    """With his code of paper, which opens once, on 320 px and letters twice as large; then what his office sees."""
    amrein = User.objects.get(username="amrein")
    facts = granting.GuestFacts(name=str(peter.person), valid_until=TODAY + timedelta(days=365))
    issued = granting.grant_client(case=peter, facts=facts, by=amrein, at=AT)
    page = open_page("/portal/", width=320, height=640, java_script_enabled=False)
    type_in(page, issued, LETTERS)
    expect(page.get_by_role("heading", name=f"Guten Tag, {peter.person}")).to_be_visible()
    follow(page, "Plan und Ziele")
    expect(page.get_by_text("Praktikum als PC-Supporter im Betrieb, drei Monate").first).to_be_visible()
    follow(page, "Nachrichten")
    tab_to(page, "Ihre Nachricht", LETTERS)
    page.keyboard.type(QUESTION)
    follow(page, "Abschicken")
    expect(page.get_by_text("Ihre Nachricht ist angekommen.")).to_be_visible()
    follow(page, "Lesen und unterschreiben")
    follow(page, "Plan und Ziele")
    tab_to(page, "Ich habe es gelesen", LETTERS)
    page.keyboard.press("Space")
    follow(page, "Abschicken")
    expect(page.get_by_text("Danke. Ihre Antwort ist gespeichert.")).to_be_visible()
    signed = Signature.objects.get(version__cooperation__case=peter, way=SignatureWay.PORTAL)
    assert (signed.version.number, signed.kind, signed.witnessed_by) == (2, "signed", None)
    again = open_page("/portal/", width=320, java_script_enabled=False)
    type_in(again, issued, LETTERS)
    expect(again.get_by_text("Das hat nicht geklappt.")).to_be_visible()
    _the_office_sees_both(open_page(f"/faelle/{peter.code}/zugang/nachrichten/", user=amrein), peter)


def _the_office_sees_both(page: Page, peter: Case) -> None:
    """The question waits to be taken over; the signature stands beside the three others, with the way it came."""
    asked = page.locator("li").filter(has_text=QUESTION)
    expect(asked.get_by_text("neu", exact=True)).to_be_visible()
    visit(page, f"/faelle/{peter.code}/zusammenarbeit/plan/fassung/2/")
    expect(page.get_by_text("4 von 5 haben unterschrieben.")).to_be_visible()
    expect(page.get_by_text(str(SignatureWay.PORTAL.label)).first).to_be_visible()


def follow(page: Page, name: str) -> None:
    """Reach the link or button called `name` by Tab and press it."""
    tab_to(page, name, LETTERS)
    with page.expect_navigation():
        page.keyboard.press("Enter")
