"""What the finished runs of a chain teach: drawing, tables, where runs end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.jobs import work
from roterfaden.process.models import ChainVersion
from roterfaden.statistics.rules import may_refresh, organisations_shown_to
from roterfaden.web.figures.page import figures_page
from roterfaden.web.guards import reading_view, user_of, writing_view


@reading_view
def chain(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """The figures of one chain version: of one's own services, or of those below whom one oversees."""
    found = _version(key, version)
    user, today = user_of(request), timezone.localdate()
    shown = organisations_shown_to(user, on=today)
    if not shown:
        raise PermissionDenied
    context = figures_page(request.GET, found, shown, today=today)
    return render(request, "figures/chain.html", context | {"may_refresh": may_refresh(user, on=today)})


@writing_view("POST")
def refresh(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """Have the figures summed up now, in the background."""
    found = _version(key, version)
    user = user_of(request)
    if not may_refresh(user, on=timezone.localdate()):
        raise PermissionDenied
    url = reverse("figures:chain", args=[found.key, found.version])
    job = work.start(kind="statistics.refresh", args={"url": url}, by=user, at=timezone.now())
    messages.success(request, _("Die Auswertung wird neu berechnet."))
    return redirect("jobs:detail", job.uuid)


def _version(key: str, version: str) -> ChainVersion:
    if not version.isprintable():
        raise Http404
    return get_object_or_404(ChainVersion, key=key, version=version)
