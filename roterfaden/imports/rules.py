"""May this user import into the registers of a service?"""

from datetime import date

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.imports.queries import importing_for
from roterfaden.people.queries import CASE_ROLES


def may_import(user: User, organisation: Organisation, *, on: date) -> bool:
    """Team lead, coordination and administration of the service itself, on the day `on`."""
    return importing_for(user, on=on).filter(pk=organisation.pk).exists()


def may_see_who_is_known(user: User, organisation: Organisation, *, on: date) -> bool:
    """Whose work gives them a sight of the persons there; the administration learns only that somebody is alike."""
    return memberships_of(user, on=on, roles=CASE_ROLES).filter(organisation=organisation).exists()
