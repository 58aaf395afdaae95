"""The rules of logging in: which hold for somebody, and how an organisation changes its own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from roterfaden.accounts.login_models import LoginRules
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import save_revision

actions.register("accounts.login_rules_changed", "Regeln der Anmeldung geändert")


@dataclass(frozen=True)
class Rules:
    """What holds for one person: the strictest of all organisations that they work for."""

    second_factor: bool = True
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=10)

    @property
    def idle_minutes(self) -> int:
        return int(self.idle.total_seconds() // 60)

    @property
    def longest_hours(self) -> int:
        return int(self.longest.total_seconds() // 3600)


def rules_for(user: User, *, on: date) -> Rules:
    """The strictest rules of all organisations that `user` works for on the day `on`. One query.

    An organisation without rules of its own counts with the defaults, and so does nobody's member.
    """
    rows = memberships_of(user, on=on).values_list(
        "organisation__login_rules__second_factor",
        "organisation__login_rules__idle_minutes",
        "organisation__login_rules__longest_hours",
    )
    found = [
        Rules() if idle is None else Rules(factor, timedelta(minutes=idle), timedelta(hours=longest))
        for factor, idle, longest in rows
    ] or [Rules()]
    return Rules(
        second_factor=any(rules.second_factor for rules in found),
        idle=min(rules.idle for rules in found),
        longest=min(rules.longest for rules in found),
    )


def rules_of(organisation: Organisation) -> LoginRules:
    """The rules of an organisation; unsaved defaults if it has none yet."""
    return LoginRules.objects.filter(organisation=organisation).first() or LoginRules(
        organisation=organisation
    )


def change_rules(
    *,
    organisation: Organisation,
    second_factor: bool,
    idle_minutes: int,
    longest_hours: int,
    revision: int,
    by: User,
    at: datetime,
) -> LoginRules:
    """Set what `organisation` asks of those who work for it; holds for open sessions within a minute.

    Refuses with Conflict if somebody else was faster. Effects: audit entry with the old and new values.
    """
    with transaction.atomic():
        rules, _created = LoginRules.objects.get_or_create(organisation=organisation)
        before = str(rules)
        rules.second_factor = second_factor
        rules.idle_minutes = idle_minutes
        rules.longest_hours = longest_hours
        save_revision(rules, expected=revision, fields=["second_factor", "idle_minutes", "longest_hours"])
        trail.record(
            "accounts.login_rules_changed",
            by=by,
            at=at,
            subject=rules,
            organisation=organisation,
            details={"before": before, "after": str(rules), "second_factor": second_factor},
        )
    return rules
