"""Name who decides about the proposals of an organisation, and end it."""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.quality.models import Seat
from roterfaden.quality.proposal_rules import may_name_committee

actions.register("quality.seat_given", "In den Ausschuss berufen")
actions.register("quality.seat_ended", "Aus dem Ausschuss verabschiedet")


class SeatRefused(ValueError):
    """The committee cannot be changed like this; the message says why."""


def give_seat(*, organisation: Organisation, user: User, valid_from: date, by: User, at: datetime) -> Seat:
    """Name `user` as a member of the committee of `organisation`; a seat that holds already is returned as it is.

    Refuses who is neither quality officer nor coordinator there. Effects: seat, audit entry.
    """
    with transaction.atomic():
        _check(organisation, by=by, at=at)
        known = Seat.objects.filter(organisation=organisation, user=user, valid_until__isnull=True).first()
        if known is not None:
            return known
        seat, _made = Seat.objects.update_or_create(
            organisation=organisation, user=user, valid_from=valid_from, defaults={"valid_until": None}
        )
        trail.record(
            "quality.seat_given",
            by=by,
            at=at,
            subject=seat,
            organisation=organisation,
            details={"user": str(user.uuid)},
        )
    return seat


def end_seat(*, seat: Seat, last_day: date, by: User, at: datetime) -> None:
    """End a seat; one that begins later, or today, is struck out. Refuses as `give_seat`."""
    with transaction.atomic():
        _check(seat.organisation, by=by, at=at)
        if seat.valid_from >= local_day(at):
            Seat.objects.filter(pk=seat.pk).delete()
        else:
            seat.valid_until = max(last_day, seat.valid_from)
            seat.save(update_fields=["valid_until"])
        trail.record(
            "quality.seat_ended",
            by=by,
            at=at,
            subject=seat,
            organisation=seat.organisation,
            details={"user": str(seat.user.uuid)},
        )


def _check(organisation: Organisation, *, by: User, at: datetime) -> None:
    if not may_name_committee(by, organisation, on=local_day(at)):
        raise SeatRefused("Den Ausschuss benennen Qualitätsbeauftragte und Koordination dieser Stelle.")
