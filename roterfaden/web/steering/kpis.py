"""KPIs: all of a service and year, one of them with trend and comparison, the cases behind a figure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format

from roterfaden.process.rules import may_keep
from roterfaden.steering.choices import Light
from roterfaden.steering.figures import title_of
from roterfaden.steering.formulas import Call
from roterfaden.steering.kpis import Kpi, KpiRefused, in_order, kpi_for, kpis_for, versions_of
from roterfaden.steering.queries import cases_among, services_steered_by
from roterfaden.steering.reckoning import Reckoner, Result, kept_values, reckon_all
from roterfaden.steering.typed import typed_figures
from roterfaden.surveys.comparing import shares_of
from roterfaden.surveys.queries import told_in
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.paging import page_of
from roterfaden.web.steering.around import Around, around, page
from roterfaden.web.steering.trend import Trend, trend_of

FEW = "< 5"
LOOKS = {
    Light.REACHED: ("present", "check"),
    Light.NEAR: ("open", "warning"),
    Light.MISSED: ("missing", "warning"),
    Light.OPEN: ("open", ""),
}
CONTEXT = ("workers", "unemployment")


@dataclass(frozen=True)
class Row:
    """One KPI of a table. `shown` is the value as people read it; small ones say so or hide it."""

    kpi: Kpi
    shown: str
    light: Light
    small: bool
    url: str

    @property
    def look(self) -> str:
        return LOOKS[self.light][0]

    @property
    def icon(self) -> str:
        return LOOKS[self.light][1]


@dataclass(frozen=True)
class Part:
    """One figure of a formula, and where its cases are listed."""

    title: str
    shown: str
    url: str


@dataclass(frozen=True)
class Beside:
    """One service of a comparison with its context."""

    name: str
    row: Row
    context: list[str]


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All KPIs of a service in a year; who sees none is led to the agreements."""
    if not services_steered_by(user_of(request), on=timezone.localdate()):
        return redirect("steering:agreements")
    here = around(request)
    kpis = in_order(kpis_for(here.service, on=here.period.reached))
    rows = [_row(result, here) for result in reckon_all(kpis, here.service, here.period, patient=True)]
    keeps = may_keep(user_of(request), here.service.pk, on=here.today)
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.kpi.dimension, []).append(row)
    told = told_in(user_of(request), here.service, here.year, on=here.today) if here.inside else []
    surveys = [(one, shares_of(one)) for one in told]
    context = page("index", here=here, groups=list(groups.items()), keeps=keeps, surveys=surveys)
    return render(request, "steering/index.html", context)


@reading_view
def detail(request: HttpRequest, kpi: str) -> HttpResponse:
    """One KPI: definition, value, what it is made of, trend, the other services beside it."""
    here, found = _found(request, kpi)
    reckoner = Reckoner(here.service, here.period)
    result = reckoner.reckon(found)
    context = page(
        "index",
        here=here,
        kpi=found,
        row=_row(result, here),
        parts=_parts(result, here, reckoner),
        trend=_trend(found, here),
        beside=_beside(kpi, here),
        columns=[typed_figures()[name].title for name in CONTEXT],
        versions=versions_of(here.service, kpi),
        keeps=found.owner is not None and may_keep(user_of(request), found.owner, on=here.today),
    )
    return render(request, "steering/kpi.html", context)


@reading_view
def cases(request: HttpRequest, kpi: str, index: int) -> HttpResponse:
    """The cases behind one figure of a KPI, those that the reader may see."""
    here, found = _found(request, kpi)
    calls = found.formula.calls
    if index >= len(calls) or not here.inside:
        raise Http404
    behind = Reckoner(here.service, here.period).amount(calls[index]).cases
    if behind is None:
        raise Http404
    seen = cases_among(user_of(request), behind, on=here.today)
    rows = page_of(request, seen)
    note_listed(request, rows.object_list)
    context = page(
        "index",
        here=here,
        kpi=found,
        title=title_of(calls[index]),
        page=rows,
        hidden=len(set(behind)) - rows.paginator.count,
    )
    return render(request, "steering/cases.html", context)


def _found(request: HttpRequest, key: str) -> tuple[Around, Kpi]:
    here = around(request)
    try:
        return here, kpi_for(here.service, key, on=here.period.reached)
    except KpiRefused:
        raise Http404 from None


def shown(value: Decimal | None) -> str:
    """A value as people read it: at most two places, no zeros at the end."""
    if value is None:
        return "–"
    short = value.quantize(Decimal("0.01")).normalize()
    exponent = short.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return str(number_format(short, decimal_pos=places, use_l10n=True, force_grouping=True))


def _row(result: Result, here: Around, *, hide_small: bool = False) -> Row:
    hidden = result.is_small and (hide_small or not here.inside)
    url = reverse("steering:kpi", args=[result.kpi.key])
    return Row(
        result.kpi,
        FEW if hidden else shown(result.value),
        Light.OPEN if hidden else result.light,
        result.is_small,
        f"{url}?{here.query}",
    )


def _parts(result: Result, here: Around, reckoner: Reckoner) -> list[Part]:
    hidden = result.is_small and not here.inside

    def url(place: int, call: Call) -> str:
        if not here.inside or not reckoner.amount(call).cases:
            return ""
        return f"{reverse('steering:kpi_cases', args=[result.kpi.key, place])}?{here.query}"

    return [
        Part(title_of(call), FEW if hidden else shown(amount.value), url(place, call))
        for place, (call, amount) in enumerate(result.amounts.items())
    ]


def _trend(kpi: Kpi, here: Around) -> Trend | None:
    since = date(here.year - 1, 1, 1)
    rows = [row for row in kept_values([here.service], kpi.key, since=since) if row.month.year <= here.year]
    return trend_of(kpi, rows, hide_small=not here.inside)


def _beside(key: str, here: Around) -> list[Beside]:
    if len(here.services) < 2:  # noqa: PLR2004
        return []
    found = []
    for service in here.services:
        try:
            kpi = kpi_for(service, key, on=here.period.reached)
        except KpiRefused:
            continue
        reckoner = Reckoner(service, here.period)
        months = Decimal(len(here.period.month_ends) or 1)
        amounts = [reckoner.amount(Call(name)).value for name in CONTEXT]
        context = [shown(value / months) if value is not None else "–" for value in amounts]
        found.append(Beside(service.name, _row(reckoner.reckon(kpi), here, hide_small=True), context))
    return found
