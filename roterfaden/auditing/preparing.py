"""Prepare an audit: its frame, its questions, by when they are announced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.auditing.choices import AuditKind, Effect
from roterfaden.auditing.models import Audit, CatalogueMeasure, Finding, Question
from roterfaden.auditing.procedure import procedure
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.rules import may_audit
from roterfaden.common.revisions import save_revision
from roterfaden.process.deadline_rules import rule_book
from roterfaden.process.due import deadline_by_rule
from roterfaden.standards.choices import State
from roterfaden.standards.layering import standards_for
from roterfaden.standards.queries import evidence_for
from roterfaden.standards.standing import latest_round, rows_of

actions.register("auditing.details_set", "Rahmen eines Audits festgelegt")
actions.register("auditing.question_added", "Auditfrage aufgenommen")
actions.register("auditing.question_dropped", "Auditfrage gestrichen")

NOT_AUDITOR = "Das ist Sache der Auditorin oder des Auditors."
ANNOUNCED = "Die Fragen sind verbindlich angekündigt. Nehmen Sie erst die Ankündigung zurück."
MOST_QUESTIONS = 60


@dataclass(frozen=True, kw_only=True)
class Details:
    """The frame of an audit."""

    kind: AuditKind
    held_on: date
    hours: int
    place: str
    goal: str
    instruments: str


def set_details(*, audit: Audit, details: Details, revision: int, by: User, at: datetime) -> None:
    """Set kind, day, place, goal. Refuses others than the auditor, once it is announced, a day outside of the cycle;
    with Conflict another revision.
    """
    require_auditor(audit, by)
    if audit.announced_on is not None:
        raise AuditRefused(ANNOUNCED)
    if not audit.programme.begins_on <= details.held_on <= audit.programme.ends_on:
        raise AuditRefused("Der Tag liegt außerhalb des Zyklus dieses Programms.")
    with transaction.atomic():
        for name, value in vars(details).items():
            setattr(audit, name, value)
        save_revision(audit, expected=revision, fields=list(vars(details)))
        _record("auditing.details_set", audit, by=by, at=at)


def add_questions(
    *, audit: Audit, texts: Iterable[tuple[str, int, str]], by: User, at: datetime
) -> list[Question]:
    """Add questions, each as (text, number of the guiding question or 0, requirement or ""); known ones are left out.

    Refuses others than the auditor, once they are announced, an empty text, more than an audit can hold.
    """
    require_auditor(audit, by)
    if audit.announced_on is not None:
        raise AuditRefused(ANNOUNCED)
    with transaction.atomic():
        locked = Audit.objects.select_for_update(of=("self",)).get(pk=audit.pk)
        rows = list(Question.objects.filter(audit=locked).select_related("audit"))
        known = {row.text for row in rows}
        last = max((row.number for row in rows), default=0)
        made = []
        for text, guiding, requirement in texts:
            if not text.strip():
                raise AuditRefused("Bitte schreiben Sie die Frage auf.")
            if text.strip() in known:
                continue
            last += 1
            made.append(
                Question.objects.create(
                    audit=audit, number=last, text=text.strip(), guiding=guiding, requirement=requirement
                )
            )
        if len(rows) + len(made) > MOST_QUESTIONS:
            raise AuditRefused(
                f"Mehr als {MOST_QUESTIONS} Fragen lassen sich in einem Audit nicht bearbeiten."
            )
        if made:
            _record("auditing.question_added", audit, by=by, at=at, how_many=len(made))
    return made


def drop_question(*, question: Question, by: User, at: datetime) -> None:
    """Strike a question out. Refuses as `add_questions`."""
    require_auditor(question.audit, by)
    if question.audit.announced_on is not None:
        raise AuditRefused(ANNOUNCED)
    with transaction.atomic():
        Question.objects.filter(pk=question.pk).delete()
        _record("auditing.question_dropped", question.audit, by=by, at=at, number=question.number)


def guiding_questions() -> list[tuple[str, int, str]]:
    """The ten guiding questions, ready to be added."""
    return [(one.text, one.number, "") for one in procedure().questions]


def audit_before(audit: Audit) -> Audit | None:
    """From which audit this one starts: the internal one that prepares it, else the last one of this service."""
    if audit.prepared_by is not None:
        return audit.prepared_by
    rows = Audit.objects.filter(organisation=audit.organisation, held_on__lt=audit.held_on)
    return rows.exclude(pk=audit.pk).select_related("data_key").order_by("-held_on", "-pk").first()


def carried_over(audit: Audit) -> list[tuple[str, int, str]]:
    """What the audit before left open, as questions: deviations without effect, measures of the catalogue."""
    before = audit_before(audit)
    if before is None:
        return []
    found = [
        (f"Was wurde aus der Abweichung {row.number} vom {before.held_on:%d.%m.%Y}: {row.text[:700]}", 0, "")
        for row in Finding.objects.filter(audit=before).select_related("audit")
        if row.is_open
    ]
    measures = CatalogueMeasure.objects.filter(audit=before).exclude(effect=Effect.EFFECTIVE)
    found += [
        (f"Was wurde aus der Maßnahme bis {row.due_on:%d.%m.%Y}: {row.what[:700]}", row.guiding, "")
        for row in measures.select_related("audit")
    ]
    return found


def gaps_as_questions(audit: Audit) -> list[tuple[str, int, str]]:
    """The gaps of the latest self-assessment of the service as questions, with their requirement; the standard of the
    assessment, the latest closed round before the running one.
    """
    place, on = audit.organisation, audit.held_on
    found, standards = latest_round(place), standards_for(place, on=on)
    standard = standards.get(found.standard) if found else None
    if found is None or standard is None:
        return []
    rows = rows_of(standards, standard, found, None, evidence_for(place), on=on)
    asked = []
    for row in rows:
        if row.is_gap:
            said = str(State(row.state).label) + (", ohne gültigen Nachweis" if row.unproved else "")
            text = (
                f"{row.requirement.topic}: {row.requirement.text} Selbst eingeschätzt: {said}. Was steht an?"
            )
            asked.append((text, 0, f"{standard.key}:{row.requirement.code}"))
    return asked


def announce_until(audit: Audit) -> tuple[date, list[str]]:
    """The last day for the questions by the rule of the catalogue, and how it was counted."""
    rule = rule_book().rule_or_newest(procedure().announced_by, on=audit.held_on)
    found = deadline_by_rule(rule, started_on=audit.held_on, region=audit.organisation.region)
    assert found.due_on is not None
    return found.due_on, found.computed.splitlines()


def require_auditor(audit: Audit, by: User) -> None:
    """Refuses others than the auditor of an audit that runs and whose report nobody has signed."""
    if not may_audit(by, audit):
        raise AuditRefused(NOT_AUDITOR)
    if audit.signed_first_at is not None:
        raise AuditRefused("Der Bericht ist schon unterschrieben und ändert sich nicht mehr.")


def next_number(audit: Audit) -> int:
    """The number of the next finding of an audit."""
    return (Finding.objects.filter(audit=audit).aggregate(last=Max("number"))["last"] or 0) + 1


def _record(action: str, audit: Audit, *, by: User, at: datetime, **details: int) -> None:
    trail.record(
        action, by=by, at=at, subject=audit, scope=audit, organisation=audit.organisation, details=details
    )
