"""What pages about a team show in every line."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from roterfaden.staff.choices import Pressure
from roterfaden.web.templatetags.rf import rf_icon

register = template.Library()


@register.simple_tag
def rf_pressure(pressure: Pressure) -> SafeString:
    """How much somebody carries, seen from the target: in words, with a sign where it is much."""
    if pressure == Pressure.FREE:
        return format_html('<span class="rf-state rf-state--open">{}</span>', pressure.label)
    icon = rf_icon("info" if pressure == Pressure.SOON else "warning")
    return format_html('<span class="rf-state rf-state--missing">{}{}</span>', icon, pressure.label)
