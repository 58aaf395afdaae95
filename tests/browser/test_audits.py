"""Audits in Chromium: readable for everybody, from the programme to a finding in a drawn case."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from roterfaden.auditing import planning, preparing, sampling, walking
from roterfaden.auditing.choices import AuditKind
from roterfaden.auditing.models import Audit
from roterfaden.auditing.preparing import Details
from roterfaden.auditing.sampling import Frame
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Task
from tests.auditing.makers import HELD_ON, Cast, appoint, cast_for, plan, programme_for
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.fixtures import AT, TODAY, World, open_case
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def announced(world: World, cast: Cast) -> Audit:
    """An audit whose questions are announced and whose case is drawn."""
    open_case(world)
    audit = plan(world, programme_for(world, cast))
    appoint(world, cast, cast.paul)
    for by, outcome in ((world.quirin, ""), (cast.clara, "ja"), (cast.bodo, "")):
        go(audit, by, outcome)
    planning.name_auditor(audit=audit, user=cast.paul, revision=1, by=world.quirin, at=AT)
    go(audit, world.quirin)
    details = Details(
        kind=AuditKind.SINGLE_CASE, held_on=HELD_ON, hours=3, place="Neuhafen", goal="Reife", instruments=""
    )
    preparing.set_details(audit=audit, details=details, revision=audit.revision, by=cast.paul, at=AT)
    go(audit, cast.paul)
    preparing.add_questions(audit=audit, texts=preparing.guiding_questions(), by=cast.paul, at=AT)
    go(audit, cast.paul)
    go(audit, cast.paul)
    frame = Frame(opened_from=TODAY, opened_until=TODAY)
    sampling.draw(audit=audit, frame=frame, how_many=1, by=cast.paul, at=AT)
    return audit


def go(audit: Audit, by: object, outcome: str = "") -> None:
    task = Task.objects.filter(run=audit.run, state=TaskState.OPEN).latest("number")
    walking.move_on(
        audit=audit,
        seen_moves=audit.run.moves,
        number=task.number,
        outcome=outcome,
        by=by,  # type: ignore[arg-type]
        at=AT,
    )


def test_from_the_programme_to_a_finding(open_page: OpenPage, transactional_db: None, world: World) -> None:
    cast = cast_for(world)
    audit = announced(world, cast)
    here = f"/audits/{audit.uuid}/"
    lead = open_page("/audits/", user=world.quirin)
    for address in ("/audits/", f"/audits/programm/{audit.programme.uuid}/", "/audits/programm/neu/", here):
        visit(lead, address)
        everyhow(lead)
    page = open_page(here, user=cast.paul)
    everyhow(page)
    page.get_by_role("link", name="Fall 1").click()
    everyhow(page)
    page.get_by_role("link", name="Feststellung schreiben").click()
    page.get_by_label("Art", exact=True).select_option("Abweichung")
    page.get_by_label("Feststellung", exact=True).fill("Das Anliegen von Leyla Aksoy fehlt.")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("heading", name="Feststellungen 1").wait_for()
    assert page.get_by_text("Das Anliegen von Person A fehlt.").is_visible()
    page.get_by_role("link", name="Antwort schreiben").first.click()
    everyhow(page)
