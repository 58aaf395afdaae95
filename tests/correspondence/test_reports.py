"""Reports: proposed with evidence and through the gate, written in versions, released by a second person, frozen."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.common.revisions import Conflict
from roterfaden.consent import declarations
from roterfaden.consent.choices import Channel, DataClass, TransferState
from roterfaden.consent.models import Transfer
from roterfaden.correspondence import reports, sending
from roterfaden.correspondence.body import Sentence
from roterfaden.correspondence.choices import ReportState
from roterfaden.correspondence.marking import mark_entries, marked_entries
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.reports import ReportRefused
from roterfaden.documents.files import read_file
from roterfaden.people.facts import Said, Sitting, record_facts
from roterfaden.people.overlays import form_for
from tests.consent.makers import Stage, set_stage
from tests.correspondence.makers import CLASSES, VIEW, begun, completed
from tests.correspondence.test_templates import accessible
from tests.fixtures import AT, TODAY, World, walk
from tests.web.browsing import client_of, count_queries, text_of


@pytest.fixture
def stage(world: World, case: Case) -> Stage:
    walk(case, "", by=world.anna)
    for text in ("Sie arbeitet sicher am Lager.", "Privates über den Bruder."):
        journal.write_entry(
            case=case, kind=ContactKind.MEETING, happened_at=AT, text=text, by=world.anna, at=AT
        )
    entries = list(JournalEntry.objects.filter(case=case).order_by("pk"))
    shown = [one.uuid for one in entries]
    assert mark_entries(case=case, shown=shown, chosen=shown[:1], by=world.anna, at=AT) == 1
    assert mark_entries(case=case, shown=[uuid4()], chosen=[], by=world.anna, at=AT) == 0
    assert marked_entries(case) == {shown[0]}
    for source, item, value in (
        ("client", "7.5", "Schlosserin"),
        ("client", "6.4", "Reha nach Unfall"),
        ("doctor", "3.2", "Epilepsie"),
    ):
        record_facts(
            person=case.person,
            form=form_for(case.service, on=TODAY),
            sitting=Sitting(source=source, said_on=TODAY, source_name="Q"),
            said=[Said(item=item, value=value)],
            health=True,
            scope=case,
            by=world.anna,
            at=AT,
        )
    return set_stage(world, case)


def told(report: Report) -> str:
    return "\n".join(one.text for part in reports.parts_of(report) for one in part.sentences)


def test_a_report_is_proposed_with_evidence_and_through_the_gate(stage: Stage) -> None:
    report = begun(stage)
    parts = {part.id: part for part in reports.parts_of(report)}
    assert "Sie arbeitet sicher am Lager." in told(report)
    assert "Bezeichnung der Tätigkeit: Schlosserin." in told(report)
    for kept_out in ("Bruder", "Epilepsie", "Reha"):
        assert kept_out not in told(report)
    assert all(one.evidence for part in parts.values() for one in part.sentences)
    kinds = {e.kind for part in parts.values() for one in part.sentences for e in one.evidence}
    assert {"order", "step", "journal"} <= kinds
    assert not report.holds_health
    narrow = begun(stage, classes=frozenset((DataClass.WORK,)))
    assert "Lager" not in told(narrow)
    wide = begun(stage, classes=CLASSES | {DataClass.HEALTH, DataClass.DIAGNOSIS})
    assert "Reha nach Unfall" in told(wide)
    assert wide.holds_health
    assert "Epilepsie" not in told(wide), "said by somebody bound to secrecy"
    with pytest.raises(ReportRefused, match="passt nicht"):
        begun(stage, template="bericht-sicherung")
    with pytest.raises(ReportRefused, match="Grundlage"):
        begun(stage, consent=None)
    assert "fehlt der Beleg" not in " ".join(reports.missing_in(report, on=TODAY))


def test_four_eyes_then_frozen_then_through_the_gate_once(stage: Stage) -> None:
    world, report = stage.world, begun(stage)
    by_anna: dict[str, Any] = {"by": world.anna, "at": AT}
    by_lena: dict[str, Any] = {"by": world.lena, "at": AT}
    with pytest.raises(ReportRefused, match="Fachliche Einschätzung“ ist leer"):
        reports.submit(report=report, revision=report.revision, **by_anna)
    bare = Sentence(text="Ohne Grund.", data_class=DataClass.COURSE)
    parts = completed(report)
    with_bare = [*parts[:-1], replace(parts[-1], sentences=(*parts[-1].sentences, bare))]
    reports.change_report(report=report, parts=with_bare, revision=1, **by_anna)
    with pytest.raises(ReportRefused, match=r"„Ohne Grund\.“ fehlt der Beleg"):
        reports.submit(report=report, revision=report.revision, **by_anna)
    reports.change_report(report=report, parts=parts, revision=report.revision, **by_anna)
    assert list(report.versions.values_list("number", flat=True)) == [3, 2, 1]
    with pytest.raises(Conflict):
        reports.change_report(report=report, parts=parts, revision=1, **by_lena)
    report = Report.objects.select_related("case__person", "case__service").get(pk=report.pk)
    with pytest.raises(ReportRefused, match="nicht zur Freigabe"):
        reports.release(report=report, revision=report.revision, **by_lena)
    reports.submit(report=report, revision=report.revision, **by_anna)
    with pytest.raises(ReportRefused, match="zweite Person"):
        reports.release(report=report, revision=report.revision, **by_anna)
    with pytest.raises(ReportRefused, match="in einem Satz"):
        reports.return_report(report=report, remark=" ", revision=report.revision, **by_lena)
    reports.return_report(report=report, remark="Bitte kürzer.", revision=report.revision, **by_lena)
    assert [one.text for one in report.comments.all()] == ["Bitte kürzer."]
    reports.submit(report=report, revision=report.revision, **by_anna)
    reports.release(report=report, revision=report.revision, **by_lena)

    report.refresh_from_db()
    assert report.file is not None
    content = read_file(report.file)
    assert hashlib.sha256(content).hexdigest() == report.sha256
    text = "".join(page.extract_text() for page in accessible(content, title="Zwischenbericht").pages)
    assert "Lena Muster" in text
    assert "Begleitung und Beratung" in text
    with pytest.raises(ReportRefused, match="nicht mehr in Arbeit"):
        reports.change_report(report=report, parts=parts, revision=report.revision, **by_anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(released_by=world.anna)

    with pytest.raises(ReportRefused, match="Auf diesem Weg"):
        sending.send(report=report, channel=Channel.MAIL, revision=report.revision, **by_anna)
    sent = sending.send(report=report, channel=Channel.LETTER, revision=report.revision, **by_anna)
    again = sending.send(report=sent, channel=Channel.LETTER, revision=sent.revision, **by_anna)
    assert again.transfer_id == sent.transfer_id
    gone = Transfer.objects.get()
    assert (gone.state, gone.channel) == (TransferState.OUT, Channel.LETTER)
    assert any("Lager" in str(item["text"]) for item in gone.content)
    with pytest.raises(ReportRefused, match="zwischen dem Versand"):
        sending.note_receipt(report=sent, on=TODAY - timedelta(days=1), revision=sent.revision, **by_anna)
    sending.note_receipt(report=sent, on=TODAY, revision=sent.revision, **by_anna)
    assert Entry.objects.filter(action="correspondence.sent").count() == 1


def test_after_a_withdrawal_nothing_leaves_and_the_file_goes_back(
    stage: Stage, django_capture_on_commit_callbacks: Any
) -> None:
    world, report = stage.world, begun(stage)
    reports.change_report(report=report, parts=completed(report), revision=1, by=world.anna, at=AT)
    reports.submit(report=report, revision=report.revision, by=world.anna, at=AT)
    reports.release(report=report, revision=report.revision, by=world.lena, at=AT)
    assert report.consent is not None
    declarations.withdraw(declaration=report.consent, scope=stage.case, by=world.anna, at=AT)
    report.refresh_from_db()
    with pytest.raises(ReportRefused, match="widerrufen"):
        sending.send(report=report, channel=Channel.LETTER, revision=report.revision, by=world.anna, at=AT)
    assert not Transfer.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        reports.return_report(
            report=report, remark="Widerrufen.", revision=report.revision, by=world.lena, at=AT
        )
    reports.discard_report(report=report, revision=report.revision, by=world.anna, at=AT)
    report.refresh_from_db()
    assert (report.state, report.body, report.file) == (ReportState.DISCARDED, [], None)
    assert not report.versions.exists()


def test_a_statement_has_a_question_a_role_and_a_fortnight(stage: Stage) -> None:
    asked = {"question": "Passt die Arbeit?", "asked_on": TODAY - timedelta(days=2)}
    for wrong, said in (
        ({"question": ""}, "beantwortet eine Frage"),
        ({"asked_on": None}, "14 Tage"),
        ({"consent": None, "legal_basis": "de-sgb10-69"}, "eigene Einwilligung"),
    ):
        with pytest.raises(ReportRefused, match=said):
            begun(stage, template="stellungnahme-eignung", **(asked | wrong))
    report = begun(stage, template="stellungnahme-eignung", **asked)
    assert report.deadline is not None
    # 14 days end on a Sunday: the next working day
    assert report.deadline.deadline.due_on == TODAY + timedelta(days=13)
    lines = reports.document_of(report, by=None, at=AT).notice
    assert "unabhängige fachliche Stellungnahme" in lines
    assert "Frage: Passt die Arbeit?" in lines
    assert "Anhörung der Beteiligten“ ist leer" in " ".join(reports.missing_in(report, on=TODAY))
    world = stage.world
    reports.change_report(
        report=report, parts=completed(report), revision=report.revision, by=world.anna, at=AT
    )
    reports.submit(report=report, revision=report.revision, by=world.anna, at=AT)
    reports.release(report=report, revision=report.revision, by=world.lena, at=AT)
    sending.send(report=report, channel=Channel.PRINT, revision=report.revision, by=world.anna, at=AT)
    report.deadline.deadline.refresh_from_db()
    assert report.deadline.deadline.closed_at == AT


def test_the_pages_carry_a_report_from_begin_to_receipt(stage: Stage) -> None:
    world, case = stage.world, stage.case
    anna, lena = client_of(world.anna), client_of(world.lena)
    consent = stage.consent(recipients=[stage.office], classes=CLASSES)
    begin = reverse("reports:begin", args=[case.code, "zwischenbericht"])
    wrong = anna.post(begin, {"recipient": str(stage.office.uuid), "purpose": "", "basis": str(consent.uuid)})
    assert wrong.status_code == 422
    sent = {"recipient": str(stage.office.uuid), "purpose": "Verlängerung", "basis": str(consent.uuid)}
    assert anna.post(begin, sent).status_code == 302
    report = Report.objects.get()
    page = reverse("reports:report", args=[case.code, report.uuid])
    decide = reverse("reports:decide", args=[case.code, report.uuid])
    body = text_of(anna.get(page))
    assert "Beleg" in body
    assert "Vor der Freigabe fehlt noch" in body
    parts = reports.parts_of(report)
    fields = {f"s-{one.id}": one.text for part in parts for one in part.sentences}
    fields |= {f"art-{part.id}": "course" for part in parts}
    needed = [part.id for part in parts if part.needed and not part.sentences]
    fields |= {f"neu-{key}": "Eigene Sicht." for key in needed} | {f"beleg-{key}": "view:" for key in needed}
    assert anna.post(page, fields | {"revision": "1"}).status_code == 302
    victim = next(name for name in fields if name.startswith("s-"))
    late = lena.post(page, fields | {"revision": "1", victim: "Anders gesagt."})
    assert late.status_code == 409
    assert "Anders gesagt." in text_of(late)
    long = anna.post(page, fields | {"revision": "2", victim: "x" * 4001})
    assert long.status_code == 422

    def act(client: Any, do: str, **more: str) -> Any:
        report.refresh_from_db()
        return client.post(decide, {"do": do, "revision": str(report.revision)} | more)

    assert act(anna, "release").status_code == 422
    assert act(anna, "submit").status_code == 302
    assert act(anna, "release").status_code == 422
    assert act(lena, "return", remark="").status_code == 422
    assert act(lena, "release").status_code == 302
    assert act(anna, "send", channel="").status_code == 422
    assert act(anna, "send", channel="letter").status_code == 302
    assert act(anna, "receive", on="").status_code == 422
    assert "Prüfsumme" in text_of(anna.get(page))
    assert (
        anna.get(reverse("reports:file", args=[case.code, report.uuid]))["Content-Type"] == "application/pdf"
    )
    assert "neu" in text_of(anna.get(reverse("reports:version", args=[case.code, report.uuid, 2])))
    assert client_of(world.fritz).get(page).status_code == 404
    index = reverse("reports:index", args=[case.code])
    few = count_queries(anna, index)
    anna.post(begin, sent)
    assert count_queries(anna, index) == few
    for ending in ("pdf", "docx"):
        assert anna.get(reverse("reports:letter", args=[case.code, "einladung", ending])).status_code == 200
    assert anna.get(reverse("reports:letter", args=[case.code, "zwischenbericht", "pdf"])).status_code == 404


def test_a_sentence_of_health_closes_the_report_to_those_without_the_right(stage: Stage) -> None:
    report = begun(stage, classes=CLASSES | {DataClass.HEALTH})
    parts = reports.parts_of(report)
    ill = Sentence(text="Belastbar bis vier Stunden.", data_class=DataClass.HEALTH, evidence=(VIEW,))
    parts[0] = replace(parts[0], sentences=(*parts[0].sentences, ill))
    world = stage.world
    with pytest.raises(ReportRefused, match="fehlt Ihnen das Recht"):
        reports.change_report(report=report, parts=parts, revision=report.revision, by=world.lena, at=AT)
    reports.change_report(report=report, parts=parts, revision=report.revision, by=world.anna, at=AT)
    page = reverse("reports:report", args=[stage.case.code, report.uuid])
    assert client_of(world.anna).get(page).status_code == 200
    assert client_of(world.lena).get(page).status_code == 403
