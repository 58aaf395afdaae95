"""Reads: which employers a user may see."""

from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.employers.models import Employer

# the same who do casework
REGISTER_ROLES = (Role.CASEWORKER, Role.TEAM_LEAD, Role.COORDINATOR)


def employers_visible_to(user: User, *, on: date) -> QuerySet[Employer]:
    """The employers of the organisations in which `user` does casework on the day `on`."""
    return Employer.objects.filter(organisation__in=keepers_of(user, on=on), merged_into__isnull=True)


def keepers_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The organisations to whose register `user` may add employers on the day `on`."""
    return organisations_of(user, on=on, roles=REGISTER_ROLES)
