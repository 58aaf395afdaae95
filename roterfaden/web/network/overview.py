"""What comes up in the network: agreements that run out, resolutions, events, rooms with gaps."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.network.choices import OutreachState, Term
from roterfaden.network.queries import (
    gaps_in,
    open_resolutions,
    outreach_visible_to,
    pacts_visible_to,
    resolutions_visible_to,
    sittings_visible_to,
    term_of,
    venues_visible_to,
)
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.network.access import page, places, today
from roterfaden.web.network.pacts import rows_of

WINDOW = timedelta(days=60)
MOST = 100


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What is due, sorted by its day."""
    user, day = user_of(request), today()
    pacts = list(pacts_visible_to(user, on=day).filter(ended_on__isnull=True))
    ending = [one for one in pacts if term_of(one, on=day) in (Term.SOON, Term.OVER)]
    coming = outreach_visible_to(user, on=day).filter(
        state=OutreachState.PLANNED, begins_on__lte=day + WINDOW
    )
    context = page(
        "index",
        places=places(request),
        pacts=rows_of(ending, day)[:MOST],
        resolutions=open_resolutions(resolutions_visible_to(user, on=day))[:MOST],
        sittings=sittings_visible_to(user, on=day)
        .filter(held_on__range=(day, day + WINDOW))
        .order_by("held_on"),
        outreach=coming[:MOST],
        gaps=gaps_in(venues_visible_to(user, on=day))[:MOST],
    )
    return render(request, "network/index.html", context)
