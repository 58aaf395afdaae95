"""Values that somebody disputes: marked with who, when and why; settled with how it came out."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.people.models import Dispute, Fact

actions.register("people.fact_disputed", "Angabe als bestritten gekennzeichnet")
actions.register("people.dispute_settled", "Kennzeichnung „bestritten“ erledigt")


class DisputeRefused(ValueError):
    """The value cannot be marked like this; the message says why."""


def dispute_fact(
    *, fact: Fact, said_by: str, reason: str, raised_on: date, scope: Record, by: User, at: datetime
) -> Dispute:
    """Mark a value as disputed by `said_by`, for a `reason`. The value stays; the mark goes wherever it goes.

    Refuses: nobody, no reason, a day to come, and a value that is marked already. Effects: both texts are sealed under
    the key of the value, an audit entry.
    """
    if not said_by.strip() or not reason.strip():
        raise DisputeRefused("Bitte sagen Sie, wer die Angabe bestreitet und warum.")
    if raised_on > local_day(at):
        raise DisputeRefused("Der Tag liegt in der Zukunft.")
    with transaction.atomic():
        try:
            with transaction.atomic():
                dispute = Dispute.objects.create(
                    fact=fact,
                    data_key=fact.data_key,
                    said_by=said_by,
                    reason=reason,
                    raised_on=raised_on,
                    raised_at=at,
                    raised_by=by,
                )
        except IntegrityError:
            raise DisputeRefused("Diese Angabe ist schon als bestritten gekennzeichnet.") from None
        _record("people.fact_disputed", dispute, scope=scope, by=by, at=at)
    return dispute


def settle_dispute(*, dispute: Dispute, settlement: str, scope: Record, by: User, at: datetime) -> None:
    """Take the mark off, saying how it came out. Refuses no text; settling it twice changes nothing.

    Effects: the dispute stays in the history of the value; an audit entry.
    """
    if not settlement.strip():
        raise DisputeRefused("Bitte sagen Sie, wie es ausging.")
    with transaction.atomic():
        rows = Dispute.objects.filter(pk=dispute.pk, settled_at__isnull=True)
        if not rows.update(settled_at=at, settled_by=by):
            return
        dispute.settled_at, dispute.settled_by, dispute.settlement = at, by, settlement
        dispute.save(update_fields=["settlement"])
        _record("people.dispute_settled", dispute, scope=scope, by=by, at=at)


def _record(action: str, dispute: Dispute, *, scope: Record, by: User, at: datetime) -> None:
    slot = dispute.fact.slot
    trail.record(
        action,
        by=by,
        at=at,
        subject=dispute,
        scope=scope,
        organisation=slot.person.organisation,
        details={"item": slot.item, "number": dispute.fact.number},
    )
