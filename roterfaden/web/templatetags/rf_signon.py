"""The identity providers on the pages of logging in."""

from collections.abc import Sequence

from django import template

from roterfaden.accounts.models import User
from roterfaden.accounts.recovery import codes_left
from roterfaden.accounts.signon.providers import Provider, providers

register = template.Library()


@register.simple_tag
def rf_providers() -> Sequence[Provider]:
    """By whom people may log in; none if the operator has named none."""
    return providers()


@register.simple_tag
def rf_recovery_codes(user: User) -> int:
    """How many recovery codes somebody has left."""
    return codes_left(user)
