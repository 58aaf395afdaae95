"""Reads: which persons a user may see."""

from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.accounts.queries import organisations_of
from roterfaden.people.models import Person

CASE_ROLES = (Role.CASEWORKER, Role.TEAM_LEAD, Role.COORDINATOR)
# who still sees a case whose processing is restricted, and decides about archive and destruction
LEADING_ROLES = (Role.TEAM_LEAD, Role.COORDINATOR)


def persons_visible_to(user: User, *, on: date) -> QuerySet[Person]:
    """The persons of the organisations in which `user` does casework on the day `on`."""
    own = organisations_of(user, on=on, roles=CASE_ROLES)
    return Person.objects.filter(organisation__in=own, merged_into__isnull=True)
