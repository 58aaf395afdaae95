"""The catalogue of chains, to read: what a chain asks of whom, on which basis, and where it leads."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from roterfaden.common.text import normalise
from roterfaden.process.catalogue import versions_for, versions_in_force
from roterfaden.process.models import ChainVersion
from roterfaden.web.chains.labels import CORE_PROCESSES
from roterfaden.web.chains.page import chain_page
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.versions.finding import home_of, readable_version, versions_of

MOST_LETTERS = 100


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All chains in force, by core process; `q` narrows by the words of title and key."""
    words = normalise(request.GET.get("q", "")[:MOST_LETTERS]).split()
    newest = _in_force(request)
    order = list(CORE_PROCESSES)
    found = [v for v in newest.values() if all(w in normalise(f"{v.key} {v.title}") for w in words)]
    found.sort(key=lambda v: (order.index(v.core_process) if v.core_process in order else len(order), v.key))
    groups = [
        (CORE_PROCESSES.get(core, core), list(rows))
        for core, rows in groupby(found, key=lambda v: v.core_process)
    ]
    context = {"nav": "chains", "groups": groups, "count": len(found), "narrow": " ".join(words)}
    return render(request, "chains/index.html", context)


@reading_view
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """The version of a chain that is in force for the reader's service; if none is, the newest there ever was."""
    home = home_of(user_of(request), on=timezone.localdate())
    found = _in_force(request, key).get(key)
    if found is None:
        found = get_object_or_404(versions_of(key, home)[:1])
    return render(request, "chains/detail.html", chain_page(found, home))


@reading_view
def version(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """One version of a chain, on which cases may still run."""
    found, home = readable_version(request, key, version), home_of(user_of(request), on=timezone.localdate())
    return render(request, "chains/detail.html", chain_page(found, home))


def _in_force(request: HttpRequest, *keys: str) -> dict[str, ChainVersion]:
    """What holds for the reader's organisation, by key; for people without one what is shipped."""
    today = timezone.localdate()
    home = home_of(user_of(request), on=today)
    if home is not None:
        return versions_for(home, on=today, keys=keys or None)
    shipped = versions_in_force(on=today).defer("source_text").order_by("valid_from", "pk")
    return {version.key: version for version in shipped if not keys or version.key in keys}
