"""What binds a user to a case, for one case and as a condition on many."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Deputy, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.cases.access_records import Opening
from roterfaden.cases.choices import Relation
from roterfaden.cases.models import Case
from roterfaden.cases.queries import participations_of
from roterfaden.people.health import holds_grant
from roterfaden.people.models import HealthGrant
from roterfaden.people.queries import CASE_ROLES, is_out_of_reach, out_of_reach

OF_ROLE = {
    Role.CASEWORKER: Relation.CASEWORKER,
    Role.TEAM_LEAD: Relation.TEAM_LEAD,
    Role.COORDINATOR: Relation.COORDINATOR,
}


def relations_to(user: User, case: Case, *, on: date, at: datetime | None = None) -> set[Relation]:
    """What binds `user` to `case` on the day `on`; with the time `at` also a running emergency access.

    Who works for the service no longer is bound by nothing, and nobody to the case of somebody close.
    """
    if is_out_of_reach(user, case.person_id):
        return set()
    found: set[Relation] = set()
    rows = memberships_of(user, on=on, roles=CASE_ROLES).filter(organisation=case.service_id)
    for role, team in rows.values_list("role", "team_id"):
        found.add(OF_ROLE[Role(role)])
        if role == Role.CASEWORKER and team is not None and team == case.team_id:
            found.add(Relation.TEAM)
    if found:
        found |= _by_responsibility(user, case, on=on)
        if at is not None and openings_running(user, at=at).filter(case=case).exists():
            found.add(Relation.OPENED)
    elif participations_of(user, on=on).filter(case=case).exists():
        found.add(Relation.PARTICIPANT)
    if found and holds_grant(user, case.person, on=on):
        found.add(Relation.GRANTED)
    return found


def ways(user: User, *, on: date) -> dict[Relation, Q]:
    """For each relation the condition under which it binds `user` to a case; emergency access is for single cases."""
    rows = memberships_of(user, on=on, roles=CASE_ROLES)
    near = Q(person__in=out_of_reach(user))
    works_there = Q(service__in=rows.values("organisation_id")) & ~near
    guest = Q(pk__in=participations_of(user, on=on).values("case_id")) & ~works_there & ~near
    grants = HealthGrant.objects.filter(user=user, revoked_at__isnull=True, valid_until__gte=on)
    absent = Deputy.objects.filter(deputy=user, valid_from__lte=on, valid_until__gte=on)
    in_role = {
        relation: Q(service__in=rows.filter(role=role).values("organisation_id")) & ~near
        for role, relation in OF_ROLE.items()
    }
    return {
        Relation.RESPONSIBLE: works_there & Q(responsible=user),
        Relation.DEPUTY: works_there & Q(responsible__in=absent.values("absent_id")),
        Relation.TEAM: Q(team__in=rows.filter(role=Role.CASEWORKER).values("team_id")) & works_there,
        Relation.GRANTED: (works_there | guest) & Q(person__in=grants.values("record__person_id")),
        **in_role,
        Relation.PARTICIPANT: guest,
    }


def openings_running(user: User, *, at: datetime) -> QuerySet[Opening]:
    """The emergency accesses of `user` that run at this moment."""
    return Opening.objects.filter(user=user, opened_at__lte=at, ends_at__gt=at, ended_at__isnull=True)


def _by_responsibility(user: User, case: Case, *, on: date) -> set[Relation]:
    if case.responsible_id == user.pk:
        return {Relation.RESPONSIBLE}
    stands_in = Deputy.objects.filter(
        absent=case.responsible_id, deputy=user, valid_from__lte=on, valid_until__gte=on
    )
    return {Relation.DEPUTY} if stands_in.exists() else set()
