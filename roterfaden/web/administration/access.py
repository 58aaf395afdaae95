"""The pages of the administration are for those who administer; the rest of the staff gets 403."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.accounts.rules import may_administer
from roterfaden.web.guards import user_of


def administrator_of(request: HttpRequest) -> User:
    """Who is logged in, if they may administer today."""
    user = user_of(request)
    if not may_administer(user, on=timezone.localdate()):
        raise PermissionDenied
    return user
