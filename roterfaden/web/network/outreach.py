"""Public relations and events of a year, with its sums."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.network import outreach as domain
from roterfaden.network.figures import network_year
from roterfaden.network.queries import in_year, outreach_visible_to
from roterfaden.network.vocabulary import kinds
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.network.access import (
    around,
    find,
    page,
    people,
    places,
    places_to_write,
    proof_links,
    today,
)
from roterfaden.web.network.forms import OutreachForm

FIELDS, YEARS = domain.FIELDS, 5


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What was and will be in one year, and what it cost and brought by kind."""
    day, mine = today(), places(request)
    years = [day.year + 1 - back for back in range(YEARS)]
    asked = {str(one): one for one in years}.get(request.GET.get("jahr", ""), day.year)
    rows = in_year(outreach_visible_to(user_of(request), on=day), asked).order_by("begins_on", "pk")
    titles = kinds().actions
    lines = [(one, shipped(titles.get(one.kind, one.kind))) for one in rows]
    sums = [(place, network_year(place, asked, today=day)) for place in mine]
    context = page("outreach", lines=lines, sums=sums, years=years, year=asked, places=mine)
    return render(request, "network/outreach.html", context | {"proofs": proof_links(request, "outreach")})


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Plan an action or an event."""
    offered = places_to_write(request)
    form = OutreachForm(posted(request), places=offered, people=people(offered), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.add_outreach(organisation=form.kept_by(), facts=facts, token=said["token"], **told(request))

    return form_page(request, form, act, around(_("Aktion planen"), reverse("network:outreach")))


@writing_view("GET", "POST")
def change(request: HttpRequest, outreach: UUID) -> HttpResponse:
    """Change it, say what it brought, call it off."""
    found = find(request, outreach_visible_to, outreach)
    offered = people([found.organisation])
    form = OutreachForm(posted(request), people=offered, initial=initial_of(found, FIELDS))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.change_outreach(outreach=found, facts=facts, revision=form.kept_revision, **told(request))

    back = f"{reverse('network:outreach')}?jahr={found.begins_on.year}"
    return form_page(request, form, act, around(_("Aktion ändern"), back, stored=stored_of(FIELDS)))
