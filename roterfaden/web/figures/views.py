"""What the finished runs of a chain teach: drawing, tables, where runs end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.jobs import work
from roterfaden.statistics.rules import may_refresh, organisations_shown_to
from roterfaden.web.figures.page import figures_page
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.versions.finding import readable_version


@reading_view
def chain(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """The figures of one chain version: of one's own services, or of those below whom one oversees."""
    found = readable_version(request, key, version)
    user, today = user_of(request), timezone.localdate()
    shown = organisations_shown_to(user, on=today)
    if not shown:
        raise PermissionDenied
    context = figures_page(request.GET, found, shown, today=today)
    return render(request, "figures/chain.html", context | {"may_refresh": may_refresh(user, on=today)})


@writing_view("POST")
def refresh(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """Have the figures summed up now, in the background."""
    found = readable_version(request, key, version)
    user = user_of(request)
    if not may_refresh(user, on=timezone.localdate()):
        raise PermissionDenied
    url = reverse("figures:chain", args=[found.key, found.version])
    job = work.start(kind="statistics.refresh", args={"url": url}, by=user, at=timezone.now())
    messages.success(request, _("Die Auswertung wird neu berechnet."))
    return redirect("jobs:detail", job.uuid)
