"""The copy of a report for the person: explained in Leichte Sprache, never part of what goes out."""

from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults, read_file
from roterfaden.correspondence import client_copies, reports
from roterfaden.correspondence.choices import ReportState
from roterfaden.correspondence.client_copies import FILE, easy_words, read_easy_words
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.reports import ReportRefused
from roterfaden.portal.plain import faults_of
from tests.consent.makers import Stage, set_stage
from tests.correspondence.makers import begun, completed
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of, text_of

EASY = "Sie haben gut gearbeitet.\nSie suchen weiter eine Stelle."


@pytest.fixture
def stage(world: World, case: Case) -> Stage:
    return set_stage(world, case)


@pytest.fixture
def draft(stage: Stage) -> Report:
    return begun(stage)


def released(report: Report, world: World) -> Report:
    by_anna: dict[str, Any] = {"by": world.anna, "at": AT}
    reports.change_report(report=report, parts=completed(report), revision=report.revision, **by_anna)
    reports.submit(report=report, revision=report.revision, **by_anna)
    reports.release(report=report, revision=report.revision, by=world.lena, at=AT)
    return report


def words_of(content: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_shipped_words_keep_the_rules_and_know_every_report() -> None:
    words = easy_words()
    texts = [*words.opening, words.summary, *words.no_summary, *words.closing, *words.about.values()]
    assert {text: faults_of(text) for text in texts if faults_of(text)} == {}
    whole = read_file(FILE)
    for wrong, said in (
        (whole.replace("{id: ruecklauf,", "{id: rueckgabe,"), "„rueckgabe“"),
        (whole.replace("{id: ruecklauf,", "{id: zwischenbericht,"), "zweimal"),
        (whole + "weiteres: ja\n", "weiteres"),
    ):
        with pytest.raises(FileFaults, match=said):
            read_easy_words(wrong, name="x")


def test_the_copy_holds_the_report_and_what_was_written_in_easy_words(draft: Report, stage: Stage) -> None:
    world = stage.world
    client_copies.explain(report=draft, text=f" {EASY} ", revision=draft.revision, by=world.anna, at=AT)
    with pytest.raises(ReportRefused, match="erst vom freigegebenen"):
        client_copies.copy_for_person(draft, easy=True, on=TODAY)
    report = released(draft, world)
    easy = words_of(client_copies.copy_for_person(report, easy=True, on=TODAY))
    for said in (
        "Das ist eine Kopie für Sie.",
        "Sie haben gut gearbeitet.",
        "Der Weg passt.",
        str(stage.office),
    ):
        assert said in easy
    assert "Dann fragen Sie uns" not in easy
    plain = words_of(client_copies.copy_for_person(report, easy=False, on=TODAY))
    assert "Das ist Ihre Kopie." in plain
    assert "Der Weg passt." in plain
    assert "Sie haben gut gearbeitet." not in plain
    # nothing of it is in what goes out
    assert "gut gearbeitet" not in reports.document_of(report, by=world.lena, at=AT).plain().__repr__()


def test_without_own_words_the_copy_offers_to_explain(draft: Report, stage: Stage) -> None:
    report = released(draft, stage.world)
    easy = words_of(client_copies.copy_for_person(report, easy=True, on=TODAY))
    assert "Dann fragen Sie uns. Wir erklären Ihnen den Bericht." in easy


def test_two_editors_a_closed_text_and_a_report_that_was_thrown_away(draft: Report, stage: Stage) -> None:
    world = stage.world
    explained: dict[str, Any] = {"report": draft, "by": world.anna, "at": AT}
    client_copies.explain(text=EASY, revision=1, **explained)
    assert Entry.objects.filter(action="correspondence.explained", scope_uuid=stage.case.uuid).count() == 1
    with pytest.raises(Conflict):
        client_copies.explain(text="Anders.", revision=1, **explained)
    with pytest.raises(ReportRefused, match="länger als"):
        client_copies.explain(text="x" * 4001, revision=2, **explained)
    row = Report.objects.select_related("case__person", "case__service").get(pk=draft.pk)
    assert row.easy_words == EASY
    reports.discard_report(report=row, revision=row.revision, by=world.anna, at=AT)
    assert (row.state, Report.objects.get(pk=row.pk).easy_words) == (ReportState.DISCARDED, "")
    with pytest.raises(ReportRefused, match="verworfen"):
        client_copies.explain(report=row, text=EASY, revision=row.revision, by=world.anna, at=AT)


def test_the_page_takes_the_words_says_what_is_hard_and_gives_the_copies(draft: Report, stage: Stage) -> None:
    world, case = stage.world, stage.case
    anna = client_of(world.anna)
    page = reverse("reports:explain", args=[case.code, draft.uuid])
    easy, plain = (reverse("reports:copy", args=[case.code, draft.uuid, one]) for one in ("easy", "standard"))
    assert anna.get(easy).status_code == 404
    hard = "Das könnte bzw. sollte wegen der Umstände noch geprüft werden."
    assert anna.post(page, {"easy_words": hard, "revision": "1"}).status_code == 302
    assert "Schwer zu lesen" in text_of(anna.get(page))
    late = client_of(world.lena).post(page, {"easy_words": EASY, "revision": "1"})
    assert (late.status_code, "Sie haben gut gearbeitet." in text_of(late)) == (409, True)
    assert anna.post(page, {"easy_words": "x" * 4001, "revision": "2"}).status_code == 422
    assert anna.post(page, {"easy_words": EASY, "revision": "2"}).status_code == 302
    draft.refresh_from_db()
    released(draft, world)
    assert "Schwer zu lesen" not in text_of(anna.get(page))
    for address in (easy, plain):
        assert anna.get(address)["Content-Type"] == "application/pdf"
    assert Entry.objects.filter(action="correspondence.letter_made", scope_uuid=case.uuid).count() == 2
    assert anna.get(easy.replace("easy", "schwer")).status_code == 404
    for address in (page, easy):
        assert client_of(world.fritz).get(address).status_code == 404
