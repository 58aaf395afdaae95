"""What is done with a complaint: go on, name whom it concerns, take back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.complaints import handling
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.queries import complaints_visible_to, possible_handlers
from roterfaden.complaints.receiving import ComplaintRefused
from roterfaden.complaints.receiving import concern as name_concerned
from roterfaden.complaints.rules import may_act_on
from roterfaden.process.models import Task
from roterfaden.process.runs import RunMovedOn, RunRefused
from roterfaden.web import errors
from roterfaden.web.complaints.finding import find_complaint
from roterfaden.web.complaints.forms import ConcernForm, MoveForm, NotConcernedForm, ReasonForm
from roterfaden.web.complaints.page import concerned_in, detail_page, turn_form
from roterfaden.web.guards import user_of, writing_view

DETAIL = "complaints:detail"


@writing_view("POST")
def move_on(request: HttpRequest, complaint: UUID, number: int) -> HttpResponse:
    """Complete the open step of a complaint's way, or answer its question with `outcome`."""
    user, today = user_of(request), timezone.localdate()
    found = find_complaint(request, complaint)
    task = get_object_or_404(Task, run=found.run, number=number)
    if not may_act_on(user, found, task.node, on=today):
        raise Http404
    form = turn_form(found, task, request.POST, today=today)
    if form.is_valid() and (answer := _go(request, found, number, form)) is not None:
        return answer
    page = detail_page(find_complaint(request, complaint), user, today=today, typed=form, number=number)
    return render(request, "complaints/detail.html", page, status=422)


@writing_view("POST")
def concern(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """Name who else the complaint concerns; they lose sight of it at once."""
    user, today = user_of(request), timezone.localdate()
    found = find_complaint(request, complaint)
    people = [one for one in possible_handlers(found, on=today) if one.pk != user.pk]
    form = ConcernForm(request.POST, people=people)
    if form.is_valid():
        name_concerned(complaint=found, users=form.users(), by=user, at=timezone.now())
        messages.success(request, _("Sie sehen die Beschwerde nicht mehr."))
        return redirect(DETAIL, complaint)
    page = detail_page(found, user, today=today, concern_form=form)
    return render(request, "complaints/detail.html", page, status=422)


@writing_view("POST")
def not_concerned(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """Take back that it concerns somebody: that was a mistake."""
    user, today = user_of(request), timezone.localdate()
    found = find_complaint(request, complaint)
    form = NotConcernedForm(request.POST, people=concerned_in(found), auto_id="irrtum_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            handling.not_concerned(
                complaint=found,
                user=form.people[said["user"]],
                reason=said["reason"],
                by=user,
                at=timezone.now(),
            )
        except ComplaintRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Zurückgenommen. Der Grund steht bei der Beschwerde."))
            return redirect(DETAIL, complaint)
    page = detail_page(found, user, today=today, mistake_form=form)
    return render(request, "complaints/detail.html", page, status=422)


@writing_view("POST")
def withdraw(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """The person takes the complaint back."""
    return _with_reason(request, complaint, handling.withdraw, _("Vermerkt: Die Person nimmt sie zurück."))


@writing_view("POST")
def undo(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """Take the last move back."""
    return _with_reason(request, complaint, handling.undo, _("Der letzte Schritt ist zurückgenommen."))


def _go(request: HttpRequest, found: Complaint, number: int, form: MoveForm) -> HttpResponse | None:
    """Make the move; None when it was refused and the form says why."""
    user = user_of(request)
    said = form.said(request.POST.get("outcome", "")[:120])
    try:
        handling.move_on(
            complaint=found,
            seen_moves=form.cleaned_data["moves"],
            number=number,
            said=said,
            by=user,
            at=timezone.now(),
        )
    except RunMovedOn as moved:
        return errors.conflict(request, str(moved))
    except (RunRefused, ComplaintRefused) as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Die Beschwerde ist einen Schritt weiter."))
    still = complaints_visible_to(user, on=timezone.localdate()).filter(pk=found.pk).exists()
    return redirect(DETAIL, found.uuid) if still else redirect("complaints:index")


def _with_reason(request: HttpRequest, complaint: UUID, act: Callable[..., None], done: str) -> HttpResponse:
    found = find_complaint(request, complaint)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte nennen Sie in einem Satz den Grund."))
        return redirect(DETAIL, complaint)
    try:
        said = {"seen_moves": form.cleaned_data["moves"], "reason": form.cleaned_data["reason"]}
        act(complaint=found, **said, by=user_of(request), at=timezone.now())
    except RunMovedOn as moved:
        return errors.conflict(request, str(moved))
    except (RunRefused, ComplaintRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(DETAIL, complaint)
