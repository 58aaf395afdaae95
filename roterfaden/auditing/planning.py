"""Plan the audits of a cycle: the programme with who acts, the audits of services, their auditors."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import below
from roterfaden.audit import actions, trail
from roterfaden.auditing.choices import AuditKind, Side
from roterfaden.auditing.models import Audit, Auditor, Programme
from roterfaden.auditing.neutrality import reasons_against
from roterfaden.auditing.procedure import procedure
from roterfaden.auditing.queries import auditors_for
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.rules import may_appoint, may_plan, may_plan_in
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.process import runs
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.choices import RunState

actions.register("auditing.programme_planned", "Auditprogramm angelegt")
actions.register("auditing.programme_changed", "Auditprogramm geändert")
actions.register("auditing.audit_planned", "Audit geplant")
actions.register("auditing.auditor_appointed", "Auditorin oder Auditor ernannt")
actions.register("auditing.auditor_ended", "Ernennung für Audits beendet")
actions.register("auditing.auditor_named", "Audit einer Auditorin, einem Auditor gegeben")

NOT_YOURS = "Planen kann, wer für die Qualität dieser Stelle zuständig ist."


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a programme says, and who acts in it."""

    title: str
    begins_on: date
    ends_on: date
    scope: str
    coordinator: User
    office: User
    trainer: User
    releaser: User


@dataclass(frozen=True, kw_only=True)
class Order:
    """What one audit of a programme is to be."""

    kind: AuditKind
    side: Side
    held_on: date
    provider: User
    staff: User
    prepared_by: Audit | None = None
    first: bool = False


def plan_programme(*, organisation: Organisation, plan: Plan, by: User, at: datetime) -> Programme:
    """Begin the programme of a cycle. Refuses who may not plan there and an end before the beginning."""
    _check_plan(organisation, plan, by=by, at=at)
    with transaction.atomic():
        made = Programme.objects.create(organisation=organisation, **vars(plan))
        trail.record("auditing.programme_planned", by=by, at=at, subject=made, organisation=organisation)
    return made


def change_programme(*, programme: Programme, plan: Plan, revision: int, by: User, at: datetime) -> None:
    """Change it, people included. Refuses as `plan_programme`; with Conflict another revision."""
    _check_plan(programme.organisation, plan, by=by, at=at)
    with transaction.atomic():
        for name, value in vars(plan).items():
            setattr(programme, name, value)
        save_revision(programme, expected=revision, fields=list(vars(plan)))
        trail.record(
            "auditing.programme_changed", by=by, at=at, subject=programme, organisation=programme.organisation
        )


def plan_audit(
    *, programme: Programme, organisation: Organisation, order: Order, token: UUID, by: User, at: datetime
) -> Audit:
    """Add an audit of one service to the programme and begin its run; the same form gives the first again.

    Refuses who may not plan there, a service that the programme does not cover, a day outside of the cycle, an external
    audit that is not some weeks after the internal one that prepares it. Effects: key, run, audit, audit entry.
    """
    known = Audit.objects.filter(token=token, programme=programme).first()
    if known is not None:
        return known
    _check_audit(programme, organisation, order, by=by, at=at)
    way = procedure()
    version = version_in_force(way.chain, on=local_day(at), service=organisation)
    if version is None:
        raise AuditRefused(f"Die Kette {way.chain} gilt zurzeit nicht.")
    with transaction.atomic():
        made = Audit(
            programme=programme,
            organisation=organisation,
            data_key=keyring.new_key(),
            kind=order.kind,
            side=order.side,
            prepared_by=order.prepared_by,
            provider=order.provider,
            staff=order.staff,
            held_on=order.held_on,
            token=token,
        )
        made.run = runs.start_run(
            chain_version=version,
            organisation=organisation,
            data_key=made.data_key,
            start_node=way.starts["first" if order.first else "cycle"],
            scope=made,
            by=by,
            at=at,
        )
        made.save()
        trail.record(
            "auditing.audit_planned",
            by=by,
            at=at,
            subject=made,
            scope=made,
            organisation=organisation,
            details={"kind": str(order.kind), "side": str(order.side)},
        )
    return made


def appoint(
    *,
    organisation: Organisation,
    user: User,
    side: Side,
    training: str,
    trained_on: date,
    by: User,
    at: datetime,
) -> Auditor:
    """Appoint `user` for audits after a training; who is appointed for this side already stays as they are.

    Refuses who may not appoint there, no proof of the training, a training to come.
    """
    if not may_appoint(by, organisation, on=local_day(at)):
        raise AuditRefused("Ernennen kann, wer für die Qualität dieser Stelle zuständig ist.")
    if not training.strip():
        raise AuditRefused("Bitte nennen Sie die Schulung und wo der Nachweis liegt.")
    if trained_on > local_day(at):
        raise AuditRefused("Ernannt wird erst nach der Schulung.")
    with transaction.atomic():
        known = Auditor.objects.filter(
            organisation=organisation, user=user, side=side, ended_on__isnull=True
        ).first()
        if known is not None:
            return known
        made = Auditor.objects.create(
            organisation=organisation,
            user=user,
            side=side,
            training=training.strip(),
            trained_on=trained_on,
            appointed_on=local_day(at),
            appointed_by=by,
        )
        _record_auditor("auditing.auditor_appointed", made, by=by, at=at)
    return made


def end_appointment(*, auditor: Auditor, by: User, at: datetime) -> None:
    """From tomorrow on no audit is given to them. Idempotent. Refuses as `appoint`."""
    if not may_appoint(by, auditor.organisation, on=local_day(at)):
        raise AuditRefused("Beenden kann, wer für die Qualität dieser Stelle zuständig ist.")
    if auditor.ended_on is not None:
        return
    with transaction.atomic():
        auditor.ended_on = local_day(at)
        auditor.save(update_fields=["ended_on"])
        _record_auditor("auditing.auditor_ended", auditor, by=by, at=at)


def name_auditor(*, audit: Audit, user: User, revision: int, by: User, at: datetime) -> None:
    """Give the audit to somebody. Refuses others than the coordinator or who plans there, somebody who is not appointed
    for this side, and by name whoever would audit their own work; with Conflict another revision.
    """
    today = local_day(at)
    if audit.programme.coordinator_id != by.pk and not may_plan(by, audit.organisation, on=today):
        raise AuditRefused(NOT_YOURS)
    if audit.run.state != RunState.RUNNING or audit.announced_on is not None:
        raise AuditRefused("Das Audit ist schon angekündigt. Nehmen Sie erst die Ankündigung zurück.")
    rows = auditors_for(audit.organisation, on=today).filter(side=audit.side)
    if not rows.filter(user=user).exists():
        raise AuditRefused(f"{user} ist für Audits dieser Art nicht geschult und ernannt.")
    against = reasons_against(user, audit.organisation, kind=audit.kind, side=audit.side, on=today)
    if against:
        raise AuditRefused(" ".join(against))
    with transaction.atomic():
        audit.auditor = user
        save_revision(audit, expected=revision, fields=["auditor"])
        trail.record(
            "auditing.auditor_named",
            by=by,
            at=at,
            subject=audit,
            scope=audit,
            organisation=audit.organisation,
            details={"user": str(user.uuid)},
        )


def _check_plan(organisation: Organisation, plan: Plan, *, by: User, at: datetime) -> None:
    if not may_plan(by, organisation, on=local_day(at)):
        raise AuditRefused(NOT_YOURS)
    if not plan.title.strip():
        raise AuditRefused("Bitte geben Sie dem Programm einen Namen.")
    if plan.ends_on < plan.begins_on:
        raise AuditRefused("Der Zyklus endet vor seinem Beginn: Bitte prüfen Sie die beiden Tage.")


def _check_audit(
    programme: Programme, organisation: Organisation, order: Order, *, by: User, at: datetime
) -> None:
    if not may_plan_in(by, programme, on=local_day(at)):
        raise AuditRefused(NOT_YOURS)
    if organisation.pk not in below([programme.organisation]):
        raise AuditRefused("Diesen Dienst deckt das Programm nicht ab.")
    if not programme.begins_on <= order.held_on <= programme.ends_on:
        raise AuditRefused("Der Tag liegt außerhalb des Zyklus dieses Programms.")
    _check_preparation(organisation, order)


def _check_preparation(organisation: Organisation, order: Order) -> None:
    before = order.prepared_by
    if before is None:
        return
    if (
        order.side != Side.EXTERNAL
        or before.side != Side.INTERNAL
        or before.organisation_id != organisation.pk
    ):
        raise AuditRefused(
            "Ein internes Audit desselben Dienstes bereitet ein externes vor, nicht umgekehrt."
        )
    if Audit.objects.filter(prepared_by=before).exists():
        raise AuditRefused("Dieses interne Audit bereitet schon ein anderes vor.")
    weeks = procedure().gap_weeks
    earliest = before.held_on + timedelta(weeks=weeks)
    if order.held_on < earliest:
        raise AuditRefused(
            f"Zwischen internem und externem Audit liegen etwa {weeks} Wochen: frühestens am {earliest:%d.%m.%Y}."
        )


def _record_auditor(action: str, auditor: Auditor, *, by: User, at: datetime) -> None:
    trail.record(
        action,
        by=by,
        at=at,
        subject=auditor,
        organisation=auditor.organisation,
        details={"user": str(auditor.user.uuid), "side": auditor.side},
    )
