"""From a deviation to its end: statement, correction with name and day, done, checked again. And the catalogue."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.auditing.choices import Effect
from roterfaden.auditing.models import Audit, CatalogueMeasure, Finding
from roterfaden.auditing.procedure import procedure
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.rules import may_audit, may_correct
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision

actions.register("auditing.corrected", "Korrekturmaßnahme vereinbart")
actions.register("auditing.done", "Korrekturmaßnahme als umgesetzt gemeldet")
actions.register("auditing.rechecked", "Korrekturmaßnahme nachgeprüft")
actions.register("auditing.measure_added", "Maßnahme in den Ziel- und Maßnahmenkatalog aufgenommen")
actions.register("auditing.measure_checked", "Maßnahme des Katalogs geprüft")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What the service says of a deviation, and what is done about it by whom until when."""

    statement: str
    cause: str
    correction: str
    responsible: User
    due_on: date


def correct(*, finding: Finding, said: Correction, revision: int, by: User, at: datetime) -> None:
    """Agree the correction of a deviation. Refuses who does not define corrections in this audit, what is no deviation
    or is done already, no measure, a day that is past; with Conflict another revision.
    """
    if not may_correct(by, finding.audit):
        raise AuditRefused("Maßnahmen legen Koordination, Träger und Beschäftigte fest.")
    if not finding.is_deviation:
        raise AuditRefused("Eine Maßnahme braucht nur eine Abweichung.")
    if finding.done_on is not None:
        raise AuditRefused("Die Maßnahme ist schon umgesetzt.")
    if not said.correction.strip():
        raise AuditRefused("Bitte schreiben Sie auf, was getan wird.")
    if said.due_on < local_day(at):
        raise AuditRefused("Der Tag, bis zu dem es getan wird, ist schon vorbei.")
    with transaction.atomic():
        for name, value in vars(said).items():
            setattr(finding, name, value)
        save_revision(finding, expected=revision, fields=list(vars(said)))
        _record("auditing.corrected", finding, by=by, at=at)


def report_done(*, finding: Finding, note: str, revision: int, by: User, at: datetime) -> None:
    """The one who is responsible says that it is done. Refuses others, nothing said; with Conflict another revision."""
    if finding.responsible_id != by.pk and not may_correct(by, finding.audit):
        raise AuditRefused("Das meldet, wer dafür verantwortlich ist.")
    if not finding.correction:
        raise AuditRefused("Es ist noch keine Maßnahme vereinbart.")
    if not note.strip():
        raise AuditRefused("Bitte sagen Sie in einem Satz, was getan wurde.")
    with transaction.atomic():
        finding.done_on, finding.done_note = local_day(at), note.strip()
        # what is done anew is checked anew
        finding.effect, finding.checked_on = "", None
        save_revision(finding, expected=revision, fields=["done_on", "done_note", "effect", "checked_on"])
        _record("auditing.done", finding, by=by, at=at)


def recheck(
    *,
    finding: Finding,
    effect: Effect,
    note: str,
    again_by: date | None,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Check a correction. Without full effect it stays open, with a new day for it.

    Refuses others than the auditor, a deviation without a correction, no sentence, and no new day where one is needed;
    with Conflict another revision.
    """
    if not may_audit(by, finding.audit):
        raise AuditRefused("Nachgeprüft wird durch die Auditorin oder den Auditor.")
    if not finding.correction:
        raise AuditRefused("Es ist noch keine Maßnahme vereinbart.")
    if not note.strip():
        raise AuditRefused("Bitte sagen Sie in einem Satz, was die Nachprüfung ergab.")
    if effect != Effect.EFFECTIVE and (again_by is None or again_by < local_day(at)):
        raise AuditRefused("Bitte nennen Sie den Tag, bis zu dem es wirksam wird.")
    with transaction.atomic():
        finding.effect, finding.check_note, finding.checked_on = effect, note.strip(), local_day(at)
        if effect != Effect.EFFECTIVE:
            finding.due_on, finding.done_on = again_by, None
        save_revision(
            finding, expected=revision, fields=["effect", "check_note", "checked_on", "due_on", "done_on"]
        )
        _record("auditing.rechecked", finding, by=by, at=at)


def add_measure(
    *, audit: Audit, guiding: int, what: str, responsible: User, due_on: date, by: User, at: datetime
) -> CatalogueMeasure:
    """Put a measure into the goal and measure catalogue. Refuses who does not define corrections here, a question that
    asks for no measure, an empty text, a day that is past.
    """
    if not may_correct(by, audit):
        raise AuditRefused("Maßnahmen legen Koordination, Träger und Beschäftigte fest.")
    question = procedure().question(guiding)
    if question is None or not question.plans:
        raise AuditRefused("Zu dieser Leitfrage gehört keine Maßnahme.")
    if not what.strip():
        raise AuditRefused("Bitte schreiben Sie auf, was zu tun ist.")
    if due_on < local_day(at):
        raise AuditRefused("Der Tag, bis zu dem es getan wird, ist schon vorbei.")
    with transaction.atomic():
        made = CatalogueMeasure.objects.create(
            audit=audit, guiding=guiding, what=what.strip(), responsible=responsible, due_on=due_on
        )
        _record("auditing.measure_added", made, by=by, at=at)
    return made


def check_measure(
    *, measure: CatalogueMeasure, effect: Effect, revision: int, by: User, at: datetime
) -> None:
    """Say what became of a measure: the auditor of its audit, or of the next one of the service."""
    following = Audit.objects.filter(organisation=measure.audit.organisation, auditor=by)
    if not following.filter(held_on__gte=measure.audit.held_on).exists():
        raise AuditRefused("Das prüft die Auditorin oder der Auditor.")
    with transaction.atomic():
        measure.effect, measure.checked_on, measure.checked_by = effect, local_day(at), by
        save_revision(measure, expected=revision, fields=["effect", "checked_on", "checked_by"])
        _record("auditing.measure_checked", measure, by=by, at=at)


def _record(action: str, row: Finding | CatalogueMeasure, *, by: User, at: datetime) -> None:
    trail.record(action, by=by, at=at, subject=row, scope=row.audit, organisation=row.audit.organisation)
