"""Emergency access: open a case that is closed to one, end it, and look at what others opened."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import openings
from roterfaden.cases.access_table import access_table
from roterfaden.cases.queries import services_led_by, services_of
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.visibility.forms import EmergencyForm, ReviewForm

HERE = "visibility:emergency"


@writing_view("GET", "POST")
def index(request: HttpRequest) -> HttpResponse:
    """The form, what one has opened oneself, and for those who lead all openings in their services."""
    user, now = user_of(request), timezone.now()
    if not services_of(user, on=timezone.localdate()).exists():
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = EmergencyForm(sent, initial={"number": request.GET.get("nummer", "")[:30]})
    if form.is_valid():
        try:
            opened = openings.open_in_emergency(**form.cleaned_data, by=user, at=now)
        except openings.OpeningRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.warning(request, _("Der Fall ist für kurze Zeit offen. Die Leitung weiß davon."))
            return redirect("cases:thread", code=opened.case.code)
    return _page(request, form)


@writing_view("POST")
def end(request: HttpRequest, opening: UUID) -> HttpResponse:
    """End one's own emergency access before its time."""
    user, now = user_of(request), timezone.now()
    row = get_object_or_404(openings.own_openings(user, at=now), uuid=opening)
    openings.end_opening(opening=row, by=user, at=now)
    messages.success(request, _("Der Notzugang ist beendet."))
    return redirect(HERE)


@writing_view("GET", "POST")
def review(request: HttpRequest, opening: UUID) -> HttpResponse:
    """What somebody opened and why; write down what came out of looking at it."""
    user, now = user_of(request), timezone.now()
    row = get_object_or_404(openings.openings_to_review(user, at=now), uuid=opening)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            openings.review_opening(opening=row, **form.cleaned_data, by=user, at=now)
        except openings.OpeningRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Prüfung ist festgehalten."))
            return redirect(HERE)
    context = {
        "nav": "cases",
        "form": form,
        "row": row,
        "reasons": access_table().reasons,
        "own": row.user == user,
    }
    return render(request, "visibility/review.html", context, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, form: EmergencyForm) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    context = {
        "nav": "cases",
        "form": form,
        "hours": access_table().hours,
        "reasons": access_table().reasons,
        "running": openings.own_openings(user, at=now),
        "leads": services_led_by(user, on=timezone.localdate()).exists(),
        "page": page_of(request, openings.openings_to_review(user, at=now)),
        "now": now,
    }
    return render(request, "visibility/emergency.html", context, status=422 if form.is_bound else 200)
