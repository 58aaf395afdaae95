"""Being reachable: places, their hours, the list of barriers."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.network import reachability as domain
from roterfaden.network.choices import RoomState
from roterfaden.network.models import Venue
from roterfaden.network.queries import venues_visible_to
from roterfaden.network.vocabulary import checklist_for
from roterfaden.process.rules import may_keep
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.network.access import around, find, page, places, places_to_write, proof_links, today
from roterfaden.web.network.forms import ChangeVenueForm, CriterionForm, RoomForm, VenueForm

FIELDS = domain.FIELDS


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All places with their hours, ready to be printed and hung out."""
    user, mine = user_of(request), places(request)
    rows = [
        (one, sum(line.is_gap for line in domain.lines_of(one)))
        for one in venues_visible_to(user, on=today())
    ]
    keeps = any(may_keep(user, place.pk, on=today()) for place in mine)
    context = page("venues", rows=rows, may_keep=keeps, places=mine, proofs=proof_links(request, "hours"))
    return render(request, "network/venues.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Take up a place."""
    offered = places_to_write(request, keeping=True)
    form = VenueForm(posted(request), places=offered, initial=fresh())

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.add_venue(organisation=form.kept_by(), facts=facts, token=said["token"], **told(request))

    return form_page(request, form, act, around(_("Standort aufnehmen"), reverse("network:venues")))


@writing_view("GET", "POST")
def add_criterion(request: HttpRequest) -> HttpResponse:
    """Add a criterion of the service's own to the list of barriers."""
    offered = places_to_write(request, keeping=True)
    form = CriterionForm(posted(request), places=offered, initial=fresh())

    def act(said: dict[str, Any]) -> None:
        title, token = said["title"], said["token"]
        domain.add_criterion(organisation=form.kept_by(), title=title, token=token, **told(request))

    return form_page(request, form, act, around(_("Eigenes Kriterium"), reverse("network:venues")))


@reading_view
def detail(request: HttpRequest, venue: UUID) -> HttpResponse:
    """One place: hours, ways, and how it meets each criterion."""
    return render(request, "network/venue.html", _context(request, _venue(request, venue)))


@writing_view("GET", "POST")
def change(request: HttpRequest, venue: UUID) -> HttpResponse:
    """Change or close a place."""
    found = _venue(request, venue)
    if not may_keep(user_of(request), found.organisation_id, on=today()):
        raise PermissionDenied
    form = ChangeVenueForm(posted(request), initial=initial_of(found, FIELDS))
    # a place that is closed has no page any more
    frame = around(_("Standort ändern"), reverse("network:venues"), meta=found.name, stored=stored_of(FIELDS))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.change_venue(venue=found, facts=facts, revision=form.kept_revision, **told(request))

    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def check(request: HttpRequest, venue: UUID, criterion: str) -> HttpResponse:
    """Say how the place meets one criterion."""
    found = _venue(request, venue)
    line = next((one for one in domain.lines_of(found) if one.key == criterion), None)
    if line is None:
        raise Http404
    initial = initial_of(line.check, ("state", "gap")) if line.check else {"revision": 0}
    form = RoomForm(posted(request), initial=initial)
    back = f"{reverse('network:venue', args=[venue])}#k-{criterion}"

    def act(said: dict[str, Any]) -> None:
        state, gap, seen = RoomState(said["state"]), said["gap"], form.kept_revision
        domain.check_room(
            venue=found, criterion=criterion, state=state, gap=gap, revision=seen, **told(request)
        )

    frame = around(shipped(line.title), back, meta=found.name, stored=stored_of(("state", "gap")))
    return form_page(request, form, act, frame)


def _venue(request: HttpRequest, venue: UUID) -> Venue:
    found: Venue = find(request, venues_visible_to, venue)
    return found


def _context(request: HttpRequest, venue: Venue) -> dict[str, Any]:
    lines = domain.lines_of(venue)
    return page(
        "venues",
        venue=venue,
        lines=lines,
        looked=sum(line.check is not None for line in lines),
        gaps=sum(line.is_gap for line in lines),
        checklist=checklist_for(venue.organisation.region),
        may_keep=may_keep(user_of(request), venue.organisation_id, on=today()),
        proofs=proof_links(request, "reachability"),
    )
