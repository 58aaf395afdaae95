"""Hold an audit: answers, talks, findings written where they belong, the evaluation."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.auditing.choices import FindingKind, FindingPlace
from roterfaden.auditing.models import Audit, Finding, Interview, Question, SampledCase
from roterfaden.auditing.preparing import next_number, require_auditor
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.sampling import without_names
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.process.models import Task, TaskDocument

actions.register("auditing.answered", "Auditfrage bearbeitet")
actions.register("auditing.talked", "Gespräch eines Audits festgehalten")
actions.register("auditing.found", "Feststellung eines Audits geschrieben")
actions.register("auditing.finding_changed", "Feststellung eines Audits geändert")
actions.register("auditing.evaluated", "Audit bewertet")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something was found: in general, at a requirement or a step of a chain, or in a drawn case."""

    kind: FindingPlace = FindingPlace.GENERAL
    reference: str = ""
    sampled: SampledCase | None = None
    task: Task | None = None
    document: TaskDocument | None = None


HERE = Place()


def answer(*, question: Question, text: str, by: User, at: datetime, seen: str) -> None:
    """Write down what came of a question. Refuses others than the auditor, before the announcement, an empty answer,
    and a text that somebody changed since (`seen` is the answer that the page showed).
    """
    require_auditor(question.audit, by)
    if question.audit.announced_on is None:
        raise AuditRefused("Die Fragen sind noch nicht angekündigt.")
    if not text.strip():
        raise AuditRefused("Bitte schreiben Sie die Antwort auf.")
    with transaction.atomic():
        row = Question.objects.select_for_update(of=("self",)).select_related("audit").get(pk=question.pk)
        if row.answer != seen:
            raise AuditRefused(f"Inzwischen steht hier: {row.answer}")
        row.answer, row.answered_at = text.strip(), at
        row.save(update_fields=["answer", "answered_at"])
        _record("auditing.answered", question.audit, by=by, at=at, number=question.number)


def note_interview(*, audit: Audit, who: str, held_on: date, notes: str, by: User, at: datetime) -> Interview:
    """Keep a talk. Refuses others than the auditor, an empty note, a talk to come."""
    require_auditor(audit, by)
    if not who.strip() or not notes.strip():
        raise AuditRefused("Bitte schreiben Sie auf, mit wem Sie sprachen und was gesagt wurde.")
    if held_on > local_day(at):
        raise AuditRefused("Dieses Gespräch war noch nicht.")
    with transaction.atomic():
        made = Interview.objects.create(
            audit=audit, who=who.strip(), held_on=held_on, notes=notes.strip(), by=by
        )
        _record("auditing.talked", audit, by=by, at=at)
    return made


def write_finding(
    *, audit: Audit, kind: FindingKind, text: str, by: User, at: datetime, place: Place = HERE
) -> Finding:
    """Write a finding where it belongs. What is about a drawn case is freed of names before it is stored.

    Refuses others than the auditor, an empty text, a case that was not drawn for this audit, a step or document that is
    not of this case.
    """
    require_auditor(audit, by)
    if not text.strip():
        raise AuditRefused("Bitte schreiben Sie auf, was Sie festgestellt haben.")
    _check(audit, place)
    with transaction.atomic():
        Audit.objects.select_for_update(of=("self",)).get(pk=audit.pk)
        made = Finding.objects.create(
            audit=audit,
            number=next_number(audit),
            kind=kind,
            place=place.kind,
            reference=place.reference,
            sampled=place.sampled,
            task=place.task,
            document=place.document,
            text=_clean(text, place.sampled),
        )
        _record("auditing.found", audit, by=by, at=at, number=made.number)
    return made


def change_finding(
    *, finding: Finding, kind: FindingKind, text: str, revision: int, by: User, at: datetime
) -> None:
    """Word it anew. Refuses as `write_finding`, once a correction is agreed; with Conflict another revision."""
    require_auditor(finding.audit, by)
    if finding.correction:
        raise AuditRefused("Dazu ist schon eine Maßnahme vereinbart. Die Feststellung bleibt, wie sie ist.")
    if not text.strip():
        raise AuditRefused("Bitte schreiben Sie auf, was Sie festgestellt haben.")
    with transaction.atomic():
        finding.kind, finding.text = kind, _clean(text, finding.sampled)
        save_revision(finding, expected=revision, fields=["kind", "text"])
        _record("auditing.finding_changed", finding.audit, by=by, at=at, number=finding.number)


def evaluate(*, audit: Audit, text: str, revision: int, by: User, at: datetime) -> None:
    """Write the evaluation. Refuses others than the auditor; with Conflict another revision."""
    require_auditor(audit, by)
    with transaction.atomic():
        audit.evaluation = text.strip()
        save_revision(audit, expected=revision, fields=["evaluation"])
        _record("auditing.evaluated", audit, by=by, at=at)


def _check(audit: Audit, place: Place) -> None:
    if place.sampled is not None and place.sampled.sample.audit_id != audit.pk:
        raise AuditRefused("Dieser Fall gehört nicht zur Stichprobe.")
    case = place.sampled.case if place.sampled is not None else None
    for task in (place.task, place.document.task if place.document is not None else None):
        if task is None:
            continue
        if case is None or not case.case_runs.filter(run=task.run_id).exists():
            raise AuditRefused("Dieser Schritt gehört nicht zu dem gezogenen Fall.")


def _clean(text: str, sampled: SampledCase | None) -> str:
    return text.strip() if sampled is None else without_names(text.strip(), sampled.case)


def _record(action: str, audit: Audit, *, by: User, at: datetime, **details: int) -> None:
    trail.record(
        action, by=by, at=at, subject=audit, scope=audit, organisation=audit.organisation, details=details
    )
