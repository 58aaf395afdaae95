"""Statements: what is to be billed, release, read, export, reverse."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.measures import statements as domain
from roterfaden.measures.billing_records import Statement
from roterfaden.measures.carrying_records import Measure
from roterfaden.measures.catalogue import tariff_book
from roterfaden.measures.choices import ReversalReason
from roterfaden.measures.drafting import drafted
from roterfaden.measures.einvoice import EInvoiceRefused
from roterfaden.measures.exports import lines_of, title_of
from roterfaden.measures.queries import billable_bodies, bills_for, statements_visible_to
from roterfaden.steering.success_parts import parts_due
from roterfaden.web.billing.exporting import EXPORTS, exports_for
from roterfaden.web.billing.forms import MonthForm, ReleaseForm, ReverseForm, chosen_month
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

actions.register("measures.statement_read", "Abrechnung gelesen", reading=True)

MOST_DUE = 30


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What can be billed for a month, and what was released; to a clerk what came to the own body."""
    user, today = user_of(request), timezone.localdate()
    services = list(bills_for(user, on=today))
    month = chosen_month(request.GET, today)
    form = MonthForm(initial={"monat": f"{month:%Y-%m}"})
    rows = statements_visible_to(user, on=today).select_related(
        "service", "commissioner", "reverses", "reversed_by"
    )
    measures = Measure.objects.filter(
        order__service__in=services, case__in=cases_visible_to(user, on=today)
    ).select_related("case__person", "case__service", "order__commissioner")
    due = parts_due(measures, on=today) if services else []
    note_listed(request, [part.measure.case for part in due[:MOST_DUE]])
    context = {
        "nav": "billing",
        "due": due[:MOST_DUE],
        "more_due": max(len(due) - MOST_DUE, 0),
        "form": form,
        "month": month,
        "services": [(service, billable_bodies(service)) for service in services],
        "page": page_of(request, rows),
    }
    return render(request, "billing/index.html", context)


@writing_view("GET", "POST")
def draft(request: HttpRequest, service: str, body: str, year: int, month: int) -> HttpResponse:
    """What would stand on the statement; released with one press."""
    own, whom, first = _sides(request, service, body, year, month)
    today, currency = timezone.localdate(), tariff_book().currency_in(own.region)
    asked: dict[str, Any] = {"service": own, "commissioner": whom, "month": first, "currency": currency}
    found = drafted(**asked, on=today)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        did: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
        try:
            made = domain.release(**asked, expected=form.cleaned_data["expected"], **did)
        except domain.StatementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Abrechnung ist freigegeben und ändert sich nicht mehr."))
            return redirect("billing:detail", made.uuid)
    note_listed(request, [line.measure.case for line in found.lines])
    context = asked | {
        "nav": "billing",
        "found": found,
        "lines": [(line, title_of(line.code)) for line in found.lines],
        "form": form,
    }
    return render(request, "billing/draft.html", context, status=422 if form.is_bound else 200)


@reading_view
def detail(request: HttpRequest, statement: UUID) -> HttpResponse:
    """One released statement with its lines."""
    found = _statement(request, statement)
    _noted(request, found)
    led = bills_for(user_of(request), on=timezone.localdate()).filter(pk=found.service_id).exists()
    context = {
        "nav": "billing",
        "statement": found,
        "lines": [(line, title_of(line.code)) for line in lines_of(found)],
        "led": led,
        "exports": exports_for(found),
        "reversed_by": Statement.objects.filter(reverses=found).first(),
    }
    return render(request, "billing/detail.html", context)


@reading_view
def export(request: HttpRequest, statement: UUID, sort: str) -> HttpResponse:
    """The statement as a file; 422 with a sentence where facts for an e-invoice are missing."""
    found = _statement(request, statement)
    make = EXPORTS.get(sort)
    if make is None:
        raise Http404
    _noted(request, found)
    try:
        content, content_type, ending = make(found)
    except EInvoiceRefused as refusal:
        context = {"nav": "billing", "statement": found, "refusal": str(refusal)}
        return render(request, "billing/refused.html", context, status=422)
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.{ending}"'
    return answer


@writing_view("GET", "POST")
def reverse_statement(request: HttpRequest, statement: UUID) -> HttpResponse:
    """Reverse a statement of a service that one leads."""
    services = bills_for(user_of(request), on=timezone.localdate())
    found = get_object_or_404(
        Statement.objects.select_related("service", "commissioner"), uuid=statement, service__in=services
    )
    form = ReverseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = ReversalReason(form.cleaned_data["reason"])
        try:
            made = domain.reverse(statement=found, reason=reason, by=user_of(request), at=timezone.now())
        except domain.StatementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Abrechnung ist storniert. Ihre Leistungen sind wieder offen."))
            return redirect("billing:detail", made.uuid)
    context = {"nav": "billing", "statement": found, "form": form}
    return render(request, "billing/reverse.html", context, status=422 if form.is_bound else 200)


def _sides(
    request: HttpRequest, service: str, body: str, year: int, month: int
) -> tuple[Organisation, Organisation, date]:
    """Both organisations and the month; 404 for services that one does not lead."""
    own = get_object_or_404(bills_for(user_of(request), on=timezone.localdate()), code=service)
    whom = get_object_or_404(Organisation, code=body)
    try:
        return own, whom, date(year, month, 1)
    except ValueError:
        raise Http404 from None


def _statement(request: HttpRequest, statement: UUID) -> Statement:
    seen = statements_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(
        seen.select_related("service", "commissioner", "reverses", "released_by"), uuid=statement
    )


def _noted(request: HttpRequest, found: Statement) -> None:
    trail.record_read(
        "measures.statement_read",
        by=user_of(request),
        at=timezone.now(),
        subject=found,
        organisation=found.service,
    )
    note_listed(request, Case.objects.filter(pk__in=found.lines.values("case")).select_related("service"))
