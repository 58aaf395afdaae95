"""What a screen reader finds on the pages of ten main journeys, as text beside this file, read and kept.

`ROTERFADEN_SNAPSHOTS=write` writes them anew; then somebody reads what has changed.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from roterfaden.cases.models import Case
from tests.browser.checks import named_as_written
from tests.browser.test_journal_pages import visit
from tests.fixtures import World, walk
from tests.web.browsing import stop_clock

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

OpenPage = Callable[..., Page]
SNAPSHOTS = Path(__file__).parent / "snapshots"
JOURNEYS = {
    "login": "/konto/anmelden/",
    "worklist": "/",
    "list_of_cases": "/faelle/",
    "intake": "/faelle/neu/",
    "case": "/faelle/{code}/",
    "journal": "/faelle/{code}/journal/neu/",
    "dates": "/faelle/{code}/termine/",
    "search": "/suche/?q=nichts",
    "report_a_barrier": "/barrierefreiheit/melden/",
    "first_days": "/erste-schritte/",
}


def tree_of(page: Page, code: str) -> str:
    """The tree of the main part, without what differs from run to run."""
    found = page.locator("main").aria_snapshot()
    found = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", found.replace(code, "CODE"))
    return re.sub(r"localhost:\d+", "HOST", found) + "\n"


def test_ten_journeys_are_read_as_they_were_reviewed(
    open_page: OpenPage,
    transactional_db: None,
    world: World,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop_clock(monkeypatch)
    walk(case, "", by=world.anna)
    writes = os.environ.get("ROTERFADEN_SNAPSHOTS") == "write"
    page, stranger = open_page("/", user=world.anna), open_page("/konto/anmelden/")
    changed, faults = [], []
    for name, address in JOURNEYS.items():
        where = stranger if name == "login" else page
        visit(where, address.format(code=case.code))
        found, kept = tree_of(where, case.code), SNAPSHOTS / f"{name}.yaml"
        faults += [f"{name}: {fault}" for fault in named_as_written(where)]
        if writes:
            SNAPSHOTS.mkdir(exist_ok=True)
            kept.write_text(found, encoding="utf-8")
        elif found != kept.read_text(encoding="utf-8"):
            changed.append(f"{name}:\n{found}")
    assert faults == []
    assert not changed, "\n".join(changed)


def test_every_kept_tree_belongs_to_a_journey() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.yaml")} == set(JOURNEYS)
