"""What is written for KPIs: own definitions in versions, monthly figures."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.process.rules import may_keep
from roterfaden.steering.figures import FIGURES
from roterfaden.steering.kpis import Kpi, KpiRefused, versions_of, write_kpi
from roterfaden.steering.models import TypedFigure
from roterfaden.steering.typed import TypedRefused, type_figure, typed_figures
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.steering.around import Around, around, page
from roterfaden.web.steering.writing_forms import KpiForm, TypedForm

TAKES = {"days": "14", "hours": "1", "chain": "M16"}


@writing_view("GET", "POST")
def typed(request: HttpRequest) -> HttpResponse:
    """The monthly figures of a service, and a form for the next one."""
    here = _kept(request)
    form = TypedForm(request.POST or None, initial={"month": here.today.replace(day=1)})
    if form.is_valid():
        try:
            type_figure(service=here.service, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except TypedRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Wert ist eingetragen."))
            return redirect(f"{reverse('steering:typed')}?{here.query}")
    rows = TypedFigure.objects.filter(service=here.service).order_by("name", "-month")
    known = [(typed_figures()[row.name], row) for row in rows if row.name in typed_figures()]
    context = page("index", here=here, form=form, known=known)
    return render(request, "steering/typed.html", context, status=422 if form.is_bound else 200)


@writing_view("GET", "POST")
def new_kpi(request: HttpRequest) -> HttpResponse:
    """Write an own KPI."""
    here = _kept(request)
    form = KpiForm(request.POST or None, initial={"revision": 0, "valid_from": here.today.replace(day=1)})
    return _write(request, here, form, None)


@writing_view("GET", "POST")
def next_version(request: HttpRequest, kpi: str) -> HttpResponse:
    """Write the next version of an own KPI; what was reckoned by the one before stays."""
    here = _kept(request)
    before = next((one for one in versions_of(here.service, kpi) if one.owner == here.service.pk), None)
    if before is None:
        raise Http404
    names = ("title", "meaning", "unit", "direction", "target", "limit", "source")
    initial: dict[str, Any] = {name: getattr(before, name) for name in names}
    initial |= {"formula": before.formula.text, "revision": before.version, "valid_from": here.today}
    return _write(request, here, KpiForm(request.POST or None, initial=initial), before)


def _kept(request: HttpRequest) -> Around:
    here = around(request)
    if not may_keep(user_of(request), here.service.pk, on=here.today):
        raise PermissionDenied
    return here


def _write(request: HttpRequest, here: Around, form: KpiForm, before: Kpi | None) -> HttpResponse:
    if form.is_valid():
        try:
            row = write_kpi(
                organisation=here.service,
                written=form.written(),
                valid_from=form.cleaned_data["valid_from"],
                key=before.key if before else "",
                seen=form.cleaned_data["revision"],
                by=user_of(request),
                at=timezone.now(),
            )
        except KpiRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Kennzahl ist geschrieben."))
            return redirect(f"{reverse('steering:index')}?{here.query}#{row.key}")
    figures = [(_example(one.name, one.takes), one.title) for one in FIGURES.values()]
    figures += [(one.name, f"{shipped(one.title)}, {shipped(one.unit)}") for one in typed_figures().values()]
    context = page("index", here=here, form=form, before=before, figures=figures)
    return render(request, "steering/new_kpi.html", context, status=422 if form.is_bound else 200)


def _example(name: str, takes: tuple[str, ...]) -> str:
    return f"{name}({', '.join(TAKES[one] for one in takes)})" if takes else name
