"""Who stands in for whom."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts import members
from roterfaden.accounts.queries import deputies_visible_to, organisations_led_by
from roterfaden.accounts.rules import may_end_deputy, may_name_deputy
from roterfaden.web.deputies.forms import DeputyForm
from roterfaden.web.guards import reading_view, user_of, writing_view


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, for whom I stand in, and the same for the services that I lead."""
    return _page(request, DeputyForm(user=user_of(request), today=timezone.localdate()))


@writing_view("GET", "POST")
def name_deputy(request: HttpRequest) -> HttpResponse:
    """Name somebody who stands in for me, or for a colleague of a service that I lead."""
    user, today = user_of(request), timezone.localdate()
    form = DeputyForm(request.POST if request.method == "POST" else None, user=user, today=today)
    if form.is_valid():
        said = form.said()
        if not may_name_deputy(user, said["absent"], said["organisation"], on=today):
            raise PermissionDenied
        try:
            members.name_deputy(**said, by=user, at=timezone.now())
        except members.MembershipRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("%(name)s ist als Vertretung eingetragen.") % {"name": said["deputy"]}
            )
            return redirect("deputies:index")
    return _page(request, form)


@writing_view("POST")
def end_deputy(request: HttpRequest, deputy: UUID) -> HttpResponse:
    """End a deputyship with today as its last day; one that has not begun is struck out."""
    user, today = user_of(request), timezone.localdate()
    row = get_object_or_404(deputies_visible_to(user, on=today), uuid=deputy)
    if not may_end_deputy(user, row, on=today):
        raise PermissionDenied
    members.end_deputy(row=row, last_day=today, by=user, at=timezone.now())
    messages.success(request, _("Die Vertretung ist beendet."))
    return redirect("deputies:index")


def _page(request: HttpRequest, form: DeputyForm) -> HttpResponse:
    user, today = user_of(request), timezone.localdate()
    rows = list(deputies_visible_to(user, on=today))
    led = set(organisations_led_by(user, on=today).values_list("pk", flat=True))
    context = {
        "form": form,
        "mine": [row for row in rows if row.absent_id == user.pk],
        "theirs": [row for row in rows if row.deputy_id == user.pk],
        "led": [row for row in rows if user.pk not in (row.absent_id, row.deputy_id)],
        "leads": bool(led),
        "endable": {row.pk for row in rows if row.absent_id == user.pk or row.organisation_id in led},
    }
    return render(request, "deputies/index.html", context, status=422 if form.is_bound else 200)
