"""Success parts that are due by what the file tells of an employment, and that nobody has claimed yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from roterfaden.cases.choices import CaseState
from roterfaden.measures.billing_records import Success
from roterfaden.measures.carrying_records import Measure
from roterfaden.measures.catalogue import tariff_book
from roterfaden.measures.choices import MeasureState, Unit
from roterfaden.measures.definitions import Sign, Tariff
from roterfaden.placement.models import Employment
from roterfaden.process.reckoning.counting import months_later


@dataclass(frozen=True, kw_only=True)
class DuePart:
    """A success part of a measure, all of whose conditions an employment shows; `met_on`: since when."""

    measure: Measure
    tariff: Tariff
    met_on: date


def parts_due(measures: QuerySet[Measure], *, on: date) -> list[DuePart]:
    """The parts of these measures that could be claimed on the day, each once for an order; those due longest first.

    With one query for each tariff of this sort.
    """
    found: dict[tuple[int | None, str], DuePart] = {}
    for tariff in _shown_tariffs():
        rows = measures.filter(_due(tariff, on=on)).annotate(job_since=Subquery(_jobs(tariff, on=on)))
        for measure in rows.order_by("job_since", "pk"):
            part = DuePart(measure=measure, tariff=tariff, met_on=_met_on(tariff, measure.job_since))
            found.setdefault((measure.order_id, tariff.code), part)
    return sorted(found.values(), key=lambda part: (part.met_on, part.measure.pk))


def has_due_part(on: date) -> Exists:
    """For a query of measures: whether one of its parts could be claimed on the day."""
    among = Q(pk__in=[])
    for tariff in _shown_tariffs():
        among |= _due(tariff, on=on)
    return Exists(Measure.objects.filter(among, pk=OuterRef("pk")))


def _shown_tariffs() -> list[Tariff]:
    return [
        tariff
        for tariff in tariff_book().tariffs.values()
        if tariff.unit == Unit.SUCCESS and all(one.sign for one in tariff.conditions)
    ]


def _due(tariff: Tariff, *, on: date) -> Q:
    """Of measures: begun by order in an open case where the tariff holds, with such a job, and the part not claimed."""
    book = tariff_book()
    country = next(place for place, currency in book.currency_of.items() if currency == tariff.currency)
    where = tariff.region or country
    claimed = Success.objects.filter(order=OuterRef("order_id"), code=tariff.code)
    return Q(
        ~Q(state=MeasureState.PLANNED),
        ~Exists(claimed),
        Exists(_jobs(tariff, on=on)),
        order__isnull=False,
        kind__in=tariff.measures,
        case__state=CaseState.OPEN,
        case__restricted_at__isnull=True,
        case__service__region__startswith=where,
    )


def _jobs(tariff: Tariff, *, on: date) -> QuerySet[Employment, Any]:
    """First days of the employments that show all conditions and began in or after the measure, the first one first."""
    shown = Q()
    for condition in tariff.conditions:
        assert condition.sign is not None
        shown &= _shows(condition.sign, on=on)
    rows = Employment.objects.filter(
        shown, case=OuterRef("case_id"), starts_on__gte=OuterRef("starts_on"), starts_on__lte=on
    )
    return rows.order_by("starts_on").values("starts_on")[:1]


def _shows(sign: Sign, *, on: date) -> Q:
    if sign.fact == "contract":
        return Q(contract__in=sign.among)
    if sign.fact == "hours":
        return Q(hours__gte=sign.least)
    if sign.fact == "not_ending":
        return Q(ended_on__isnull=True)
    if sign.fact == "lasting":
        stands = Q(ended_on__isnull=True) | Q(ended_on__gte=on)
        return stands & Q(starts_on__lte=months_later(on, -sign.least))
    return Q(starts_on__lte=on)


def _met_on(tariff: Tariff, since: date) -> date:
    months = (one.sign.least for one in tariff.conditions if one.sign and one.sign.fact == "lasting")
    return months_later(since, max(months, default=0))
