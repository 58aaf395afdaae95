"""Contingents per body and region, with what is taken of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.revisions import Conflict
from roterfaden.measures import contingents as domain
from roterfaden.measures.models import Contingent
from roterfaden.measures.queries import bills_for, contingents_visible_to, uses_of
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.orders.forms import ContingentForm


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All contingents of one's service or body, with their use."""
    user, today = user_of(request), timezone.localdate()
    uses = uses_of(contingents_visible_to(user, on=today), today=today)
    led = set(bills_for(user, on=today).values_list("pk", flat=True))
    return render(request, "orders/contingents.html", {"nav": "orders", "uses": uses, "led": led})


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """Agree a contingent; for those who lead the service."""
    services = _led(request)
    initial = {"valid_from": timezone.localdate()}
    form = ContingentForm(
        request.POST if request.method == "POST" else None, services=services, initial=initial
    )
    if form.is_valid():
        service = next(row for row in services if row.code == form.cleaned_data["service"])
        try:
            domain.set_contingent(service=service, facts=form.facts(), by=user_of(request), at=timezone.now())
        except domain.ContingentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Das Kontingent ist vereinbart."))
            return redirect("orders:contingents")
    return _page(request, form, _("Kontingent vereinbaren"))


@writing_view("GET", "POST")
def change(request: HttpRequest, contingent: UUID) -> HttpResponse:
    """Change a contingent of a service that one leads."""
    services = _led(request)
    row = get_object_or_404(Contingent.objects.select_related("service", "commissioner"), uuid=contingent)
    row = get_object_or_404(Contingent, pk=row.pk, service__in=[one.pk for one in services])
    typed = request.POST if request.method == "POST" else None
    form = ContingentForm(typed, services=[row.service], initial=_stored(row) | {"revision": row.revision})
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        did: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
        try:
            domain.change_contingent(contingent=row, facts=form.facts(), revision=revision, **did)
        except domain.ContingentRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            messages.success(request, _("Das Kontingent ist geändert."))
            return redirect("orders:contingents")
    return _page(request, form, _("Kontingent ändern"))


def _led(request: HttpRequest) -> list[Organisation]:
    found = list(bills_for(user_of(request), on=timezone.localdate()))
    if not found:
        raise PermissionDenied
    return found


def _stored(row: Contingent) -> dict[str, Any]:
    return {
        "service": row.service.code,
        "commissioner": row.commissioner.code,
        "region": row.region,
        "kind": row.kind,
        "unit": row.unit,
        "amount": row.amount,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
    }


def _page(request: HttpRequest, form: ContingentForm, title: str) -> HttpResponse:
    context = {
        "nav": "orders",
        "form": form,
        "title": title,
        "submit": _("Speichern"),
        "back_url": reverse("orders:contingents"),
    }
    return render(request, "orders/form.html", context, status=422 if form.is_bound else 200)


def _conflict(request: HttpRequest, form: ContingentForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Contingent)
    told = conflict_of(
        form,
        current=current,
        stored=_stored(current),
        scopes=[current.uuid],
        at=timezone.now(),
        url=request.path,
        keep_url=reverse("orders:contingents"),
    )
    return render(request, "orders/conflict.html", {"nav": "orders", "conflict": told}, status=409)
