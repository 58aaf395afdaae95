"""Appointments of a case: plan, change, cancel, say what was, invite."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed, EntryRefused
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines import appointments as domain
from roterfaden.deadlines import invitations
from roterfaden.deadlines.appointments import AppointmentRefused
from roterfaden.deadlines.choices import AppointmentState, CancelledBy
from roterfaden.deadlines.feed import appointment_file
from roterfaden.deadlines.models import Appointment
from roterfaden.web.casefile.frame import case_for, form_page, frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.dates.appointment_forms import AppointmentForm, CancelForm, OutcomeForm, stored
from roterfaden.web.dates.clash import HERE, clash_page
from roterfaden.web.dates.forms import workers_on
from roterfaden.web.guards import reading_view, user_of, writing_view

REFUSALS = (AppointmentRefused, CaseIsClosed, EntryRefused)


@writing_view("GET", "POST")
def add_appointment(request: HttpRequest, code: str) -> HttpResponse:
    """Plan an appointment in the case."""
    case, user = case_for(request, code, page="add_appointment"), user_of(request)
    people = workers_on(case, on=timezone.localdate())
    form = AppointmentForm(_typed(request), people=people, initial={"colleagues": [user.username]})
    if form.is_valid():
        try:
            made = domain.make_appointment(
                case=case, service=case.service, facts=form.facts(), by=user, at=timezone.now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Termin ist vereinbart."))
            if made.with_client and made.starts_at > timezone.now():
                return redirect("dates:invitation", code=case.code, appointment=made.uuid)
            return redirect(HERE, code=case.code)
    words = {"title": _("Termin vereinbaren"), "submit": _("Termin speichern")}
    return form_page(request, case, HERE, form, "dates/appointment_form.html", **words, **_back(case))


@writing_view("GET", "POST")
def change_appointment(request: HttpRequest, code: str, appointment: UUID) -> HttpResponse:
    """Move an appointment, or word it anew."""
    case, row = _found(request, code, appointment, "change_appointment")
    people = list(dict.fromkeys([*workers_on(case, on=timezone.localdate()), *row.colleagues.all()]))
    initial = stored(row) | {"revision": row.revision}
    form = AppointmentForm(_typed(request), people=people, initial=initial)
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            domain.change_appointment(
                appointment=row, facts=form.facts(), revision=revision, by=user_of(request), at=timezone.now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return clash_page(request, case, form, conflict, stored(_fresh(conflict, case)))
        else:
            return _done(request, case, _("Der Termin ist geändert."))
    words = {"title": _("Termin ändern"), "submit": _("Speichern")}
    return form_page(request, case, HERE, form, "dates/appointment_form.html", **words, **_back(case))


@writing_view("GET", "POST")
def cancel_appointment(request: HttpRequest, code: str, appointment: UUID) -> HttpResponse:
    """Cancel before the beginning; on wish the client is told by mail."""
    case, row = _found(request, code, appointment, "cancel_appointment")
    may_mail = row.with_client and bool(case.person.email)
    form = CancelForm(_typed(request), may_mail=may_mail, initial={"revision": row.revision})
    if form.is_valid():
        try:
            with transaction.atomic():
                _cancel(request, row, form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return clash_page(request, case, form, conflict, {"reason": _fresh(conflict, case).reason})
        else:
            return _done(request, case, _("Der Termin ist abgesagt."))
    words = {"title": _("Termin absagen"), "submit": _("Absagen")}
    return form_page(request, case, HERE, form, "dates/outcome_form.html", row=row, **words, **_back(case))


def _cancel(request: HttpRequest, row: Appointment, form: CancelForm) -> None:
    data, user, now = form.cleaned_data, user_of(request), timezone.now()
    domain.cancel_appointment(
        appointment=row,
        cancelled_by=CancelledBy(data["cancelled_by"]),
        reason=data["reason"],
        revision=data["revision"],
        by=user,
        at=now,
    )
    if data.get("send_mail"):
        invitations.mail_to_client(appointment=row, by=user, at=now)


@writing_view("GET", "POST")
def outcome(request: HttpRequest, code: str, appointment: UUID) -> HttpResponse:
    """Say who came and what was; it becomes an entry of the journal."""
    case, row = _found(request, code, appointment, "outcome")
    known = {"revision": row.revision, "attendance": row.attendance, "text": _text_of(row)}
    form = OutcomeForm(_typed(request), with_client=row.with_client, initial=known)
    if form.is_valid():
        said = {"text": form.cleaned_data["text"], "revision": form.cleaned_data["revision"]}
        try:
            domain.record_outcome(
                appointment=row, attendance=form.attended(), **said, by=user_of(request), at=timezone.now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return clash_page(request, case, form, conflict, {"text": _text_of(_fresh(conflict, case))})
        else:
            return _done(request, case, _("Festgehalten. Es steht auch im Journal."))
    words = {"title": _("Was war bei diesem Termin?"), "submit": _("Festhalten")}
    return form_page(request, case, HERE, form, "dates/outcome_form.html", row=row, **words, **_back(case))


@writing_view("GET", "POST")
def invitation(request: HttpRequest, code: str, appointment: UUID) -> HttpResponse:
    """The letter to print or copy; a press sends it by mail."""
    case, row = _found(request, code, appointment, "invitation")
    status = 200
    if request.method == "POST":
        try:
            invitations.mail_to_client(appointment=row, by=user_of(request), at=timezone.now())
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            status = 422
        else:
            return _done(request, case, _("Die E-Mail geht gleich hinaus."))
    cancelled = row.state == AppointmentState.CANCELLED
    letter = invitations.cancellation_text(row) if cancelled else invitations.invitation_text(row)
    context = frame(request, case, HERE, row=row, letter=letter, cancelled=cancelled, **_back(case))
    return render(request, "dates/invitation.html", context, status=status)


@reading_view
def file(request: HttpRequest, code: str, appointment: UUID) -> HttpResponse:
    """The appointment for any calendar: neutral, as the feed is."""
    case = open_case_for_reading(request, code, page="appointment_file")
    row = get_object_or_404(case.appointments, uuid=appointment)
    row.case = case
    return calendar_file(appointment_file(row))


def calendar_file(body: bytes) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="termin.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _text_of(row: Appointment) -> str:
    entry = row.entry
    if entry is None:
        return ""
    if row.case is not None:
        entry.case = row.case
    return str(entry.text)


def _found(request: HttpRequest, code: str, uuid: UUID, page: str) -> tuple[Case, Appointment]:
    case = case_for(request, code, page=page)
    row = get_object_or_404(case.appointments.select_related("entry", "service"), uuid=uuid)
    row.case = case
    return case, row


def _fresh(conflict: Conflict, case: Case) -> Appointment:
    assert isinstance(conflict.current, Appointment)
    conflict.current.case = case
    return conflict.current


def _done(request: HttpRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(HERE, code=case.code)


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _back(case: Case) -> dict[str, Any]:
    return {"back_url": reverse(HERE, args=[case.code])}
