"""What leaves the table: news for all involved, minutes, and the end."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from roterfaden.common.revisions import Conflict
from roterfaden.consent import declarations
from roterfaden.consent.choices import DataClass, TransferState
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Transfer
from roterfaden.cooperation import (
    dates,
    ending,
    entry,
    monitoring,
    sharing,
    situation,
    tables,
)
from roterfaden.cooperation.choices import (
    CooperationState,
    FindingKind,
    MeetingKind,
    PlanSection,
    RoundKind,
    StepState,
)
from roterfaden.cooperation.minutes import items_of, minutes_of
from roterfaden.cooperation.minutes_files import minutes_as_pdf, minutes_as_word
from roterfaden.cooperation.models import PlanStep
from roterfaden.cooperation.queries import newest_version
from roterfaden.cooperation.refusals import CooperationRefused
from roterfaden.deadlines.models import CaseDeadline
from tests.cooperation.makers import YES, Circle
from tests.fixtures import AT, TODAY


def test_all_involved_are_informed_each_of_what_they_may_know(circle: Circle) -> None:
    circle.accept()
    circle.hold(circle.fix(circle.meeting()))
    circle.write(PlanSection.ITEMS, "Klärung der Medikamente", data_class=DataClass.HEALTH)
    circle.plan()
    manager = circle.party(circle.agency)
    monitoring.take_management(
        cooperation=circle.running, party=manager, revision=circle.running.revision, **circle.who
    )
    first_due = circle.running.inform_by
    items = sharing.news_of(circle.running)
    token = uuid4()
    made = sharing.share(
        cooperation=circle.running, kind=RoundKind.INFORMATION, items=items, token=token, **circle.who
    )
    again = sharing.share(
        cooperation=circle.running, kind=RoundKind.INFORMATION, items=items, token=token, **circle.who
    )
    assert made == again
    assert [share.kept_back for share in made.shares.all()] == [1, 1, 1]
    for row in Transfer.objects.all():
        assert "Medikamente" not in str(row.content)
        assert "Berufliche Abklärung" in str(row.content)
        assert row.state == TransferState.QUEUED
    assert circle.running.inform_by != first_due
    assert sharing.let_out(round=made, **circle.who) == 3
    assert sharing.let_out(round=made, **circle.who) == 0
    circle.now += timedelta(days=1)
    assert sharing.news_of(circle.running) == []
    step = PlanStep.objects.get(key=newest_version(circle.running).content[PlanSection.ITEMS][1]["key"])  # type: ignore[union-attr]
    step.cooperation = circle.running
    monitoring.set_step(step=step, state=StepState.RUNNING, note="", revision=step.revision, **circle.who)
    (news,) = sharing.news_of(circle.running)
    assert news.title == "Berufliche Abklärung"


def test_a_withdrawal_stops_what_waits(circle: Circle) -> None:
    authority = circle.accept().authority
    assert authority is not None
    items = [Item(data_class=DataClass.COURSE, title="Stand", text="Läuft.")]
    made = sharing.share(
        cooperation=circle.running, kind=RoundKind.EXCHANGE, items=items, token=uuid4(), **circle.who
    )
    assert declarations.withdraw(declaration=authority, scope=circle.case, **circle.who) == 3
    assert sharing.let_out(round=made, **circle.who) == 0
    with pytest.raises(CooperationRefused, match="widerrufen"):
        sharing.share(
            cooperation=circle.running, kind=RoundKind.EXCHANGE, items=items, token=uuid4(), **circle.who
        )


def test_what_a_doctor_said_needs_the_doctors_release(circle: Circle) -> None:
    circle.accept()
    doctor = circle.party(circle.doctor)
    facts = situation.FindingFacts(
        domain="abilities", kind=FindingKind.DIFFICULTY, text="Ermüdet rasch", said_by=doctor
    )
    situation.add_finding(cooperation=circle.running, facts=facts, **circle.who)
    meeting = circle.hold(circle.fix(circle.meeting()))
    items = items_of(minutes_of(meeting))
    for one in sharing.preview(cooperation=circle.running, kind=RoundKind.MINUTES, items=items, on=TODAY):
        passing = any("Ermüdet" in item.text for item in one.decision.passing)
        assert passing is (one.party.recipient_id == circle.doctor.pk)


def test_minutes_as_word_and_pdf_hold_markup_as_text(circle: Circle) -> None:
    circle.accept()
    meeting = circle.fix(circle.meeting())
    meeting.cooperation = circle.running
    tables.note_parts(
        meeting=meeting, first_part="#panic() *fett* <b>x</b>", second_part="", own_view="", revision=meeting.revision,
        **circle.who,
    )  # fmt: skip
    circle.hold(meeting)
    circle.plan()
    with CaptureQueriesContext(connection) as few:
        minutes = minutes_of(meeting)
    for number in range(6):
        circle.write(PlanSection.OBLIGATIONS, f"Beitrag {number}")
        tables.add_agenda_item(meeting=meeting, text=f"Frage {number}", **circle.who)
    circle.issue("Mehr Beiträge")
    with CaptureQueriesContext(connection) as many:
        minutes = minutes_of(meeting)
    assert len(few) == len(many)
    words = "\n".join(p.text for p in Document(BytesIO(minutes_as_word(minutes))).paragraphs)
    assert "#panic() *fett* <b>x</b>" in words
    assert "Frage 5" in words
    pdf = minutes_as_pdf(minutes)
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 5000


def test_steps_are_watched_and_the_end_closes_everything(circle: Circle) -> None:
    circle.accept()
    version = circle.plan()
    step = PlanStep.objects.get()
    step.cooperation = circle.running
    deadline = CaseDeadline.objects.get()
    assert "Berufliche Abklärung" in deadline.subject
    monitoring.set_step(step=step, state=StepState.DONE, note="Fertig", revision=step.revision, **circle.who)
    assert CaseDeadline.objects.get().outcome == "done"
    with pytest.raises(Conflict):
        monitoring.set_step(step=step, state=StepState.OPEN, note="", revision=1, **circle.who)
    monitoring.set_step(
        step=step, state=StepState.RUNNING, note="Doch nicht", revision=step.revision, **circle.who
    )
    circle.now += timedelta(days=40)
    questions = tables.open_questions(circle.running, kind=MeetingKind.EVALUATION, at=circle.now)
    assert any(q.text.startswith("Überfällig: Berufliche Abklärung") for q in questions)
    meeting = circle.meeting(MeetingKind.EVALUATION)
    assert ending.open_before_end(circle.running)

    def end(end_id: str, reason: str) -> None:
        ending.end(
            cooperation=circle.running, end_id=end_id, ended_on=circle.now.date(), reason=reason,
            revision=circle.running.revision, **circle.who,
        )  # fmt: skip

    with pytest.raises(CooperationRefused, match="noch geplant"):
        end("integrated", "Sie arbeitet.")
    dates.cancel(meeting=meeting, reason="Nicht nötig", revision=meeting.revision, **circle.who)
    with pytest.raises(CooperationRefused, match="in einem Satz"):
        end("integrated", "")
    end("integrated", "Sie arbeitet.")
    assert circle.running.state == CooperationState.ENDED
    assert not CaseDeadline.objects.filter(outcome="open").exists()
    with pytest.raises(CooperationRefused, match="beendet"):
        circle.sign(version, circle.party(None))
    entry.begin(case=circle.case, answers=YES, reason="", by=circle.world.anna, at=AT)
