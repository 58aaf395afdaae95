"""Committees and what they decided."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.network import committees as domain
from roterfaden.network.queries import (
    committees_visible_to,
    open_resolutions,
    resolutions_visible_to,
)
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
from roterfaden.web.network.forms import ChangeCommitteeForm, CommitteeForm
from roterfaden.web.paging import page_of

FIELDS = domain.COMMITTEE_FIELDS


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All committees by name, those that are dissolved last."""
    rows = committees_visible_to(user_of(request), on=today()).order_by("dissolved_on", "name", "pk")
    lines = sorted(rows, key=lambda one: one.dissolved_on is not None)
    proofs = proof_links(request, "committees")
    context = page("committees", rows=lines, proofs=proofs, places=places(request))
    return render(request, "network/committees.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Take up a committee."""
    offered = places_to_write(request)
    form = CommitteeForm(posted(request), places=offered, people=people(offered), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.add_committee(organisation=form.kept_by(), facts=facts, token=said["token"], **told(request))

    return form_page(request, form, act, around(_("Gremium aufnehmen"), reverse("network:committees")))


@reading_view
def detail(request: HttpRequest, committee: UUID) -> HttpResponse:
    """One committee with its meetings."""
    found = find(request, committees_visible_to, committee)
    sittings = page_of(request, found.sittings.order_by("-held_on", "-pk"))
    return render(request, "network/committee.html", page("committees", committee=found, page=sittings))


@writing_view("GET", "POST")
def change(request: HttpRequest, committee: UUID) -> HttpResponse:
    """Change a committee, or say that it is dissolved."""
    found = find(request, committees_visible_to, committee)
    offered = people([found.organisation])
    form = ChangeCommitteeForm(posted(request), people=offered, initial=initial_of(found, FIELDS))
    back = reverse("network:committee", args=[committee])

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.change_committee(committee=found, facts=facts, revision=form.kept_revision, **told(request))

    return form_page(
        request, form, act, around(_("Gremium ändern"), back, meta=found.name, stored=stored_of(FIELDS))
    )


@reading_view
def resolutions(request: HttpRequest) -> HttpResponse:
    """What is open by its day, and what was done."""
    visible = resolutions_visible_to(user_of(request), on=today())
    still = open_resolutions(visible)
    done = page_of(request, visible.filter(done_on__isnull=False).order_by("-done_on", "-pk"))
    return render(request, "network/resolutions.html", page("resolutions", open=list(still[:200]), page=done))
