"""Who decides about proposals, organisation by organisation."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation
from roterfaden.accounts.queries import colleagues_in, organisations_of
from roterfaden.quality import committee as domain
from roterfaden.quality.models import Seat
from roterfaden.quality.proposal_rules import EDITORS
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.proposals.forms import SeatForm


@writing_view("GET", "POST")
def index(request: HttpRequest) -> HttpResponse:
    """The committee of the organisation whose editor one is (the first of several), and a form to name somebody."""
    user, today = user_of(request), timezone.localdate()
    place = _place(request)
    people = colleagues_in(place, on=today, roles=list(Role))
    form = SeatForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        named = form.people[form.cleaned_data["user"]]
        domain.give_seat(organisation=place, user=named, valid_from=today, by=user, at=timezone.now())
        messages.success(request, _("%(name)s ist im Ausschuss.") % {"name": named})
        return redirect("proposals:committee")
    seats = Seat.objects.filter(organisation=place).select_related("user")
    context = {"nav": "handbook", "place": place, "seats": seats, "form": form}
    return render(request, "proposals/committee.html", context, status=422 if form.is_bound else 200)


@writing_view("POST")
def end(request: HttpRequest, seat: UUID) -> HttpResponse:
    """End a seat with today as its last day."""
    found = get_object_or_404(
        Seat.objects.select_related("organisation", "user"), uuid=seat, organisation=_place(request)
    )
    domain.end_seat(seat=found, last_day=timezone.localdate(), by=user_of(request), at=timezone.now())
    messages.success(request, _("Der Sitz endet heute."))
    return redirect("proposals:committee")


def _place(request: HttpRequest) -> Organisation:
    places = organisations_of(user_of(request), on=timezone.localdate(), roles=EDITORS).order_by("name", "pk")
    place = places.first()
    if place is None:
        raise PermissionDenied
    return place
