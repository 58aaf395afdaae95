"""What the pages about events and money of a programme share: choices, rows through visibility, around a form."""

from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped, written_here
from roterfaden.measures.catalogue import tariff_book
from roterfaden.programmes.models import Plan
from roterfaden.programmes.queries import programme_of
from roterfaden.programmes.running import ProgrammeRefused
from roterfaden.web.components import Link
from roterfaden.web.formpage import FormPage

NAV = "programmes"
SHORT = 90


def measures_to_choose(plan: Plan) -> list[tuple[str, str]]:
    """Every measure of the programme with the begin of its text."""
    return [
        (one.id, f"{one.id} {Truncator(written_here(one.text)).chars(SHORT)}")
        for one in programme_of(plan).measures
    ]


def currency_of(plan: Plan) -> str:
    """In what the body that runs the programme reckons."""
    return tariff_book().currency_in(plan.organisation.region)


def crumbs_to(plan: Plan, *more: Link) -> list[Link]:
    """The way from all programmes over this one to a page."""
    return [
        Link(title=_("Programme"), url=reverse("programmes:index")),
        Link(title=shipped(programme_of(plan).title), url=reverse("programmes:plan", args=[plan.uuid])),
        *more,
    ]


def around(title: str, plan: Plan, back: Link, **more: Any) -> FormPage:
    """What stands around a page with one form; `back` is the list that it belongs to."""
    crumbs = tuple(crumbs_to(plan, back, Link(title=title)))
    return FormPage(title=title, back=back.url, crumbs=crumbs, refusals=(ProgrammeRefused,), nav=NAV, **more)
