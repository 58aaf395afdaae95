"""Who works where, and who stands in for whom."""

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Deputy, Membership, Organisation, Team, User
from roterfaden.accounts.queries import memberships_of, valid_on
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day

actions.register("accounts.user_added", "Benutzerin oder Benutzer angelegt")
actions.register("accounts.user_locked", "Zugang gesperrt")
actions.register("accounts.user_unlocked", "Zugang entsperrt")
actions.register("accounts.password_given", "Neues Startpasswort vergeben")
actions.register("accounts.member_added", "Mitgliedschaft begonnen")
actions.register("accounts.member_ended", "Mitgliedschaft beendet")
actions.register("accounts.deputy_named", "Vertretung eingetragen")
actions.register("accounts.deputy_ended", "Vertretung beendet")

# without signs that look alike
START_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


class MembershipRefused(ValueError):
    """The membership or deputyship cannot be written like this; the message says why."""


def add_user(
    *,
    username: str,
    first_name: str,
    last_name: str,
    by: User | None,
    at: datetime,
    password: str | None = None,
    is_start: bool = False,
) -> User:
    """Create a user who may log in once a password is set. Refuses a name that is taken.

    `is_start`: somebody else knows the password, so that it has to be replaced first of all.
    """
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise MembershipRefused(f"Den Anmeldenamen „{username}“ gibt es schon.")
        user = User(
            username=username,
            first_name=first_name,
            last_name=last_name,
            start_password_at=at if is_start else None,
        )
        user.set_password(password)
        user.save()
        trail.record("accounts.user_added", by=by, at=at, subject=user)
    return user


def add_member(
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    valid_from: date,
    by: User | None,
    at: datetime,
    team: Team | None = None,
) -> Membership:
    """`user` works for `organisation` as `role` from `valid_from` on.

    Refuses a team of another organisation, and the same role at the same time once more.
    """
    if team is not None and team.organisation_id != organisation.pk:
        raise MembershipRefused("Das Team gehört zu einer anderen Stelle.")
    with transaction.atomic():
        same = Membership.objects.filter(user=user, organisation=organisation, role=role)
        if same.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from)).exists():
            raise MembershipRefused(f"{user} hat diese Aufgabe dort schon.")
        membership = Membership.objects.create(
            user=user, organisation=organisation, role=role, team=team, valid_from=valid_from
        )
        trail.record(
            "accounts.member_added",
            by=by,
            at=at,
            subject=membership,
            organisation=organisation,
            details={"user": user.username, "role": str(role)},
        )
    return membership


def end_membership(*, membership: Membership, last_day: date, by: User | None, at: datetime) -> None:
    """End a membership; `last_day` still counts.

    Refuses a day before its beginning, and to leave the installation without anybody who administers it.
    """
    if last_day < membership.valid_from:
        raise MembershipRefused("Das Ende liegt vor dem Beginn.")
    with transaction.atomic():
        if membership.role == Role.ADMINISTRATOR and not _other_administrators(membership, last_day).exists():
            raise MembershipRefused("Danach könnte niemand mehr diese Installation verwalten.")
        membership.valid_until = last_day
        membership.save(update_fields=["valid_until"])
        trail.record(
            "accounts.member_ended",
            by=by,
            at=at,
            subject=membership,
            organisation=membership.organisation,
            details={"user": membership.user.username},
        )


def _other_administrators(membership: Membership, last_day: date) -> QuerySet[Membership]:
    """Those who still administer on the day after."""
    rows = Membership.objects.filter(valid_on(last_day + timedelta(days=1)), role=Role.ADMINISTRATOR)
    return rows.filter(user__is_active=True).exclude(pk=membership.pk)


def start_password_ends(user: User) -> datetime | None:
    """Until when the password that was told to `user` opens anything; None: it is an own one, or for ever."""
    if user.start_password_at is None or not settings.START_PASSWORD_DAYS:
        return None
    return user.start_password_at + timedelta(days=settings.START_PASSWORD_DAYS)


def give_start_password(*, user: User, by: User | None, at: datetime) -> str:
    """Replace a forgotten or lapsed password; returns the new one, told once, to be replaced first of all.

    `by` is None where somebody at the machine gives it. Effects: sessions of `user` end, an audit entry is written.
    """
    password = new_start_password()
    with transaction.atomic():
        user.set_password(password)
        user.start_password_at = at
        user.save(update_fields=["password", "start_password_at"])
        trail.record("accounts.password_given", by=by, at=at, subject=user, details={"user": user.username})
    return password


def lock_user(*, user: User, by: User, at: datetime) -> None:
    """From this moment `user` cannot log in, and is logged out wherever they are logged in.

    Refuses oneself, and to leave the installation without anybody who administers it. Locking twice changes nothing.
    Effects: audit entry.
    """
    if user.pk == by.pk:
        raise MembershipRefused("Sich selbst kann niemand sperren.")
    with transaction.atomic():
        rows = Membership.objects.filter(
            valid_on(local_day(at)), role=Role.ADMINISTRATOR, user__is_active=True
        )
        if not rows.exclude(user=user).exists():
            raise MembershipRefused("Danach könnte niemand mehr diese Installation verwalten.")
        _set_active(user, active=False, action="accounts.user_locked", by=by, at=at)


def unlock_user(*, user: User, by: User, at: datetime) -> None:
    """`user` may log in again, with what their memberships allow today. Effects: audit entry."""
    with transaction.atomic():
        _set_active(user, active=True, action="accounts.user_unlocked", by=by, at=at)


def _set_active(user: User, *, active: bool, action: str, by: User, at: datetime) -> None:
    if User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
        user.is_active = active
        trail.record(action, by=by, at=at, subject=user, details={"user": user.username})


def new_start_password() -> str:
    """A password to begin with, easy to type: `k7mq-2xwv-9hbn-4rtz`. Told once, never stored in the clear."""
    groups = ("".join(secrets.choice(START_SIGNS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def name_deputy(
    *,
    absent: User,
    deputy: User,
    organisation: Organisation,
    valid_from: date,
    valid_until: date,
    by: User,
    at: datetime,
) -> Deputy:
    """`deputy` stands in for `absent` at `organisation` between two days, both included.

    Refuses: oneself, somebody who does not work there today, an end before the beginning, an overlapping entry for
    the same two people.
    """
    if absent.pk == deputy.pk:
        raise MembershipRefused("Niemand kann sich selbst vertreten.")
    if valid_until < valid_from:
        raise MembershipRefused("Das Ende liegt vor dem Beginn.")
    with transaction.atomic():
        for person in (absent, deputy):
            if not memberships_of(person, on=valid_from).filter(organisation=organisation).exists():
                raise MembershipRefused(f"{person} arbeitet zu dieser Zeit nicht in dieser Stelle.")
        overlap = Q(valid_from__lte=valid_until, valid_until__gte=valid_from)
        if Deputy.objects.filter(overlap, absent=absent, deputy=deputy, organisation=organisation).exists():
            raise MembershipRefused("Diese Vertretung ist für die Zeit schon eingetragen.")
        row = Deputy.objects.create(
            absent=absent,
            deputy=deputy,
            organisation=organisation,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        trail.record(
            "accounts.deputy_named",
            by=by,
            at=at,
            subject=row,
            organisation=organisation,
            details={"absent": absent.username, "deputy": deputy.username},
        )
    return row


def end_deputy(*, row: Deputy, last_day: date, by: User, at: datetime) -> None:
    """End a deputyship early, `last_day` being its last; one that would begin later never takes effect and goes."""
    with transaction.atomic():
        if row.valid_from > last_day:
            Deputy.objects.filter(pk=row.pk).delete()
        else:
            row.valid_until = min(row.valid_until, last_day)
            row.save(update_fields=["valid_until"])
        trail.record(
            "accounts.deputy_ended",
            by=by,
            at=at,
            subject=row,
            organisation=row.organisation,
            details={"absent": row.absent.username, "deputy": row.deputy.username},
        )
