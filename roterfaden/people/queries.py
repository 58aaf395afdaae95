"""Reads: which persons a user may see."""

from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.accounts.queries import organisation_ids_of
from roterfaden.people.models import OutOfReach, Person

CASE_ROLES = (Role.CASEWORKER, Role.TEAM_LEAD, Role.COORDINATOR)
# who still sees a case whose processing is restricted, and decides about archive and destruction
LEADING_ROLES = (Role.TEAM_LEAD, Role.COORDINATOR)


def persons_visible_to(user: User, *, on: date) -> QuerySet[Person]:
    """The persons of the organisations in which `user` does casework on the day `on`; nobody close to the user."""
    own = organisation_ids_of(user, on=on, roles=CASE_ROLES)
    near = Q(pk__in=out_of_reach(user))
    return Person.objects.filter(~near, organisation__in=own, merged_into__isnull=True)


def out_of_reach(user: User) -> QuerySet[OutOfReach, int]:
    """The ids of those who are the user, or close to the user: nobody deals with their records but others."""
    return OutOfReach.objects.filter(user=user).values_list("person_id", flat=True)


def is_out_of_reach(user: User, person_id: int) -> bool:
    return OutOfReach.objects.filter(user=user, person=person_id).exists()
