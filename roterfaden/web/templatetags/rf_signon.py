"""The identity providers on the pages of logging in."""

from collections.abc import Sequence

from django import template

from roterfaden.accounts.signon.providers import Provider, providers

register = template.Library()


@register.simple_tag
def rf_providers() -> Sequence[Provider]:
    """By whom people may log in; none if the operator has named none."""
    return providers()
