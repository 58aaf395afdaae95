"""What is done with a proposal: go on, take back, withdraw, note that the answer was read."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.process.models import Task
from roterfaden.process.runs import RunMovedOn, RunRefused
from roterfaden.quality import passing_on, proposals
from roterfaden.quality.models import Proposal
from roterfaden.quality.passing_on import next_bodies
from roterfaden.quality.proposal_rules import may_act_on
from roterfaden.web import errors
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.proposals.forms import MoveForm, PassForm, ReasonForm
from roterfaden.web.proposals.page import detail_page, turn_form
from roterfaden.web.proposals.views import find_proposal

DETAIL = "proposals:detail"


@writing_view("POST")
def move_on(request: HttpRequest, proposal: UUID, number: int) -> HttpResponse:
    """Complete the open step of a proposal's way, or answer its question with `outcome`."""
    user, today = user_of(request), timezone.localdate()
    found = find_proposal(request, proposal)
    task = get_object_or_404(Task, run=found.run, number=number)
    if not may_act_on(user, found, task.node, on=today):
        raise Http404
    form = turn_form(found, task, request.POST)
    if form.is_valid() and (answer := _go(request, found, number, form)) is not None:
        return answer
    page = detail_page(found, user, today=today, typed=form, number=number)
    return render(request, "proposals/detail.html", page, status=422)


@writing_view("POST")
def undo(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Editors take the last move back."""
    return _with_reason(request, proposal, proposals.undo, _("Der letzte Schritt ist zurückgenommen."))


@writing_view("POST")
def withdraw(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """The proposer takes the proposal back."""
    return _with_reason(request, proposal, proposals.withdraw, _("Ihr Vorschlag ist zurückgezogen."))


@writing_view("POST")
def pass_on(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Editors pass the proposal on to the next body."""
    found = find_proposal(request, proposal)
    form = PassForm(request.POST, bodies=next_bodies(found.organisation))
    if not form.is_valid():
        messages.error(request, _("Bitte sagen Sie, wohin der Vorschlag geht und warum."))
        return redirect(DETAIL, proposal)
    said = form.cleaned_data
    try:
        passing_on.pass_on(
            proposal=found,
            to=form.bodies[said["to"]],
            reason=said["reason"],
            seen_moves=said["moves"],
            by=user_of(request),
            at=timezone.now(),
        )
    except RunMovedOn as moved:
        return errors.conflict(request, str(moved))
    except (RunRefused, proposals.ProposalRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Der Vorschlag ist weitergereicht."))
    return redirect(DETAIL, proposal)


@writing_view("POST")
def read(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """The proposer has read the answer."""
    found = find_proposal(request, proposal)
    proposals.note_answer_read(proposal=found, by=user_of(request), at=timezone.now())
    return redirect(DETAIL, proposal)


def _go(request: HttpRequest, found: Proposal, number: int, form: MoveForm) -> HttpResponse | None:
    """Make the move; None when it was refused and the form says why."""
    said = form.said(request.POST.get("outcome", "")[:120])
    try:
        proposals.move_on(
            proposal=found,
            seen_moves=form.cleaned_data["moves"],
            number=number,
            said=said,
            by=user_of(request),
            at=timezone.now(),
        )
    except RunMovedOn as moved:
        return errors.conflict(request, str(moved))
    except (RunRefused, proposals.ProposalRefused) as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Der Vorschlag ist einen Schritt weiter."))
    return redirect(DETAIL, found.uuid)


def _with_reason(request: HttpRequest, proposal: UUID, act: proposals.Act, done: str) -> HttpResponse:
    found = find_proposal(request, proposal)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte nennen Sie in einem Satz den Grund."))
        return redirect(DETAIL, proposal)
    try:
        said = {"seen_moves": form.cleaned_data["moves"], "reason": form.cleaned_data["reason"]}
        act(proposal=found, **said, by=user_of(request), at=timezone.now())
    except RunMovedOn as moved:
        return errors.conflict(request, str(moved))
    except (RunRefused, proposals.ProposalRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(DETAIL, proposal)
