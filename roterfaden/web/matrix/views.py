"""The matrix of measures and fields of activity: read it, set the crosses of a service, see one's own use."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.revisions import Conflict
from roterfaden.process import matrix
from roterfaden.process.own_use import own_use
from roterfaden.web.components import Action, Link
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.matrix.forms import MatrixForm
from roterfaden.web.matrix.tables import crosses, use_rows

YEAR = timedelta(days=365)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The matrix of the first of the user's services; the shipped one for somebody without a service."""
    mine = matrix.services_with_matrix(user_of(request), on=timezone.localdate())
    return render(request, "matrix/index.html", _page(request, mine[0] if mine else None, mine))


@reading_view
def of_service(request: HttpRequest, service: str) -> HttpResponse:
    """The matrix of one of the user's services."""
    here, mine = _service(request, service)
    return render(request, "matrix/index.html", _page(request, here, mine))


@reading_view
def mine(request: HttpRequest) -> HttpResponse:
    """The user's own use of the measures against the matrix. Nobody else can see it; there is no page for others."""
    user, now = user_of(request), timezone.now()
    services = matrix.services_with_matrix(user, on=timezone.localdate(now))
    cells = matrix.cells_of(matrix.own_matrix(services[0]) if services else None)
    everything = request.GET.get("zeit") == "alles"
    use = own_use(user, since=None if everything else now - YEAR)
    here = reverse("matrix:mine")
    context = {
        "nav": "chains",
        "crumbs": [*_crumbs(), Link(title=_("Mein Blick"))],
        "use": use,
        "favourites": use.favourites(),
        "blind_spots": use.blind_spots(cells),
        "fields": matrix.shipped_matrix().fields,
        "rows": use_rows(use, cells),
        "segments": [
            Link(title=_("letzte 12 Monate"), url=here, current=not everything),
            Link(title=_("alles"), url=f"{here}?zeit=alles", current=everything),
        ],
    }
    return render(request, "matrix/mine.html", context)


@writing_view("GET", "POST")
def fill_in(request: HttpRequest, service: str) -> HttpResponse:
    """Set the crosses of a service."""
    here, _mine = _service(request, service)
    if not matrix.may_fill_in(user_of(request), here, on=timezone.localdate()):
        raise PermissionDenied
    own = matrix.own_matrix(here)
    initial = {"revision": own.revision if own else 0}
    form = MatrixForm(request.POST or None, cells=matrix.cells_of(own), initial=initial)
    if form.is_valid():
        try:
            said = {"cells": form.cells(), "revision": form.cleaned_data["revision"]}
            matrix.fill_in(organisation=here, by=user_of(request), at=timezone.now(), **said)
        except Conflict as conflict:
            return _conflict(request, here, form, conflict)
        messages.success(request, _("Die Matrix ist gespeichert."))
        return redirect("matrix:of_service", service)
    context = _form_page(here, form)
    return render(request, "matrix/fill_in.html", context, status=422 if form.is_bound else 200)


def _conflict(request: HttpRequest, here: Organisation, form: MatrixForm, conflict: Conflict) -> HttpResponse:
    """409: what was set stays, beside what somebody else set meanwhile; sending it again saves what is seen then."""
    own = matrix.own_matrix(here)
    data = request.POST.copy()
    data["revision"] = str(own.revision if own else 0)
    there = matrix.cells_of(own)
    order = [field.id for field in matrix.shipped_matrix().fields]
    differing = [
        {
            "measure": measure,
            "mine": ", ".join(sorted(form.cells()[measure.id], key=order.index)) or "–",
            "stored": ", ".join(sorted(there[measure.id], key=order.index)) or "–",
        }
        for measure in matrix.shipped_matrix().measures
        if set(form.cells()[measure.id]) != there[measure.id]
    ]
    context = _form_page(here, MatrixForm(data, cells=there)) | {
        "differing": differing,
        "refusal": str(conflict),
    }
    return render(request, "matrix/fill_in.html", context, status=409)


def _form_page(here: Organisation, form: MatrixForm) -> dict[str, Any]:
    return {
        "nav": "chains",
        "crumbs": [*_crumbs(), Link(title=_("Kreuze setzen"))],
        "service": here,
        "form": form,
        "fields": matrix.shipped_matrix().fields,
    }


def _service(request: HttpRequest, service: str) -> tuple[Organisation, list[Organisation]]:
    """One of the user's services; another one looks like a missing one."""
    services = matrix.services_with_matrix(user_of(request), on=timezone.localdate())
    here = next((one for one in services if one.code == service), None)
    if here is None:
        raise Http404
    return here, services


def _page(request: HttpRequest, here: Organisation | None, services: list[Organisation]) -> dict[str, Any]:
    own = matrix.own_matrix(here) if here else None
    shipped = matrix.shipped_matrix()
    actions = [Action(label=_("Mein Blick auf die Matrix"), url=reverse("matrix:mine"), kind="tertiary")]
    if here and matrix.may_fill_in(user_of(request), here, on=timezone.localdate()):
        url = reverse("matrix:fill_in", args=[here.code])
        actions.insert(0, Action(label=_("Kreuze setzen"), url=url, kind="secondary"))
    return {
        "nav": "chains",
        "crumbs": [Link(title=_("Prozesse"), url=reverse("chains:index")), Link(title=_("Maßnahmenmatrix"))],
        "service": here,
        "services": [
            Link(title=str(one), url=reverse("matrix:of_service", args=[one.code]), current=one == here)
            for one in services
        ],
        "own": own,
        "shipped": shipped,
        "fields": shipped.fields,
        "rows": crosses(matrix.cells_of(own)),
        "actions": actions,
    }


def _crumbs() -> list[Link]:
    return [
        Link(title=_("Prozesse"), url=reverse("chains:index")),
        Link(title=_("Maßnahmenmatrix"), url=reverse("matrix:index")),
    ]
