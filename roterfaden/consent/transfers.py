"""Let something out through the gate: queued with its basis, checked again when it goes, kept in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.consent import gate, legal
from roterfaden.consent.choices import PLEDGING, Channel, DataClass, RecipientKind, TransferState
from roterfaden.consent.models import Consent, Pledge, Recipient, SecrecyRelease, Transfer
from roterfaden.people.models import Person

actions.register("consent.recipient_added", "Empfängerin oder Empfänger eingetragen")
actions.register("consent.pledged", "Zweckbindung zugesagt")
actions.register("consent.queued", "Weitergabe vorgemerkt")
actions.register("consent.passed_on", "Weitergegeben")
actions.register("consent.stopped", "Weitergabe angehalten")
actions.register("consent.person_told", "Person über eine Weitergabe informiert")


class TransferRefused(ValueError):
    """It may not go out; `decision` says what was kept back and why."""

    def __init__(self, decision: gate.Decision) -> None:
        self.decision = decision
        super().__init__(" ".join(decision.refusals))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What shall go to whom, how, for what, on which basis: a consent, or the id of a legal power."""

    recipient: Recipient
    channel: Channel
    purpose: str
    items: Sequence[gate.Item]
    consent: Consent | None = None
    legal_basis: str = ""


def add_recipient(
    *,
    service: Organisation,
    kind: RecipientKind,
    name: str,
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
) -> Recipient:
    """Enter a recipient into the service's list. Safe to repeat: the same name is the same recipient."""
    with transaction.atomic():
        recipient, created = Recipient.objects.get_or_create(
            service=service, name=name.strip(), defaults={"kind": kind, "organisation": organisation}
        )
        if created:
            trail.record("consent.recipient_added", by=by, at=at, subject=recipient, organisation=service)
    return recipient


def record_pledge(*, recipient: Recipient, signed_by: str, signed_on: date, by: User, at: datetime) -> Pledge:
    """Record that a recipient outside the social administration pledged the purpose (§ 78 Abs. 1 SGB X)."""
    with transaction.atomic():
        pledge = Pledge.objects.create(
            recipient=recipient, signed_by=signed_by, signed_on=signed_on, recorded_by=by, recorded_at=at
        )
        trail.record("consent.pledged", by=by, at=at, subject=pledge, organisation=recipient.service)
    return pledge


def preview(*, person: Person, service: Organisation, plan: Plan, on: date) -> gate.Decision:
    """What would pass on the day `on`, and what would be kept back and why. Changes nothing."""
    return gate.decide(_request(plan), _basis(plan, service, on=on), _releases(person), on=on)


def queue(
    *, person: Person, service: Organisation, plan: Plan, scope: Record, by: User, at: datetime
) -> Transfer:
    """Put something before the way out, filtered to what may pass. Refuses with TransferRefused what may not.

    Effects: a row of the ledger with exactly what is to go, an audit entry without contents.
    """
    decision = preview(person=person, service=service, plan=plan, on=local_day(at))
    if decision.refusals:
        raise TransferRefused(decision)
    with transaction.atomic():
        transfer = Transfer.objects.create(
            person=person,
            service=service,
            scope=scope.uuid,
            recipient=plan.recipient,
            channel=plan.channel,
            purpose=plan.purpose,
            consent=plan.consent,
            legal_basis="" if plan.consent else plan.legal_basis,
            classes=sorted(decision.classes),
            content=[_kept(item) for item in decision.passing],
            decided_at=at,
            decided_by=by,
        )
        trail.record(
            "consent.queued",
            by=by,
            at=at,
            subject=transfer,
            scope=scope,
            organisation=service,
            details={"channel": str(plan.channel), "classes": sorted(decision.classes)},
        )
    return transfer


def let_out(*, transfer: Transfer, scope: Record, by: trail.Actor | None, at: datetime) -> Transfer:
    """Let a waiting transfer go, if its basis still holds in this moment; otherwise stop it and say why.

    It holds the consent's row first, as a withdrawal does, so of the two one waits for the other: what was not gone
    when the withdrawal was confirmed does not go. Safe to repeat. Effects: state, the day by which the person must be
    told, an audit entry.
    """
    today = local_day(at)
    with transaction.atomic():
        if transfer.consent_id is not None:
            Consent.objects.select_for_update().get(pk=transfer.consent_id)
        row = Transfer.objects.select_for_update().get(pk=transfer.pk)
        if row.state != TransferState.QUEUED:
            return row
        reason = no_longer(row, today=today)
        if reason:
            row.state, row.stopped_because = TransferState.STOPPED, reason
        else:
            row.state, row.out_at = TransferState.OUT, at
            if row.legal_basis:
                within = legal.shipped_bases()[row.legal_basis].tell_person_within_days
                row.tell_person_by = today + timedelta(days=within)
        row.save(update_fields=["state", "out_at", "stopped_because", "tell_person_by"])
        action = "consent.stopped" if reason else "consent.passed_on"
        trail.record(action, by=by, at=at, subject=row, scope=scope, organisation=row.service)
    return row


def tell_person(*, transfer: Transfer, scope: Record, by: User, at: datetime) -> None:
    """Record that the person was told of a transfer on a legal power (AVG 35a, § 82a SGB X). Safe to repeat."""
    with transaction.atomic():
        untold = Transfer.objects.filter(pk=transfer.pk, state=TransferState.OUT, person_told_at__isnull=True)
        if untold.update(person_told_at=at):
            trail.record(
                "consent.person_told",
                by=by,
                at=at,
                subject=transfer,
                scope=scope,
                organisation=transfer.service,
            )


def forget_contents(*, scope: Record) -> int:
    """Empty what was passed on about `scope`, and why; to whom, when and which classes of facts stays in the ledger.

    For the destruction of a case whose person stays: these texts lie under the key of the person.
    """
    return Transfer.objects.filter(scope=scope.uuid).update(content=None, purpose="")


def no_longer(row: Transfer, *, today: date) -> str:
    """Why a waiting transfer may not go any more; "" if it may."""
    if row.consent_id is None:
        return "" if row.legal_basis in legal.shipped_bases() else "Die Rechtsgrundlage gilt nicht mehr."
    consent = Consent.objects.get(pk=row.consent_id)
    if consent.withdrawn_at is not None:
        return "Die Einwilligung wurde widerrufen."
    if consent.valid_until < today:
        return "Die Einwilligung ist abgelaufen."
    return ""


def _request(plan: Plan) -> gate.Request:
    kind = RecipientKind(plan.recipient.kind)
    return gate.Request(
        recipient=plan.recipient.pk,
        recipient_kind=kind,
        purpose=plan.purpose,
        items=plan.items,
        needs_pledge=kind in PLEDGING,
        pledged=plan.recipient.pledges.exists(),
    )


def _basis(plan: Plan, service: Organisation, *, on: date) -> gate.Basis | None:
    if plan.consent is not None:
        consent = plan.consent
        return gate.Basis(
            title=f"Einwilligung vom {consent.given_on:%d.%m.%Y}",
            classes=_classes(consent.classes),
            recipients=frozenset(consent.recipients.values_list("pk", flat=True)),
            valid_from=consent.given_on,
            valid_until=consent.valid_until,
            withdrawn=consent.withdrawn_at is not None,
        )
    power = next((b for b in legal.bases_for(service.region, on=on) if b.id == plan.legal_basis), None)
    if power is None:
        return None
    return gate.Basis(
        title=power.title,
        classes=power.classes,
        recipient_kinds=power.recipients,
        valid_from=power.valid_from,
    )


def _releases(person: Person) -> list[gate.Release]:
    rows = SecrecyRelease.objects.filter(person=person).prefetch_related("towards")
    return [
        gate.Release(
            holder=row.holder_id,
            towards=frozenset(recipient.pk for recipient in row.towards.all()),
            classes=_classes(row.classes),
            valid_from=row.given_on,
            valid_until=row.valid_until,
            withdrawn=row.withdrawn_at is not None,
        )
        for row in rows
    ]


def _classes(codes: Sequence[str]) -> frozenset[DataClass]:
    return frozenset(DataClass(code) for code in codes)


def _kept(item: gate.Item) -> dict[str, str | bool]:
    return {
        "class": str(item.data_class),
        "title": item.title,
        "text": item.text,
        "source": item.source,
        "disputed": item.disputed,
        "part": item.part,
        "file": item.file,
    }
