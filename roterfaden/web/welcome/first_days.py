"""The guide of the first days of whoever is logged in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.welcome import guide


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All steps for the roles of the reader."""
    found = guide.guide_of(user_of(request), on=timezone.localdate())
    return render(request, "welcome/first_days.html", {"nav": "worklist", "guide": found})


@writing_view("POST")
def tick(request: HttpRequest, first_step: str) -> HttpResponse:
    """Tick one step off."""
    try:
        guide.tick_step(key=first_step, on=timezone.localdate(), **told(request))
    except guide.GuideRefused as refusal:
        raise Http404 from refusal
    return redirect("welcome:first_days")


@writing_view("POST")
def put_away(request: HttpRequest) -> HttpResponse:
    """Hide the guide from the start page."""
    guide.put_away(**told(request))
    return redirect("worklist:index")


@writing_view("POST")
def take_up(request: HttpRequest) -> HttpResponse:
    """Begin anew."""
    guide.take_up(**told(request))
    return redirect("welcome:first_days")
