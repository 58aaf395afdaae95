"""May this user do this to people and organisations?"""

from datetime import date

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Deputy, Organisation, User
from roterfaden.accounts.queries import has_role, memberships_of, organisations_led_by


def may_administer(user: User, *, on: date) -> bool:
    """Add organisations, users and memberships. Gives no right to see a case or a person."""
    return has_role(user, on=on, roles=[Role.ADMINISTRATOR])


def may_name_deputy(user: User, absent: User, organisation: Organisation, *, on: date) -> bool:
    """Everybody for themselves; team lead and coordination for the colleagues of their service."""
    if user.pk == absent.pk:
        return memberships_of(user, on=on).filter(organisation=organisation).exists()
    return organisations_led_by(user, on=on).filter(pk=organisation.pk).exists()


def may_end_deputy(user: User, row: Deputy, *, on: date) -> bool:
    """Who may name it may end it; the deputy alone may not."""
    return may_name_deputy(user, row.absent, row.organisation, on=on)
