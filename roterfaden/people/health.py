"""The health record of a person: made when it is first needed, opened by right, opened further by a grant."""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.people.models import HealthGrant, HealthRecord, Person

READ = actions.register("people.health_read", "Gesundheitsakte gelesen", reading=True)
actions.register("people.health_granted", "Einsicht in die Gesundheitsakte gewährt")
actions.register("people.health_revoked", "Einsicht in die Gesundheitsakte beendet")
LONGEST_GRANT_DAYS = 366


class GrantRefused(ValueError):
    """The health record cannot be opened to this colleague like this; the message says why."""


def health_record_of(person: Person) -> HealthRecord:
    """The health record, made with a key of its own if there is none yet."""
    record = HealthRecord.objects.filter(person=person).select_related("data_key").first()
    if record is None:
        record = HealthRecord.objects.create(person=person, data_key=keyring.new_key())
    return record


def record_health_read(*, record: HealthRecord, scope: Record, page: str, by: User, at: datetime) -> None:
    """Note in the trail of reads that the health record was read. Effects: an entry of its own action."""
    trail.record_read(
        READ,
        by=by,
        at=at,
        subject=record,
        scope=scope,
        organisation=record.person.organisation,
        details={"page": page},
    )


def holds_grant(user: User, person: Person, *, on: date) -> bool:
    """Whether the health record was opened to `user` by name, for the day `on`."""
    grants = HealthGrant.objects.filter(user=user, record__person=person, revoked_at__isnull=True)
    return grants.filter(valid_until__gte=on).exists()


def grant_health(
    *, person: Person, user: User, reason: str, valid_until: date, scope: Record, by: User, at: datetime
) -> HealthGrant:
    """Open the health record of `person` to `user` until the last day `valid_until`.

    Refuses: no reason, a day in the past, more than a year. Whoever holds a grant already gets the new one instead.
    Effects: the reason is sealed, an audit entry.
    """
    if not reason.strip():
        raise GrantRefused("Bitte sagen Sie, warum die Einsicht nötig ist.")
    days = (valid_until - local_day(at)).days
    if days < 0:
        raise GrantRefused("Der letzte Tag liegt in der Vergangenheit.")
    if days > LONGEST_GRANT_DAYS:
        raise GrantRefused("Höchstens ein Jahr. Danach kann die Einsicht neu gewährt werden.")
    with transaction.atomic():
        record = health_record_of(person)
        record.grants.filter(user=user, revoked_at__isnull=True).update(revoked_at=at)
        grant = HealthGrant.objects.create(
            record=record, user=user, granted_by=by, granted_at=at, valid_until=valid_until, reason=reason
        )
        trail.record(
            "people.health_granted",
            by=by,
            at=at,
            subject=grant,
            scope=scope,
            organisation=person.organisation,
            details={"user": user.username, "until": valid_until.isoformat()},
        )
    return grant


def revoke_health(*, grant: HealthGrant, scope: Record, by: User, at: datetime) -> None:
    """At once the colleague no longer reads the health record; a second time changes nothing. Effects: audit entry."""
    with transaction.atomic():
        if not HealthGrant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(revoked_at=at):
            return
        trail.record(
            "people.health_revoked",
            by=by,
            at=at,
            subject=grant,
            scope=scope,
            organisation=grant.record.person.organisation,
            details={"user": grant.user.username},
        )
