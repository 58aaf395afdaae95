"""Decide about a report: submit, return, release, let it go, note that it arrived; remarks; the released PDF."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.common.revisions import Conflict
from roterfaden.consent.transfers import TransferRefused
from roterfaden.correspondence import reports as domain
from roterfaden.correspondence import sending
from roterfaden.correspondence.models import Report
from roterfaden.process.deadlines import DeadlineRefused
from roterfaden.web.cases.files import send_file
from roterfaden.web.cases.reading import find_case
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.reports.forms import CommentForm, DecisionForm
from roterfaden.web.reports.writing import HERE, find_report, report_page

REFUSALS = (domain.ReportRefused, CaseIsClosed, TransferRefused, DeadlineRefused)


@writing_view("POST")
def decide(request: HttpRequest, code: str, case_report: UUID) -> HttpResponse:
    """One decision; what keeps it from being taken is said on the page."""
    case = find_case(request, code)
    row = find_report(request, case, case_report)
    form = DecisionForm(request.POST)
    if form.is_valid():
        do = form.cleaned_data["do"]
        said = {"revision": form.cleaned_data["revision"] or 0, "by": user_of(request), "at": timezone.now()}
        try:
            told = DECISIONS[do](row, form, said)
        except REFUSALS as refusal:
            row.refresh_from_db()
            form.add_error(None, str(refusal))
        except Conflict:
            row.refresh_from_db()
            form.add_error(None, _("Jemand anderes hat den Bericht inzwischen geändert. Bitte neu ansehen."))
        else:
            messages.success(request, told)
            if do == "discard":
                return redirect(HERE, code=case.code)
            return redirect("reports:report", code=case.code, case_report=row.uuid)
    row.case = case
    return report_page(request, case, row, decision=form)


@writing_view("POST")
def comment(request: HttpRequest, code: str, case_report: UUID) -> HttpResponse:
    """Write a remark beside the report."""
    case = find_case(request, code)
    row = find_report(request, case, case_report)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            domain.add_comment(
                report=row, text=form.cleaned_data["text"], by=user_of(request), at=timezone.now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reports:report", code=case.code, case_report=row.uuid)
    return report_page(request, case, row, comment=form)


@reading_view
def file(request: HttpRequest, code: str, case_report: UUID) -> HttpResponse:
    """The PDF of a released report."""
    case = find_case(request, code)
    row = find_report(request, case, case_report)
    stored = get_object_or_404(Report.objects.filter(pk=row.pk, file__isnull=False)).file
    assert stored is not None
    return send_file(request, case, stored)


def _submit(row: Report, _form: DecisionForm, said: dict[str, Any]) -> str:
    domain.submit(report=row, **said)
    return _("Der Bericht liegt zur Freigabe. Eine zweite Person sieht ihn durch.")


def _release(row: Report, _form: DecisionForm, said: dict[str, Any]) -> str:
    domain.release(report=row, **said)
    return _("Freigegeben und eingefroren.")


def _return(row: Report, form: DecisionForm, said: dict[str, Any]) -> str:
    domain.return_report(report=row, remark=form.cleaned_data["remark"], **said)
    return _("Zurückgegeben, mit Ihrer Anmerkung.")


def _send(row: Report, form: DecisionForm, said: dict[str, Any]) -> str:
    sending.send(report=row, channel=form.way(), **said)
    return _("Der Bericht ist hinausgegangen. Er steht bei den Weitergaben.")


def _receive(row: Report, form: DecisionForm, said: dict[str, Any]) -> str:
    sending.note_receipt(report=row, on=form.cleaned_data["on"] or date.min, **said)
    return _("Der Eingang ist vermerkt.")


def _told(row: Report, form: DecisionForm, said: dict[str, Any]) -> str:
    domain.tell_client(report=row, on=form.cleaned_data["on"] or date.max, by=said["by"], at=said["at"])
    return _("Vermerkt: Die Person weiß Bescheid.")


def _discard(row: Report, _form: DecisionForm, said: dict[str, Any]) -> str:
    domain.discard_report(report=row, **said)
    return _("Der Entwurf ist verworfen.")


DECISIONS: dict[str, Callable[[Report, DecisionForm, dict[str, Any]], str]] = {
    "submit": _submit,
    "release": _release,
    "return": _return,
    "send": _send,
    "receive": _receive,
    "told": _told,
    "discard": _discard,
}
