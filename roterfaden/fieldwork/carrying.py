"""The folder on a device: allow it, take it along, give its key back after a login, end it.

Decision 0102. What is sealed on the device opens with the secret that is kept here for the running login, or with the
code that the user chose when packing; here the code is never known.
"""

import secrets
from base64 import b64encode
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.login_models import LoginSession
from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.fieldwork.choices import Ending
from roterfaden.fieldwork.models import Arrival, Carrying, OfflineRule
from roterfaden.fieldwork.queries import carrying_on, may_carry, password_mark_of
from roterfaden.jobs import clock

actions.register("fieldwork.rule_changed", "Unterwegs ohne Netz ein- oder ausgeschaltet")
actions.register("fieldwork.taken_along", "Mappe auf ein Gerät mitgenommen")
actions.register("fieldwork.key_released", "Mappe auf einem Gerät geöffnet")
actions.register("fieldwork.ended", "Mappe auf einem Gerät beendet")

HELD = timedelta(hours=24)
SECRET_BYTES = 32
KEPT_ROWS = timedelta(days=30)


class CarryingRefused(ValueError):
    """Nothing may be taken along; the message says why."""


class CarryingGone(LookupError):
    """There is no such folder of this user (any more): what the device still keeps of it must go."""


def change_rule(
    *, organisation: Organisation, is_on: bool, revision: int, by: User | None, at: datetime
) -> OfflineRule:
    """Allow or forbid that those who work for `organisation` take cases along.

    Refuses with Conflict if somebody else was faster. Effects: switched off, all folders end of those whom no other
    service allows it; audit entry.
    """
    with transaction.atomic():
        rule, _created = OfflineRule.objects.get_or_create(organisation=organisation)
        before, rule.is_on = rule.is_on, is_on
        save_revision(rule, expected=revision, fields=["is_on"])
        if before and not is_on:
            for row in Carrying.objects.filter(ended_at__isnull=True).select_related("user", "data_key"):
                if not may_carry(row.user, on=local_day(at)):
                    end_carrying(carrying=row, ending=Ending.SWITCHED_OFF, by=by, at=at)
        trail.record(
            "fieldwork.rule_changed",
            by=by,
            at=at,
            subject=rule,
            organisation=organisation,
            details={"before": before, "after": is_on},
        )
    return rule


def take_along(*, device: UUID, session_key: str, by: User, at: datetime) -> Carrying:
    """Begin the folder of `by` on a device, or let the running one hold for 24 hours from now.

    Refuses: no service of the user allows it; a device that somebody else's folder, or one that has ended, is on.
    Effects: a secret of 32 bytes, sealed with a key of its own; audit entry.
    """
    if not may_carry(by, on=local_day(at)):
        raise CarryingRefused("Ihre Stelle erlaubt das Mitnehmen nicht. Das kann die Verwaltung einschalten.")
    with transaction.atomic():
        known = carrying_on(device)
        if known is not None and not (known.user_id == by.pk and runs(known, at=at)):
            raise CarryingRefused("Diese Mappe ist beendet. Bitte packen Sie neu.")
        if known is None:
            secret = b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
            known = Carrying(user=by, device=device, data_key=keyring.new_key(), secret=secret, made_at=at)
        known.session = _session(by, session_key)
        known.password_mark, known.ends_at = password_mark_of(by), at + HELD
        known.save()
        trail.record("fieldwork.taken_along", by=by, at=at, subject=by)
    return known


def release_key(*, device: UUID, session_key: str, by: User, at: datetime) -> Carrying:
    """The running folder of `by` on a device, with its secret, for a user who has just logged in again.

    Refuses with CarryingGone: another user's, an ended or overdue one, one that no service allows any more. Effects:
    the folder belongs to this login from now on; audit entry.
    """
    found = carrying_on(device)
    allowed = found is not None and found.user_id == by.pk and may_carry(by, on=local_day(at))
    if found is None or not allowed or not runs(found, at=at):
        raise CarryingGone
    with transaction.atomic():
        found.session = _session(by, session_key)
        found.save(update_fields=["session"])
        trail.record("fieldwork.key_released", by=by, at=at, subject=by)
    return found


def runs(carrying: Carrying, *, at: datetime) -> bool:
    """Whether the folder still holds: not ended, not older than 24 hours, its user as they were."""
    user = carrying.user
    as_it_was = user.is_active and carrying.password_mark == password_mark_of(user)
    return carrying.ended_at is None and at < carrying.ends_at and as_it_was


def reason_to_end(carrying: Carrying, *, at: datetime) -> Ending:
    """Why a folder that does not run any more came to its end."""
    if carrying.ending:
        return Ending(carrying.ending)
    return Ending.OVER if at >= carrying.ends_at else Ending.CREDENTIALS


def end_carrying(*, carrying: Carrying, ending: Ending, by: User | None, at: datetime) -> None:
    """End a folder and destroy its key. Twice changes nothing. Effects: audit entry."""
    with transaction.atomic():
        rows = Carrying.objects.filter(pk=carrying.pk, ended_at__isnull=True)
        if rows.update(ended_at=at, ending=ending, session=None):
            keyring.destroy(carrying.data_key, at=at)
            details = {"ending": str(ending)}
            trail.record("fieldwork.ended", by=by, at=at, subject=carrying.user, details=details)


def end_carryings_of(*, session: LoginSession, by: User, at: datetime) -> None:
    """End the folders of a login that its owner revokes from another device."""
    for row in Carrying.objects.filter(session=session, ended_at__isnull=True).select_related("user"):
        end_carrying(carrying=row, ending=Ending.REVOKED, by=by, at=at)


@clock.hourly("fieldwork.end_old")
def end_old_carryings(*, at: datetime) -> dict[str, int]:
    """End folders after 24 hours; after 30 days forget that they were, and that records arrived."""
    due = list(Carrying.objects.filter(ended_at__isnull=True, ends_at__lte=at).select_related("user"))
    for row in due:
        end_carrying(carrying=row, ending=Ending.OVER, by=None, at=at)
    gone = Carrying.objects.filter(ended_at__lt=at - KEPT_ROWS).delete()[0]
    Arrival.objects.filter(arrived_at__lt=at - KEPT_ROWS).delete()
    return {"ended": len(due), "gone": gone}


def _session(user: User, session_key: str) -> LoginSession | None:
    return LoginSession.objects.filter(user=user, session_key=session_key).first()
