"""Versions, moving running cases, and the overlaid handbook in Chromium: readable for everybody, there and back."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from roterfaden.cases.models import Case
from roterfaden.process import editions
from roterfaden.process.choices import EditionKind
from roterfaden.process.models import BulkMove, ChainVersion
from roterfaden.quality import boxes
from roterfaden.quality.choices import BoxMode, EntryKind
from roterfaden.quality.entries import entry
from tests.browser.checks import everyhow
from tests.browser.test_staff_pages import visit
from tests.cases.test_moving import TEXT, newer
from tests.fixtures import AT, World, open_case, run_of, walk
from tests.web.browsing import stop_clock

__all__ = ["newer"]
pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def waiting(transactional_db: None, world: World) -> Case:
    """A case at step 3, which the newer version does not have."""
    case = open_case(world)
    walk(case, "", "ja", by=world.anna)
    return case


def test_versions_and_moving_there_and_back(
    open_page: OpenPage, world: World, waiting: Case, newer: ChainVersion
) -> None:
    draft = editions.draft(
        key="V1",
        kind=EditionKind.OVERLAY,
        organisation=world.service,
        text=TEXT.replace('version: "1"', 'version: "2"'),
        by=world.lena,
        at=AT,
    )
    page = open_page(reverse("versions:index", args=["V1"]), user=world.quirin)
    everyhow(page)
    for address in (
        reverse("versions:compare", args=["V1"]),
        reverse("versions:edit", args=[draft.uuid]),
        reverse("versions:move_one", args=[run_of(waiting).uuid]),
        reverse("versions:move", args=["V1"]),
    ):
        visit(page, address)
        everyhow(page)
    page.get_by_label("Warum? Ein Satz für die Akte").fill("Neue Hausregeln.")
    page.get_by_role("button", name="Nur Vorschau").click()
    expect(page.get_by_text("Noch ist nichts umgestellt")).to_be_visible()
    assert page.get_by_label("Warum? Ein Satz für die Akte").input_value() == "Neue Hausregeln."
    page.get_by_role("button", name="1 Fall umstellen").click()
    expect(page.get_by_text("Umgestellt auf")).to_be_visible()
    assert run_of(waiting).chain_version == newer
    visit(page, reverse("versions:move_all_back", args=[BulkMove.objects.get().uuid]))
    everyhow(page)
    page.get_by_label("Warum? Ein Satz für die Akte").fill("Doch nicht.")
    page.get_by_role("button", name="Zurücknehmen").click()
    expect(page.get_by_text("Auf ihre alte Fassung zurückgestellt: 1.")).to_be_visible()
    assert run_of(waiting).chain_version != newer


def test_the_overlaid_handbook(open_page: OpenPage, transactional_db: None, world: World) -> None:
    for kind, key, box in (
        (EntryKind.MEASURE, "M7", "guidance"),
        (EntryKind.AID, "erstgespraech", "1-items"),
        (EntryKind.TERM, "ahoi", "meaning"),
        (EntryKind.LAW, "alt-110-neu-193", "note"),
    ):
        found = entry(kind, key)
        assert found is not None
        boxes.write_box(
            organisation=world.service,
            entry=found,
            box=box,
            mode=BoxMode.ADDS,
            text="Bei uns so.",
            revision=0,
            by=world.quirin,
            at=AT,
        )
    page = open_page("/handbuch/massnahmen/M7/", user=world.quirin)
    everyhow(page)
    for address in (
        "/handbuch/massnahmen/",
        "/handbuch/hilfen/erstgespraech/",
        "/handbuch/abkuerzungen/",
        "/handbuch/ergaenzungen/",
        "/handbuch/recht/?q=110",
        "/handbuch/eintrag/measure/M7/actions/?art=ersetzen",
    ):
        visit(page, address)
        everyhow(page)
    lines = page.get_by_label("Text (freiwillig)", exact=True).input_value()
    page.get_by_label("Text (freiwillig)", exact=True).fill(
        lines.replace("Auftrag klären", "Auftrag schriftlich klären")
    )
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Auftrag schriftlich klären")).to_be_visible()
    expect(page.get_by_text("wie im Grundstock").first).to_be_visible()
