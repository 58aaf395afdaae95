"""May this user invite?"""

from datetime import date

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.queries import services_of


def may_invite(user: User, service: Organisation, *, on: date) -> bool:
    """Whoever works on cases in the service."""
    return services_of(user, on=on).filter(pk=service.pk).exists()
