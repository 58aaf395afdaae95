"""One audit: its page, going on along its way, taking back, signing."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.auditing import reporting, walking
from roterfaden.auditing.models import Audit
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.rules import may_act_on, party_of
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.process.models import Task
from roterfaden.process.runs import RunMovedOn, RunRefused
from roterfaden.web import errors
from roterfaden.web.auditing.access import find_audit, find_finding, note_reading
from roterfaden.web.auditing.forms import SignForm, TurnForm
from roterfaden.web.auditing.page import detail_page, turn_form
from roterfaden.web.complaints.forms import ReasonForm
from roterfaden.web.downloads import attachment
from roterfaden.web.guards import reading_view, user_of, writing_view

DETAIL = "auditing:detail"


@reading_view
def detail(request: HttpRequest, audit: UUID) -> HttpResponse:
    """One audit: what is open, its frame, questions, findings, report, way."""
    found = find_audit(request, audit)
    note_reading(request, found, page="audit")
    context = detail_page(found, user_of(request), today=timezone.localdate())
    return render(request, "auditing/detail.html", context)


@writing_view("POST")
def move_on(request: HttpRequest, audit: UUID, number: int) -> HttpResponse:
    """Complete the open step of an audit, or answer its question with `outcome`."""
    found = find_audit(request, audit)
    task = get_object_or_404(Task, run=found.run, number=number)
    if not may_act_on(user_of(request), found, task.node):
        raise PermissionDenied
    form = turn_form(found, task, request.POST)
    if form.is_valid() and (answer := _go(request, found, number, form)) is not None:
        return answer
    page = detail_page(
        find_audit(request, audit), user_of(request), today=timezone.localdate(), typed=form, number=number
    )
    return render(request, "auditing/detail.html", page, status=422)


@writing_view("POST")
def undo(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Take the last move back."""
    found, form = find_audit(request, audit), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte nennen Sie in einem Satz den Grund."))
        return redirect(DETAIL, audit)
    said = {"seen_moves": form.cleaned_data["moves"], "reason": form.cleaned_data["reason"]}
    try:
        walking.undo(audit=found, **said, by=user_of(request), at=timezone.now())
    except RunMovedOn as moved:
        return errors.conflict(request, str(moved))
    except (RunRefused, AuditRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Der letzte Schritt ist zurückgenommen."))
    return redirect(DETAIL, audit)


@writing_view("POST")
def sign(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Sign the report as one of the parties."""
    found, user = find_audit(request, audit), user_of(request)
    if not party_of(user, found):
        raise PermissionDenied
    form = SignForm(request.POST, auto_id="zeichnen_%s")
    if form.is_valid():
        try:
            reporting.sign(audit=found, **form.cleaned_data, by=user, at=timezone.now())
        except AuditRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sie haben den Bericht unterschrieben."))
            return redirect(DETAIL, audit)
    page = detail_page(found, user, today=timezone.localdate(), sign_form=form)
    return render(request, "auditing/detail.html", page, status=422)


@reading_view
def report_pdf(request: HttpRequest, audit: UUID) -> HttpResponse:
    """The report as PDF."""
    found = find_audit(request, audit)
    note_reading(request, found, page="report")
    return _pdf(set_pdf(reporting.report_document(found, at=timezone.now())), "auditbericht")


@reading_view
def announcement_pdf(request: HttpRequest, audit: UUID) -> HttpResponse:
    """The letter with the questions as PDF."""
    found = find_audit(request, audit)
    note_reading(request, found, page="announcement")
    return _pdf(set_pdf(reporting.announcement_document(found, at=timezone.now())), "auditfragen")


@reading_view
def deviation_pdf(request: HttpRequest, finding: UUID) -> HttpResponse:
    """The report form of one deviation as PDF."""
    found = find_finding(request, finding)
    note_reading(request, found.audit, page="deviation")
    return _pdf(set_pdf(reporting.deviation_document(found)), f"abweichung-{found.number}")


def _go(request: HttpRequest, found: Audit, number: int, form: TurnForm) -> HttpResponse | None:
    """Make the move; None when it was refused and the form says why."""
    data = form.cleaned_data
    try:
        walking.move_on(
            audit=found,
            seen_moves=data["moves"],
            number=number,
            outcome=request.POST.get("outcome", "")[:120],
            note=data["note"],
            short_notice=data.get("short_notice", ""),
            by=user_of(request),
            at=timezone.now(),
        )
    except RunMovedOn as moved:
        return errors.conflict(request, str(moved))
    except (RunRefused, AuditRefused) as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Das Audit ist einen Schritt weiter."))
    return redirect(DETAIL, found.uuid)


def _pdf(content: bytes, name: str) -> HttpResponse:
    return attachment(content, name=f"{name}.pdf", media_type="application/pdf")
