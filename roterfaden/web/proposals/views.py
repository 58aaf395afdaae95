"""Propose a change, and see what became of it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.queries import has_role
from roterfaden.quality import proposals
from roterfaden.quality.models import Proposal
from roterfaden.quality.proposal_rules import (
    EDITORS,
    decided_proposals,
    own_proposals,
    proposals_visible_to,
    waiting_for_editors,
)
from roterfaden.quality.queries import places_of
from roterfaden.quality.shelf import book
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.proposals.forms import ProposalForm
from roterfaden.web.proposals.page import detail_page, lines, subject_of
from roterfaden.web.versions.finding import readable_version

MOST_LETTERS = 1000
MOST_DECIDED = 50


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """One's own proposals, and for editors and committee those that wait for them or are decided."""
    user, today = user_of(request), timezone.localdate()
    page = page_of(request, own_proposals(user), size=50)
    context = {
        "nav": "handbook",
        "page": page,
        "mine": lines(page.object_list, user),
        "waiting": lines(waiting_for_editors(user, on=today)[:100], user),
        "decided": lines(decided_proposals(user, on=today)[:MOST_DECIDED], user),
        "edits": has_role(user, on=today, roles=EDITORS),
    }
    return render(request, "proposals/index.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Say what is wrong with a step or a chapter. The address says with which; `was` are first words."""
    user, today = user_of(request), timezone.localdate()
    about, places = _about(request), places_of(user, on=today)
    if not places:
        raise PermissionDenied
    first = request.GET.get("was", "").replace("\0", "")[:MOST_LETTERS]
    initial = {"token": uuid4(), "organisation": places[0].code, "what": first}
    form = ProposalForm(request.POST if request.method == "POST" else None, places=places, initial=initial)
    if form.is_valid():
        place = next(one for one in places if one.code == form.cleaned_data["organisation"])
        said: dict[str, Any] = {"organisation": place, "about": about, "texts": form.texts()}
        try:
            token = form.cleaned_data["token"]
            made = proposals.propose(**said, token=token, by=user, at=timezone.now())
        except proposals.ProposalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Danke. Ihr Vorschlag ist bei der Redaktion."))
            return redirect("proposals:detail", made.uuid)
    subject = subject_of(chapter=about.chapter, version=about.chain_version, node=about.node)
    context = {"nav": "handbook", "form": form, "about": subject}
    return render(request, "proposals/new.html", context, status=422 if form.is_bound else 200)


@reading_view
def detail(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """One proposal: its texts, its way, the answer, and what one may do."""
    user, today = user_of(request), timezone.localdate()
    found = find_proposal(request, proposal)
    return render(request, "proposals/detail.html", detail_page(found, user, today=today))


def find_proposal(request: HttpRequest, proposal: UUID) -> Proposal:
    """The proposal if the user may see it; else a missing page."""
    visible = proposals_visible_to(user_of(request), on=timezone.localdate())
    rows = visible.select_related(
        "organisation__kind",
        "by",
        "answered_by",
        "run__chain_version",
        "chain_version",
        "became_version",
        "became_box__box",
        "passed_from__organisation",
    )
    return get_object_or_404(rows, uuid=proposal)


def _about(request: HttpRequest) -> proposals.About:
    """What the address names; nothing that exists is a missing page."""
    chapter = request.GET.get("kapitel", "")
    if chapter:
        if book().chapter(chapter) is None:
            raise Http404
        return proposals.About(chapter=chapter)
    key, version = request.GET.get("kette", ""), request.GET.get("fassung", "")
    if not key.isprintable():
        raise Http404
    found = readable_version(request, key, version)
    return proposals.About(chain_version=found, node=request.GET.get("schritt", ""))
