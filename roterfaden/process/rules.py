"""May this user do this to chains and their versions?"""

from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of, organisations_of

# they look after the chains of their organisation
KEEPERS = (Role.QUALITY_OFFICER, Role.COORDINATOR, Role.TEAM_LEAD)


def organisations_kept_by(user: User, *, on: date) -> QuerySet[Organisation]:
    """Whose chains `user` may write, release, retire, and whose running cases `user` may move, on the day `on`."""
    return organisations_of(user, on=on, roles=KEEPERS)


def may_keep(user: User, organisation_id: int | None, *, on: date) -> bool:
    """Write, release and retire editions of this organisation; move its running cases to another version."""
    if organisation_id is None:
        return False
    return memberships_of(user, on=on, roles=KEEPERS).filter(organisation=organisation_id).exists()
