"""May this user do this with the handbook?"""

from datetime import date

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of, organisations_of
from roterfaden.quality.models import OwnAid

WRITERS = (Role.QUALITY_OFFICER, Role.COORDINATOR, Role.TEAM_LEAD)


def may_write_for(user: User, organisation: Organisation, *, on: date) -> bool:
    """Add to the handbook and offer working aids in the name of `organisation`."""
    return memberships_of(user, on=on, roles=WRITERS).filter(organisation=organisation).exists()


def writes_for(user: User, *, on: date) -> list[Organisation]:
    """The organisations in whose name `user` may add to the handbook, by name."""
    found = organisations_of(user, on=on, roles=WRITERS).select_related("kind", "parent")
    return list(found.order_by("name", "pk"))


def may_change_aid(user: User, aid: OwnAid, *, on: date) -> bool:
    return aid.withdrawn_at is None and may_write_for(user, aid.organisation, on=on)
