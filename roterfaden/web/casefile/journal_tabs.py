"""The parts of the journal as tabs."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.web.cases.reading import access_on
from roterfaden.web.components import Link


def tabs(case: Case, current: str) -> list[Link]:
    """Entries, company information, a whole year, one's own notes; `current` is the URL name of the page."""
    year = timezone.localdate().year
    pages = (
        ("casefile:journal", _("Einträge"), [case.code]),
        ("casefile:company", _("Betriebsinformation"), [case.code]),
        ("casefile:year", _("Ein Jahr lesen"), [case.code, year]),
        ("casefile:notes", _("Meine Arbeitsnotizen"), [case.code]),
    )
    return [
        Link(title=title, url=reverse(name, args=arguments), current=name == current)
        for name, title, arguments in pages
        if access_on(case).allows_page(name, writing=False)
    ]
