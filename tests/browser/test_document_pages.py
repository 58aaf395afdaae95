"""Files of a case in Chromium: checked out, told to the second, checked in; the quarantine; the outbox."""

from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.cases import journal
from roterfaden.cases.attachments import attach
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case
from roterfaden.documents.models import FileVersion
from roterfaden.jobs import outbox
from roterfaden.jobs.choices import MailState
from roterfaden.jobs.models import Mail
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.documents.clamd import Clamd, clamd
from tests.documents.test_quarantine import hold
from tests.fixtures import AT, World, open_case
from tests.web.browsing import stop_clock

__all__ = ["clamd"]
pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def case(transactional_db: None, world: World) -> Case:
    """A case with a file at an entry."""
    case = open_case(world)
    entry = journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Ein Anruf.", by=world.anna, at=AT
    )
    entry.case = case
    attach(entry=entry, upload=Upload("Plan.txt", BytesIO(b"Eins."), "plan"), by=world.anna, at=AT)
    return case


def test_a_file_is_checked_out_and_comes_back_as_a_new_version(
    open_page: OpenPage, world: World, case: Case
) -> None:
    page = open_page(f"/faelle/{case.code}/unterlagen/", user=world.anna)
    page.get_by_role("link", name="Bearbeiten").press("Enter")
    page.get_by_role("heading", name="Plan.txt").wait_for()
    everyhow(page)
    page.get_by_label("Für wie lange?").select_option("8")
    page.get_by_role("button", name="Auschecken").press("Enter")
    page.get_by_text("Sie haben diese Unterlage").wait_for()
    everyhow(page, turn=1)
    other = open_page(f"/faelle/{case.code}/unterlagen/", user=world.lena)
    other.get_by_text("ausgecheckt von").wait_for()
    everyhow(other)
    other.get_by_role("link", name="Bearbeiten").click()
    expect(other.get_by_role("button", name="Auschecken")).to_have_count(0)
    page.get_by_role("link", name="Neue Fassung einchecken").click()
    page.get_by_label("Geänderte Datei").set_input_files(
        {"name": "Plan.txt", "mimeType": "text/plain", "buffer": b"Zwei."}
    )
    page.get_by_label("Was ist neu?").fill("Neue Zeiten")
    everyhow(page)
    page.get_by_role("button", name="Einchecken").click()
    page.get_by_text("Fassung 2").first.wait_for()
    everyhow(page)
    assert FileVersion.objects.count() == 2


def test_the_quarantine_is_readable_and_asks_twice(
    open_page: OpenPage, world: World, case: Case, clamd: Clamd
) -> None:
    hold(world, case, clamd)
    page = open_page("/unterlagen/quarantaene/", user=world.lena)
    everyhow(page)
    page.get_by_role("link", name="Verwerfen").press("Enter")
    page.get_by_role("button", name="Endgültig verwerfen").wait_for()
    everyhow(page, turn=1)
    page.get_by_role("button", name="Endgültig verwerfen").click()
    page.get_by_text("Nichts in Quarantäne").wait_for()
    everyhow(page)


def test_the_outbox_is_readable_and_sends_again(open_page: OpenPage, world: World, case: Case) -> None:
    root = members.add_user(username="root", first_name="R", last_name="M", by=None, at=AT, password="geheim")
    members.add_member(
        user=root, organisation=world.service, role=Role.ADMINISTRATOR, valid_from=AT.date(), by=None, at=AT
    )
    for key in ("reminder:1:1", "portal:code:2"):
        outbox.queue_mail(
            key=key, to="anna@example.org", subject="S", body="B", not_before=AT, by=None, at=AT,
            organisation=world.service,
        )  # fmt: skip
    Mail.objects.filter(key="reminder:1:1").update(state=MailState.UNSURE, problem="TimeoutError", attempts=1)
    page = open_page("/verwaltung/", user=root)
    page.get_by_role("link", name="Mail-Ausgang").click()
    page.get_by_text("vielleicht gesendet").wait_for()
    everyhow(page)
    page.get_by_role("button", name="Noch einmal senden").press("Enter")
    page.get_by_role("link", name="Wartet").click()
    expect(page.get_by_role("button", name="Anhalten")).to_have_count(2)
    everyhow(page, turn=1)
    visit(page, "/verwaltung/ausgang/?liste=sent")
    everyhow(page)
