"""What the pages about events and money of a programme share: choices, rows through visibility, around a form."""

from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from roterfaden.languages.shipped import written_here
from roterfaden.programmes.models import Plan
from roterfaden.programmes.queries import programme_of
from roterfaden.programmes.running import ProgrammeRefused
from roterfaden.web.formpage import FormPage
from roterfaden.web.programmes.views import NAV

SHORT = 90


def measures_to_choose(plan: Plan) -> list[tuple[str, str]]:
    """Every measure of the programme with the begin of its text."""
    return [
        (one.id, f"{one.id} {Truncator(written_here(one.text)).chars(SHORT)}")
        for one in programme_of(plan).measures
    ]


def around(title: str, plan: Plan, back: str, **more: Any) -> FormPage:
    """What stands around a page with one form."""
    url = reverse(f"programmes:{back}", args=[plan.uuid])
    return FormPage(title=title, back=url, refusals=(ProgrammeRefused,), nav=NAV, **more)
