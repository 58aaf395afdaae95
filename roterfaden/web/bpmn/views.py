"""Chains as BPMN, to see and to fetch; the way of a case in red, with how long it stood where."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.thread import stories_of
from roterfaden.process.asides import as_bpmn, original_of_version
from roterfaden.process.bpmn.marks import element_ids, flow_ids
from roterfaden.process.catalogue import chain_of
from roterfaden.process.drawing import draw
from roterfaden.process.engine.definition import Chain
from roterfaden.process.spoken import spoken
from roterfaden.process.waiting import stays_of
from roterfaden.process.walk import walk_of
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.page import THREAD
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.components import Link
from roterfaden.web.downloads import attachment
from roterfaden.web.guards import reading_view
from roterfaden.web.versions.finding import readable_version

CONTENT_TYPE = "application/xml; charset=utf-8"


@reading_view
def chain(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """One version of a chain, drawn by bpmn-js; beside it the same as a list."""
    found = spoken(chain_of(readable_version(request, key, version)))
    crumbs = [
        Link(title=_("Prozesse"), url=reverse("chains:index")),
        Link(title=key, url=reverse("chains:version", args=[key, version])),
        Link(title=_("BPMN")),
    ]
    source = reverse("bpmn:file", args=[key, version])
    context = {"nav": "chains", "chain": found, "crumbs": crumbs, "drawing": draw(found), "source": source}
    return render(request, "bpmn/chain.html", context)


@reading_view
def file(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """The chain as a BPMN 2.0 file."""
    found = readable_version(request, key, version)
    return bpmn_file(as_bpmn(chain_of(found), original_of_version(found)), name=f"{key}-{version}")


@reading_view
def case(request: HttpRequest, code: str, run: int) -> HttpResponse:
    """The chain of one run with the way it took in red, and how long it stood at each step."""
    found = open_case_for_reading(request, code, page="bpmn")
    story = next((story for story in stories_of(found) if story.ordinal == run), None)
    if story is None:
        raise Http404
    walk, stays = walk_of(story), stays_of(story, at=timezone.now())
    context = _marks(story.chain, walk.times, walk.open) | {
        "chain": story.chain,
        "run": run,
        "drawing": draw(story.chain, walk),
        "stays": [(element_ids(story.chain).get(stay.node, ""), stay) for stay in stays],
        "flows": " ".join(flow_ids(story.chain, walk.ways)),
        "source": reverse("bpmn:file", args=[story.chain.id, story.chain.version]),
    }
    return render(request, "bpmn/case.html", frame(request, found, THREAD, **context))


def bpmn_file(content: bytes, *, name: str) -> HttpResponse:
    """An answer that browsers save and never show."""
    return attachment(content, name=f"{name}.bpmn", media_type=CONTENT_TYPE)


def _marks(chain: Chain, walked: object, opened: frozenset[str]) -> dict[str, str]:
    ids = element_ids(chain)
    nodes = set(walked) if isinstance(walked, dict) else set()
    return {
        "walked": " ".join(sorted(ids[node] for node in nodes if node in ids)),
        "opened": " ".join(sorted(ids[node] for node in opened if node in ids)),
    }
