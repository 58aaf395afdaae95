"""The parts of quality management that stand beside each other."""

from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.web.components import Link

PAGES = (("audits", "auditing:index"),)


def quality_tabs(current: str) -> list[Link]:
    """Links to the parts, the present one marked."""
    titles = {
        "audits": _("Audits"),
        "standards": _("Anforderungen"),
        "surveys": _("Umfragen"),
        "staff": _("Personal"),
        "network": _("Netzwerk"),
        "introduction": _("Einführung"),
    }
    return [Link(title=titles[key], url=reverse(name), current=key == current) for key, name in PAGES]
