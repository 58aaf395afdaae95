"""Who works where, and who stands in for whom."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Deputy, Membership, Organisation, Team, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.audit import actions, trail

actions.register("accounts.user_added", "Benutzerin oder Benutzer angelegt")
actions.register("accounts.member_added", "Mitgliedschaft begonnen")
actions.register("accounts.member_ended", "Mitgliedschaft beendet")
actions.register("accounts.deputy_named", "Vertretung eingetragen")
actions.register("accounts.deputy_ended", "Vertretung beendet")


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
) -> User:
    """Create a user who may log in once a password is set. Refuses a name that is taken."""
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise MembershipRefused(f"Den Anmeldenamen „{username}“ gibt es schon.")
        user = User(username=username, first_name=first_name, last_name=last_name)
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
    """`user` works for `organisation` as `role` from `valid_from` on. Refuses a team of another organisation."""
    if team is not None and team.organisation_id != organisation.pk:
        raise MembershipRefused("Das Team gehört zu einer anderen Stelle.")
    with transaction.atomic():
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
    """End a membership; `last_day` still counts. Refuses a day before its beginning."""
    if last_day < membership.valid_from:
        raise MembershipRefused("Das Ende liegt vor dem Beginn.")
    with transaction.atomic():
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
    """End a deputyship early; a row that has not begun by then is kept with its first day as the last."""
    with transaction.atomic():
        row.valid_until = max(row.valid_from, min(row.valid_until, last_day))
        row.save(update_fields=["valid_until"])
        trail.record(
            "accounts.deputy_ended",
            by=by,
            at=at,
            subject=row,
            organisation=row.organisation,
            details={"absent": row.absent.username, "deputy": row.deputy.username},
        )
