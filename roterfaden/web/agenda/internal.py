"""Internal appointments of a service: plan, change, cancel."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import colleagues_in, organisations_of
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines import appointments as domain
from roterfaden.deadlines.appointments import STAFF, AppointmentRefused
from roterfaden.deadlines.choices import CancelledBy
from roterfaden.deadlines.models import Appointment
from roterfaden.deadlines.queries import appointments_visible_to
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.dates.appointment_forms import AppointmentForm, CancelForm, stored
from roterfaden.web.guards import user_of, writing_view

HOME = "agenda:index"


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """Plan an internal appointment in the first service of the user."""
    user, now = user_of(request), timezone.now()
    service = organisations_of(user, on=timezone.localdate(), roles=STAFF).order_by("name", "pk").first()
    if service is None:
        raise PermissionDenied
    initial = {"colleagues": [user.username], "day": request.GET.get("tag", "")}
    form = AppointmentForm(_typed(request), people=_people(service), internal=True, initial=initial)
    if form.is_valid():
        try:
            domain.make_appointment(case=None, service=service, facts=form.facts(), by=user, at=now)
        except AppointmentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Termin ist eingetragen."))
            return redirect(HOME)
    return _form(request, form, title=_("Interner Termin"), submit=_("Termin speichern"))


@writing_view("GET", "POST")
def change(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Move an internal appointment, or word it anew."""
    row = _found(request, appointment)
    people = list(dict.fromkeys([*_people(row.service), *row.colleagues.all()]))
    initial = stored(row) | {"revision": row.revision}
    form = AppointmentForm(_typed(request), people=people, internal=True, initial=initial)
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            domain.change_appointment(
                appointment=row, facts=form.facts(), revision=revision, by=user_of(request), at=timezone.now()
            )
        except AppointmentRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _clash(request, form, conflict)
        else:
            messages.success(request, _("Der Termin ist geändert."))
            return redirect(HOME)
    words = {"title": _("Internen Termin ändern"), "submit": _("Speichern")}
    cancel_url = reverse("agenda:cancel", args=[row.uuid])
    return _form(request, form, cancel_url=cancel_url, **words)


@writing_view("GET", "POST")
def cancel(request: HttpRequest, appointment: UUID) -> HttpResponse:
    row = _found(request, appointment)
    initial = {"revision": row.revision, "cancelled_by": CancelledBy.SERVICE.value}
    form = CancelForm(_typed(request), initial=initial)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reason", "revision")}
        try:
            domain.cancel_appointment(
                appointment=row,
                cancelled_by=CancelledBy(form.cleaned_data["cancelled_by"]),
                **said,
                by=user_of(request),
                at=timezone.now(),
            )
        except (AppointmentRefused, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Termin ist abgesagt."))
            return redirect(HOME)
    return _form(request, form, title=_("Internen Termin absagen"), submit=_("Absagen"))


def _people(service: Organisation) -> list[User]:
    people = colleagues_in(service, on=timezone.localdate(), roles=STAFF)
    return list(people.only("username", "first_name", "last_name"))


def _found(request: HttpRequest, uuid: UUID) -> Appointment:
    visible = appointments_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(visible.select_related("service", "data_key"), case__isnull=True, uuid=uuid)


def _form(request: HttpRequest, form: Any, **words: Any) -> HttpResponse:
    context = {"nav": "agenda", "form": form, "back_url": reverse(HOME), **words}
    return render(request, "agenda/form.html", context, status=422 if form.is_bound else 200)


def _clash(request: HttpRequest, form: AppointmentForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Appointment)
    told = conflict_of(
        form,
        current=current,
        stored=stored(current),
        scopes=[],
        at=timezone.now(),
        url=request.path,
        keep_url=reverse(HOME),
    )
    return render(request, "agenda/conflict.html", {"nav": "agenda", "conflict": told}, status=409)


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
