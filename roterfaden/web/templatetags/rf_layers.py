"""`{% load rf_layers %}`: the discreet mark behind a line that a Land or a service put there."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from roterfaden.process.origins import Origins

register = template.Library()


@register.simple_tag
def rf_layer(origins: Origins | None, node: str, what: str, text: str = "") -> SafeString | str:
    """The name of the layer that the line comes from; nothing for the base."""
    return rf_source(origins.source(node, what, text)) if origins else ""


@register.simple_tag
def rf_source(name: str) -> SafeString | str:
    """The mark itself, for a name that is known already; nothing for no name."""
    if not name:
        return ""
    return format_html('<span class="rf-layer"><span class="rf-sr">{} </span>{}</span>', _("von"), name)
