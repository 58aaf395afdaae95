"""Who looks after complaints, organisation by organisation."""

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
from roterfaden.complaints import officers
from roterfaden.complaints.models import Officer
from roterfaden.complaints.queries import officers_of
from roterfaden.complaints.rules import NAMING
from roterfaden.web.complaints.forms import OfficerForm
from roterfaden.web.guards import user_of, writing_view


@writing_view("GET", "POST")
def index(request: HttpRequest) -> HttpResponse:
    """The office of the organisation in which one may name it (the first of several), and a form to name somebody."""
    user, today = user_of(request), timezone.localdate()
    place = _place(request)
    people = colleagues_in(place, on=today, roles=list(Role))
    form = OfficerForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        named = form.people[form.cleaned_data["user"]]
        officers.name_officer(organisation=place, user=named, valid_from=today, by=user, at=timezone.now())
        messages.success(request, _("%(name)s gehört zur Beschwerdestelle.") % {"name": named})
        return redirect("complaints:office")
    rows = officers_of(place, on=today)
    context = {"nav": "worklist", "place": place, "officers": rows, "form": form}
    return render(request, "complaints/office.html", context, status=422 if form.is_bound else 200)


@writing_view("POST")
def end(request: HttpRequest, officer: UUID) -> HttpResponse:
    """End it with today as the last day."""
    rows = Officer.objects.select_related("organisation", "user").filter(organisation=_place(request))
    found = get_object_or_404(rows, uuid=officer)
    officers.end_officer(officer=found, last_day=timezone.localdate(), by=user_of(request), at=timezone.now())
    messages.success(request, _("Das endet heute."))
    return redirect("complaints:office")


def _place(request: HttpRequest) -> Organisation:
    places = organisations_of(user_of(request), on=timezone.localdate(), roles=NAMING).order_by("name", "pk")
    place = places.first()
    if place is None:
        raise PermissionDenied
    return place
