"""Destroy what is over, with two people; or keep it longer."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.archive import destroying, rules
from roterfaden.archive.choices import DestructionState
from roterfaden.archive.models import Destruction
from roterfaden.archive.queries import destructions_visible_to
from roterfaden.cases.reach import reach_of
from roterfaden.common.revisions import Conflict
from roterfaden.web.archive.forms import KeepForm, RevisionForm
from roterfaden.web.archive.lists import tabs
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

HERE = "archive:due"


@reading_view
def due(request: HttpRequest) -> HttpResponse:
    """What is over and waits for a first or second person; below it, what was destroyed or kept longer."""
    user, today = user_of(request), timezone.localdate()
    reach = reach_of(user, on=today)
    if not reach.led:
        raise PermissionDenied
    rows = destructions_visible_to(user, on=today)
    over = [DestructionState.DONE, DestructionState.KEPT]
    waiting = page_of(request, rows.exclude(state__in=over).order_by("keep_until", "pk"))
    decided = rows.filter(state__in=over).order_by("-decided_at")[:20]
    context = {"nav": "cases", "page": waiting, "decided": decided, "tabs": tabs(user, reach, HERE)}
    return render(request, "archive/due.html", context)


@writing_view("GET", "POST")
def decide(request: HttpRequest, destruction: UUID) -> HttpResponse:
    """One case that is over: what its destruction means, and the button of the second person."""
    row = _row(request, destruction)
    if request.method == "POST":
        return _do(request, row, destroying.confirm, done=_("Der Fall ist gelöscht."))
    return _page(request, row, KeepForm(initial={"revision": row.revision}))


@writing_view("POST")
def propose(request: HttpRequest, destruction: UUID) -> HttpResponse:
    """The first person proposes the destruction."""
    row = _row(request, destruction)
    said = _("Vorgeschlagen. Jetzt bestätigt eine zweite Person.")
    return _do(request, row, destroying.propose, done=said)


@writing_view("POST")
def withdraw(request: HttpRequest, destruction: UUID) -> HttpResponse:
    """Take the proposal back."""
    row = _row(request, destruction)
    return _do(request, row, destroying.withdraw, done=_("Der Vorschlag ist zurückgenommen."))


@writing_view("GET", "POST")
def keep(request: HttpRequest, destruction: UUID) -> HttpResponse:
    """Keep the case up to a later day, with a reason."""
    row = _row(request, destruction)
    form = KeepForm(request.POST if request.method == "POST" else None, initial={"revision": row.revision})
    if form.is_valid():
        try:
            destroying.keep_longer(row=row, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except destroying.DestructionRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict:
            form.add_error(
                None, _("Darüber hat inzwischen jemand anderes entschieden. Bitte laden Sie die Seite neu.")
            )
            return _page(request, row, form, status=409)
        else:
            messages.success(request, _("Der Fall wird länger aufbewahrt."))
            return redirect(HERE)
    return _page(request, row, form, status=422 if form.is_bound else 200)


def _row(request: HttpRequest, uuid: UUID) -> Destruction:
    return get_object_or_404(destructions_visible_to(user_of(request), on=timezone.localdate()), uuid=uuid)


def _do(request: HttpRequest, row: Destruction, operation: Callable[..., None], *, done: str) -> HttpResponse:
    form = RevisionForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    try:
        operation(row=row, revision=revision, by=user_of(request), at=timezone.now())
    except destroying.DestructionRefused as refusal:
        messages.warning(request, str(refusal))
    except Conflict:
        messages.warning(request, _("Darüber hat inzwischen jemand anderes entschieden."))
    else:
        messages.success(request, done)
    return redirect(HERE)


def _page(request: HttpRequest, row: Destruction, form: KeepForm, *, status: int = 200) -> HttpResponse:
    context = {
        "nav": "cases",
        "row": row,
        "form": form,
        "may_confirm": rules.may_confirm(user_of(request), row),
        "is_open": row.state in (DestructionState.LISTED, DestructionState.PROPOSED),
        "crumbs": [
            {"title": _("Archiv"), "url": reverse("archive:index")},
            {"title": _("Aufbewahrung abgelaufen"), "url": reverse(HERE)},
            {"title": row.file_number, "url": ""},
        ],
    }
    return render(request, "archive/decide.html", context, status=status)
