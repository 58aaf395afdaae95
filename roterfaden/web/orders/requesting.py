"""Order support: by a clerk, or written down by the service."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.queries import services_of
from roterfaden.measures import orders as domain
from roterfaden.measures.models import Order
from roterfaden.measures.queries import bodies_of
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.orders.forms import OrderForm


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """One form for both sides: whoever fills it in is given on one of them."""
    made_with = _sides(request)
    initial = {"token": uuid4(), "valid_from": timezone.localdate()}
    form = OrderForm(request.POST if request.method == "POST" else None, initial=initial, **made_with)
    if form.is_valid():
        try:
            order = _ordered(request, form, digital=bool(made_with["bodies"]))
        except domain.OrderRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Der Auftrag ist angefragt."))
            return redirect("orders:detail", order.uuid)
    context = {"nav": "orders", "form": form, "clerk": bool(made_with["bodies"])}
    return render(request, "orders/new.html", context, status=422 if form.is_bound else 200)


def _sides(request: HttpRequest) -> dict[str, Any]:
    """What the form offers: services to a clerk, bodies to a service. 403 to everybody else."""
    user, today = user_of(request), timezone.localdate()
    bodies, own = list(bodies_of(user, on=today)), list(services_of(user, on=today))
    if own:
        return {"services": own, "bodies": [], "seen_from": own[0]}
    if not bodies:
        raise PermissionDenied
    country = bodies[0].region[:2]
    services = Organisation.objects.filter(kind__runs_cases=True, region__startswith=country)
    services = services.exclude(pk__in=[body.pk for body in bodies])
    return {"services": services.order_by("name"), "bodies": bodies, "seen_from": bodies[0]}


def _ordered(request: HttpRequest, form: OrderForm, *, digital: bool) -> Order:
    return domain.request_order(
        service=form.chosen("service"),
        commissioner=form.chosen("commissioner"),
        facts=form.facts(),
        digital=digital,
        token=form.cleaned_data["token"],
        by=user_of(request),
        at=timezone.now(),
    )
