"""Prices with their dates, and addresses for invoices; for those who lead the service."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.revisions import Conflict
from roterfaden.measures import pricing as domain
from roterfaden.measures.billing_records import BillingAddress, Price
from roterfaden.measures.exports import title_of
from roterfaden.measures.queries import billable_bodies, bills_for
from roterfaden.web.billing.forms import AddressForm, PriceForm
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All prices of one's services, and whose address is known."""
    services = _led(request)
    prices = Price.objects.filter(service__in=services).select_related("service", "commissioner")
    bodies = [*services, *_bodies(services)]
    known = set(
        BillingAddress.objects.filter(organisation__in=bodies).values_list("organisation_id", flat=True)
    )
    context = {
        "nav": "billing",
        "prices": [(row, title_of(row.code)) for row in prices],
        "addresses": [(body, body.pk in known) for body in bodies],
    }
    return render(request, "billing/prices.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """Agree a price from a day on."""
    services = _led(request)
    typed = request.POST if request.method == "POST" else None
    initial = {"valid_from": timezone.localdate().replace(day=1)}
    form = PriceForm(typed, services=services, bodies=_bodies(services), initial=initial)
    if form.is_valid():
        service = next(row for row in services if row.code == form.cleaned_data["service"])
        try:
            domain.set_price(service=service, facts=form.facts(), by=user_of(request), at=timezone.now())
        except domain.PricingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Der Preis ist vereinbart."))
            return redirect("billing:prices")
    return _page(request, form, _("Preis vereinbaren"))


@writing_view("GET", "POST")
def address(request: HttpRequest, body: str) -> HttpResponse:
    """What invoices say of the own service or of one of its commissioning bodies."""
    services = _led(request)
    among = {row.code: row for row in (*_bodies(services), *services)}
    organisation = get_object_or_404(Organisation, code=body, pk__in=[row.pk for row in among.values()])
    row = BillingAddress.objects.filter(organisation=organisation).first()
    form = AddressForm(request.POST if request.method == "POST" else None, initial=_stored(row, organisation))
    if form.is_valid():
        try:
            domain.save_address(
                organisation=organisation,
                facts=form.facts(),
                revision=form.cleaned_data["revision"],
                service=services[0],
                by=user_of(request),
                at=timezone.now(),
            )
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        messages.success(request, _("Die Anschrift ist gespeichert."))
        return redirect("billing:prices")
    return _page(request, form, _("Rechnungsanschrift: %(name)s") % {"name": organisation})


def _led(request: HttpRequest) -> list[Organisation]:
    found = list(bills_for(user_of(request), on=timezone.localdate()))
    if not found:
        raise PermissionDenied
    return found


def _bodies(services: list[Organisation]) -> list[Organisation]:
    found = {row.pk: row for service in services for row in billable_bodies(service)}
    return list(found.values())


def _stored(row: BillingAddress | None, organisation: Organisation) -> dict[str, Any]:
    if row is None:
        country = organisation.region[:2]
        return {"revision": 0, "name": organisation.name[:70], "country": country, "payment_days": 30}
    return {name: getattr(row, name) for name in domain.ADDRESS} | {"revision": row.revision}


def _page(request: HttpRequest, form: PriceForm | AddressForm, title: str) -> HttpResponse:
    context = {
        "nav": "billing",
        "form": form,
        "title": title,
        "submit": _("Speichern"),
        "back_url": reverse("billing:prices"),
    }
    return render(request, "orders/form.html", context, status=422 if form.is_bound else 200)


def _conflict(request: HttpRequest, form: AddressForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, BillingAddress)
    told = conflict_of(
        form,
        current=current,
        stored={name: getattr(current, name) for name in domain.ADDRESS},
        scopes=[current.uuid],
        at=timezone.now(),
        url=request.path,
        keep_url=reverse("billing:prices"),
    )
    return render(request, "orders/conflict.html", {"nav": "billing", "conflict": told}, status=409)
