"""The complaints one looks after, one of them, and what was learnt from all."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.accounts.queries import organisations_of
from roterfaden.complaints.queries import (
    closed_complaints,
    complaints_visible_to,
    lessons_for,
    open_complaints,
    taken_in_by,
)
from roterfaden.complaints.rules import NAMING
from roterfaden.web.complaints.finding import find_complaint, note_reading
from roterfaden.web.complaints.page import detail_page, lines
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.paging import page_of

MOST_ROWS = 100


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Open and closed complaints one may see, and how those stand that one wrote down for others."""
    user, today = user_of(request), timezone.localdate()
    visible = complaints_visible_to(user, on=today)
    page = page_of(request, closed_complaints(visible))
    context = {
        "nav": "worklist",
        "today": today,
        "open": lines(open_complaints(visible)[:MOST_ROWS]),
        "page": page,
        "closed": lines(page.object_list),
        "taken": lines(taken_in_by(user)[:MOST_ROWS], with_links=False),
        "may_name": _names_in(request).exists(),
    }
    return render(request, "complaints/index.html", context)


@reading_view
def detail(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """One complaint: its text, its way, what one may do now."""
    found = find_complaint(request, complaint)
    note_reading(request, found, page="complaint")
    context = detail_page(found, user_of(request), today=timezone.localdate())
    return render(request, "complaints/detail.html", context)


@reading_view
def lessons(request: HttpRequest) -> HttpResponse:
    """What was learnt from complaints where one works: without names, days and cases."""
    page = page_of(request, lessons_for(user_of(request), on=timezone.localdate()))
    return render(request, "complaints/lessons.html", {"nav": "handbook", "page": page})


def _names_in(request: HttpRequest) -> QuerySet[Organisation]:
    return organisations_of(user_of(request), on=timezone.localdate(), roles=NAMING)
