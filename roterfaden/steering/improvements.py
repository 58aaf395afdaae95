"""One kind of improvement, whatever asked for it: proposed, agreed (who, by when), done, checked for its effect.

Other packages call `propose`: an audit with a deviation, a survey with an answer, a complaint with its lesson.
"""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import colleagues_in, memberships_of
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.complaints.handling import on_improvement
from roterfaden.complaints.models import Complaint
from roterfaden.process.rules import may_keep
from roterfaden.statistics.rules import STAFF
from roterfaden.steering.choices import Effect, SourceKind, Stage
from roterfaden.steering.models import Improvement

actions.register("steering.improvement_proposed", "Verbesserung vorgeschlagen")
actions.register("steering.improvement_agreed", "Verbesserung vereinbart")
actions.register("steering.improvement_declined", "Verbesserung nicht verfolgt")
actions.register("steering.improvement_done", "Verbesserung umgesetzt")
actions.register("steering.improvement_checked", "Wirkung einer Verbesserung geprüft")


class ImprovementRefused(ValueError):
    """This cannot be done with the improvement; the message says why."""


def propose(
    *,
    organisation: Organisation,
    source_kind: SourceKind,
    source_code: str,
    what: str,
    token: UUID,
    by: User,
    at: datetime,
) -> Improvement:
    """Propose that something becomes better; the same `token` again returns the first.

    Refuses who does not work there, and an empty text. Effects: data key, audit entry without the text.
    """
    known = Improvement.objects.filter(token=token, organisation=organisation).first()
    if known is not None:
        return known
    if not memberships_of(by, on=local_day(at), roles=STAFF).filter(organisation=organisation).exists():
        raise ImprovementRefused("Verbesserungen schlägt vor, wer dort arbeitet.")
    if not what.strip():
        raise ImprovementRefused("Bitte sagen Sie in einem Satz, was besser werden soll.")
    with transaction.atomic():
        row = Improvement.objects.create(
            organisation=organisation,
            data_key=keyring.new_key(),
            source_kind=source_kind,
            source_code=source_code,
            what=what.strip(),
            token=token,
            proposed_by=by,
            proposed_at=at,
        )
        _tell("steering.improvement_proposed", row, by=by, at=at, source=str(source_kind))
    return row


@on_improvement
def take_from_complaint(*, complaint: Complaint, by: User, at: datetime) -> Improvement:
    """Make the improvement that a complaint asked for; said again with other words while it is only proposed, it reads
    so. Whoever handles the complaint may, without working there. Effects: as `propose`.
    """
    token = uuid5(complaint.uuid, "improvement")
    row = Improvement.objects.filter(token=token).select_related("organisation", "data_key").first()
    if row is None:
        row = Improvement.objects.create(
            organisation=complaint.organisation,
            data_key=keyring.new_key(),
            source_kind=SourceKind.COMPLAINT,
            source_code=complaint.code,
            what=complaint.improvement,
            token=token,
            proposed_by=by,
            proposed_at=at,
        )
    elif row.stage != Stage.PROPOSED or row.what == complaint.improvement:
        return row
    else:
        row.what = complaint.improvement
        save_revision(row, expected=row.revision, fields=["what"])
    _tell("steering.improvement_proposed", row, by=by, at=at, source=str(SourceKind.COMPLAINT))
    return row


def agree(
    *, improvement: Improvement, responsible: User, due_on: date, revision: int, by: User, at: datetime
) -> None:
    """Say who does it and by when; again while it is not done. Refuses others than keepers, a stranger, a past day."""
    today = local_day(at)
    _check_keeper(improvement, by, today)
    if improvement.stage not in (Stage.PROPOSED, Stage.AGREED):
        raise ImprovementRefused("Das ist schon umgesetzt oder entschieden.")
    if due_on < today:
        raise ImprovementRefused("Der Tag liegt in der Vergangenheit.")
    if not people_for(improvement.organisation, on=today).filter(pk=responsible.pk).exists():
        raise ImprovementRefused("Diese Person arbeitet nicht im Dienst.")
    improvement.responsible, improvement.due_on = responsible, due_on
    _go(improvement, Stage.AGREED, revision, ("responsible", "due_on"), by=by, at=at)


def decline(*, improvement: Improvement, remark: str, revision: int, by: User, at: datetime) -> None:
    """Say why it is not followed. Refuses: others than the keepers, no reason, what is done already."""
    _check_keeper(improvement, by, local_day(at))
    if improvement.stage not in (Stage.PROPOSED, Stage.AGREED):
        raise ImprovementRefused("Das ist schon umgesetzt oder entschieden.")
    if not remark.strip():
        raise ImprovementRefused("Bitte sagen Sie in einem Satz, warum nicht.")
    improvement.remark = remark.strip()
    _go(improvement, Stage.DECLINED, revision, ("remark",), by=by, at=at)


def finish(*, improvement: Improvement, revision: int, by: User, at: datetime) -> None:
    """Say that it is done. Refuses others than the responsible person and the keepers."""
    today = local_day(at)
    if improvement.responsible_id != by.pk:
        _check_keeper(improvement, by, today)
    if improvement.stage != Stage.AGREED:
        raise ImprovementRefused("Erst vereinbaren, wer es bis wann tut.")
    improvement.done_on = today
    _go(improvement, Stage.DONE, revision, ("done_on",), by=by, at=at)


def check(
    *, improvement: Improvement, effect: Effect, remark: str, revision: int, by: User, at: datetime
) -> None:
    """Say whether it works. Refuses: others than the keepers, who did it, what is not done, no words if it does not."""
    _check_keeper(improvement, by, local_day(at))
    if improvement.stage != Stage.DONE:
        raise ImprovementRefused("Geprüft wird, was umgesetzt ist.")
    if improvement.responsible_id == by.pk:
        raise ImprovementRefused("Die Wirkung prüft jemand anders als die Person, die es umgesetzt hat.")
    if effect != Effect.WORKS and not remark.strip():
        raise ImprovementRefused("Bitte sagen Sie in einem Satz, was fehlt.")
    improvement.effect, improvement.remark = effect, remark.strip()
    improvement.checked_on, improvement.checked_by = local_day(at), by
    columns = ("effect", "remark", "checked_on", "checked_by")
    _go(improvement, Stage.CHECKED, revision, columns, by=by, at=at)


def people_for(organisation: Organisation, *, on: date) -> QuerySet[User]:
    """Who can be responsible: who works there."""
    return colleagues_in(organisation, on=on, roles=STAFF)


def _check_keeper(improvement: Improvement, by: User, today: date) -> None:
    if not may_keep(by, improvement.organisation_id, on=today):
        raise ImprovementRefused("Das entscheiden Leitung und Qualitätsbeauftragte.")


NAMES = {
    Stage.AGREED: "steering.improvement_agreed",
    Stage.DECLINED: "steering.improvement_declined",
    Stage.DONE: "steering.improvement_done",
    Stage.CHECKED: "steering.improvement_checked",
}


def _go(
    row: Improvement, stage: Stage, revision: int, columns: tuple[str, ...], *, by: User, at: datetime
) -> None:
    row.stage = stage
    with transaction.atomic():
        save_revision(row, expected=revision, fields=("stage", *columns))
        _tell(NAMES[stage], row, by=by, at=at)


def _tell(action: str, row: Improvement, *, by: User, at: datetime, **details: str) -> None:
    trail.record(action, by=by, at=at, subject=row, organisation=row.organisation, details=details)
