"""The lists of the archive: what lies there, what is restricted, what can be put away."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.archive import queries
from roterfaden.archive.filing import file_all
from roterfaden.cases.models import Case
from roterfaden.cases.reach import Reach, reach_of
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

MOST_AT_ONCE = 500


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What lies in the archive of the user's services, the next to go first."""
    return _page(request, "archive:index", queries.archived_cases)


@reading_view
def restricted(request: HttpRequest) -> HttpResponse:
    """Cases whose processing is restricted; for those who lead a service."""
    return _page(request, "archive:restricted", queries.restricted_cases)


@writing_view("GET", "POST")
def ready(request: HttpRequest) -> HttpResponse:
    """Closed cases that have rested long enough, and one button to put all of them away."""
    user, now, today = user_of(request), timezone.now(), timezone.localdate()
    if request.method == "POST":
        rows = queries.ready_for_archive(reach_of(user, on=today), on=today)
        done = file_all(cases=rows.select_related("service")[:MOST_AT_ONCE], by=user, at=now)
        told = ngettext("%(n)s Fall liegt jetzt im Archiv.", "%(n)s Fälle liegen jetzt im Archiv.", done)
        messages.success(request, told % {"n": done})
        return redirect("archive:ready")
    return _page(request, "archive:ready", partial(queries.ready_for_archive, on=today))


def _page(request: HttpRequest, here: str, listed: Callable[[Reach], QuerySet[Case]]) -> HttpResponse:
    reach = reach_of(user_of(request), on=timezone.localdate())
    if not reach.services:
        raise PermissionDenied
    lists = tabs(user_of(request), reach, here)
    count = next((one.count for one in lists if one.current), None)
    page = page_of(request, listed(reach).select_related("person", "responsible", "service"), count=count)
    note_listed(request, page.object_list)
    context = {"nav": "cases", "page": page, "tabs": lists, "here": here}
    return render(request, "archive/list.html", context)


def tabs(user: User, reach: Reach, here: str) -> list[Link]:
    """The lists that the user may see, each with how much is on it."""
    today = timezone.localdate()
    archived, ready, restricted = queries.count_lists(reach, on=today)
    found = [("archive:index", _("Archiv"), archived)]
    if reach.led:
        found += [
            ("archive:ready", _("Zum Ablegen"), ready),
            ("archive:restricted", _("Eingeschränkt"), restricted),
            (
                "archive:due",
                _("Aufbewahrung abgelaufen"),
                queries.waiting_destructions(user, on=today).count(),
            ),
        ]
    return [
        Link(title=title, url=reverse(name), current=name == here, count=count)
        for name, title, count in found
    ]
