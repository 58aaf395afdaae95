"""The catalogue of chains, to read."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.text import normalise
from roterfaden.process.catalogue import chain_of, version_in_force, versions_in_force
from roterfaden.process.drawing import Walk, draw
from roterfaden.web.chains.labels import CORE_PROCESSES, SUBJECTS
from roterfaden.web.guards import reading_view


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All chains in force, by core process; `q` narrows by title and short id."""
    q = request.GET.get("q", "")[:100]
    order = list(CORE_PROCESSES)
    versions = [
        version
        for version in versions_in_force(on=timezone.localdate()).defer("source_text")
        if normalise(q) in normalise(f"{version.key} {version.title}")
    ]
    versions.sort(key=lambda version: (order.index(version.core_process), version.key))
    groups = [
        (CORE_PROCESSES[core], list(rows))
        for core, rows in groupby(versions, key=lambda version: version.core_process)
    ]
    return render(request, "chains/index.html", {"nav": "chains", "groups": groups, "narrow": q})


@reading_view
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One chain: its drawing, and every step with what it asks."""
    version = version_in_force(key, on=timezone.localdate())
    if version is None:
        raise Http404
    chain = chain_of(version)
    context = {
        "nav": "chains",
        "chain": chain,
        "version": version,
        "drawing": draw(chain, Walk()),
        "core_process": CORE_PROCESSES[chain.core_process],
        "subject": SUBJECTS.get(chain.subject, _("Klientin, Klient")),
    }
    return render(request, "chains/detail.html", context)
