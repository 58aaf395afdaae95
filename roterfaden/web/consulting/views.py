"""Consulting of companies at a glance: what waits, what runs, what was agreed for the year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roterfaden.employers.queries import keepers_of
from roterfaden.placement.choices import ProjectState
from roterfaden.placement.consulting import OVER
from roterfaden.placement.matrix import matrix
from roterfaden.placement.queries import frameworks_visible_to, inquiries_visible_to, projects_visible_to
from roterfaden.web.consulting.frame import NAV
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.paging import page_of

MOST = 50


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """First contacts that wait for an answer, consultations by their state, agreements by year."""
    user, today = user_of(request), timezone.localdate()
    projects = projects_visible_to(user, on=today)
    table = matrix()
    running = projects.exclude(state__in=OVER).order_by("employer__search_name", "pk")
    page = page_of(request, running)
    context = {
        "nav": NAV,
        "inquiries": inquiries_visible_to(user, on=today)
        .filter(answered_on=None)
        .order_by("due_on", "pk")[:MOST],
        "page": page,
        "projects": [{"row": row, "kind": table.projects.get(row.kind)} for row in page],
        "waiting": projects.filter(state=ProjectState.SUBMITTED).count(),
        "ended": projects.filter(state__in=OVER).order_by("-ended_on", "-pk")[:MOST],
        "frameworks": frameworks_visible_to(user, on=today).select_related("service", "office")[:MOST],
        "may_write": keepers_of(user, on=today).exists(),
        "topics": table.topics,
    }
    return render(request, "consulting/index.html", context)
