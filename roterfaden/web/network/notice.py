"""What a service hangs out in public: its places and hours, for people and for programs. No login."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from roterfaden.network.models import Venue
from roterfaden.network.queries import public_venues
from roterfaden.web.guards import open_view

SAID = ("name", "address", "hours", "phone", "phone_hours", "email", "way_there", "response")


@open_view
def page(request: HttpRequest, service: str) -> HttpResponse:
    """The notice as a page, ready to be printed."""
    venues = _venues(service)
    context = {"venues": venues, "service": venues[0].organisation}
    return render(request, "network/notice.html", context)


@open_view
def data(_request: HttpRequest, service: str) -> HttpResponse:
    """The same as JSON."""
    venues = _venues(service)
    places: list[dict[str, Any]] = [{name: getattr(one, name) for name in SAID} for one in venues]
    return JsonResponse({"service": venues[0].organisation.name, "places": places})


def _venues(service: str) -> list[Venue]:
    """Nothing hung out and no such service look the same."""
    found = list(public_venues(service))
    if not found:
        raise Http404
    return found
