"""Name who looks after the complaints of an organisation, and end it."""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.complaints.models import Officer
from roterfaden.complaints.rules import may_name_officers

actions.register("complaints.officer_named", "Als Beschwerdestelle benannt")
actions.register("complaints.officer_ended", "Als Beschwerdestelle verabschiedet")


class OfficerRefused(ValueError):
    """Who looks after complaints cannot be changed like this; the message says why."""


def name_officer(
    *, organisation: Organisation, user: User, valid_from: date, by: User, at: datetime
) -> Officer:
    """Name `user` for the complaints of `organisation` and all below it; one who is named already stays as they are.

    Refuses who may not name there. Effects: one row, audit entry.
    """
    with transaction.atomic():
        _check(organisation, by=by, at=at)
        known = Officer.objects.filter(organisation=organisation, user=user, valid_until__isnull=True).first()
        if known is not None:
            return known
        officer, _made = Officer.objects.update_or_create(
            organisation=organisation, user=user, valid_from=valid_from, defaults={"valid_until": None}
        )
        _record("complaints.officer_named", officer, by=by, at=at)
    return officer


def end_officer(*, officer: Officer, last_day: date, by: User, at: datetime) -> None:
    """End it; one that begins later, or today, is struck out. Refuses as `name_officer`."""
    with transaction.atomic():
        _check(officer.organisation, by=by, at=at)
        if officer.valid_from >= local_day(at):
            Officer.objects.filter(pk=officer.pk).delete()
        else:
            officer.valid_until = max(last_day, officer.valid_from)
            officer.save(update_fields=["valid_until"])
        _record("complaints.officer_ended", officer, by=by, at=at)


def _check(organisation: Organisation, *, by: User, at: datetime) -> None:
    if not may_name_officers(by, organisation, on=local_day(at)):
        raise OfficerRefused(
            "Die Beschwerdestelle benennen Leitung, Qualitätsbeauftragte und Verwaltung dieser Stelle."
        )


def _record(action: str, officer: Officer, *, by: User, at: datetime) -> None:
    trail.record(
        action,
        by=by,
        at=at,
        subject=officer,
        organisation=officer.organisation,
        details={"user": str(officer.user.uuid)},
    )
