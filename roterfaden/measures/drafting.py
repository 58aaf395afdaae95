"""What would stand on a monthly statement: worked out from what was carried out, changes nothing."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from roterfaden.accounts.models import Organisation
from roterfaden.measures.billing_records import Line, Price, Success
from roterfaden.measures.carrying_records import Hours, Measure
from roterfaden.measures.catalogue import tariff_book
from roterfaden.measures.choices import MeasureState, Performed, Unit
from roterfaden.measures.money import Money, priced, total
from roterfaden.measures.pricing import price_on


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One line that would stand on the statement, with the rows that it is made of."""

    measure: Measure
    code: str
    unit: Unit
    month: date
    quantity: Decimal
    price: Decimal
    money: Money
    hours: tuple[Hours, ...] = ()
    successes: tuple[Success, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """What a statement would be: its lines, its sum, and what keeps lines from standing on it."""

    lines: list[Draft]
    total: Money
    # "IFD-STUNDE am 01.11.2026": no price holds on the day
    missing: list[str]
    # what was carried out outside the time of its order: nobody has to pay for it
    beside: list[str]
    # what was carried out by a tariff that left the catalogue
    gone: list[str]


@dataclass(frozen=True, kw_only=True)
class _Aside:
    """What does not stand on the statement, as `Drafted` tells it; each once, in the order in which it was found."""

    missing: dict[str, None] = field(default_factory=dict)
    beside: dict[str, None] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)


def drafted(
    *, service: Organisation, commissioner: Organisation, month: date, currency: str, on: date
) -> Drafted:
    """What the service carried out for the body up to the end of the month and has not billed yet. Changes nothing.

    Months count only for `month` itself, less what was billed of it; hours and single parts also from earlier months.
    A month that has not ended by `on` counts up to that day. Nothing counts outside the time of its order, but success
    parts, which show later. With five queries.
    """
    month = month.replace(day=1)
    until = min(end_of(month), on)
    measures = list(
        Measure.objects.filter(order__service=service, order__commissioner=commissioner)
        .select_related(
            "case__person", "case__service", "case__data_key", "order__service", "order__commissioner__kind"
        )
        .order_by("case__file_number", "starts_on", "pk")
    )
    prices = list(Price.objects.filter(service=service, currency=currency))
    aside = _Aside()
    lines = [
        *_months(measures, prices, aside, month=month, until=until, currency=currency),
        *_hours(measures, prices, aside, until=until, currency=currency),
        *_successes(measures, prices, aside, until=until, currency=currency),
    ]
    place = {measure.pk: number for number, measure in enumerate(measures)}
    lines.sort(key=lambda line: (place[line.measure.pk], line.month, line.code))
    return Drafted(
        lines=lines,
        total=total((line.money for line in lines), currency),
        missing=list(aside.missing),
        beside=list(aside.beside),
        gone=list(aside.gone),
    )


def end_of(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def share_of_month(month: date, first: date, last: date) -> Decimal:
    """Which part of the month lies from `first` to `last`, with four digits; nothing outside."""
    begin, end = max(month, first), min(end_of(month), last)
    days = (end - begin).days + 1
    if days <= 0:
        return Decimal(0)
    return (Decimal(days) / Decimal(end_of(month).day)).quantize(Decimal("0.0001"))


def _months(
    measures: Sequence[Measure],
    prices: Sequence[Price],
    aside: _Aside,
    *,
    month: date,
    until: date,
    currency: str,
) -> list[Draft]:
    billed: dict[int, Decimal] = {}
    rows = Line.objects.filter(
        measure__in=measures,
        month=month,
        unit=Unit.MONTH,
        statement__reverses__isnull=True,
        statement__reversed_by__isnull=True,
    )
    for pk, quantity in rows.values_list("measure_id", "quantity"):
        billed[pk] = billed.get(pk, Decimal(0)) + quantity
    found = []
    for measure in measures:
        if not measure.tariff or measure.state == MeasureState.PLANNED:
            continue
        first, last = max(month, measure.starts_on), min(measure.ended_on or until, until)
        tariff = tariff_book().tariffs.get(measure.tariff)
        if tariff is None and first <= last and measure.pk not in billed:
            aside.gone[_told(measure, measure.tariff, f"{month:%m/%Y}")] = None
        if tariff is None or tariff.currency != currency or tariff.unit != Unit.MONTH:
            continue
        begin, end = order_span(measure)
        if first <= last and (first < begin or last > end):
            aside.beside[_told(measure, tariff.code, f"{month:%m/%Y}")] = None
        share = share_of_month(month, max(first, begin), min(last, end))
        due = Decimal(1) if share and tariff.partial == "whole" else share
        quantity = due - billed.get(measure.pk, Decimal(0))
        if quantity <= 0:
            continue
        made = _line(measure, tariff.code, Unit.MONTH, month, quantity, prices, aside, on=max(first, begin))
        found += [made] if made else []
    return found


def order_span(measure: Measure) -> tuple[date, date]:
    """From when to when the order of the measure held; one that was returned or ended, until then."""
    order = measure.order
    assert order is not None
    return order.valid_from, min(order.ended_on or order.valid_until, order.valid_until)


def _hours(
    measures: Sequence[Measure],
    prices: Sequence[Price],
    aside: _Aside,
    *,
    until: date,
    currency: str,
) -> list[Draft]:
    by_id = {measure.pk: measure for measure in measures}
    rows = Hours.objects.filter(
        measure__in=measures,
        what=Performed.SERVICE,
        struck_at__isnull=True,
        line__isnull=True,
        day__lte=until,
    ).exclude(tariff="")
    together: dict[tuple[int, str, date, int], list[Hours]] = {}
    for row in rows.order_by("day", "pk"):
        measure = by_id[row.measure_id]
        tariff = tariff_book().tariffs.get(row.tariff)
        if tariff is None:
            aside.gone[_told(measure, row.tariff, f"{row.day:%d.%m.%Y}")] = None
            continue
        if tariff.currency != currency:
            continue
        begin, end = order_span(measure)
        if not begin <= row.day <= end:
            aside.beside[_told(measure, tariff.code, f"{row.day:%d.%m.%Y}")] = None
            continue
        price = _price(measure, tariff.code, prices, aside, on=row.day)
        if price is not None:
            key = (measure.pk, tariff.code, row.day.replace(day=1), price.pk)
            together.setdefault(key, []).append(row)
    return [
        _made(by_id[pk], code, Unit.HOUR, month, _sum(one), _known(prices, price), hours=tuple(one))
        for (pk, code, month, price), one in together.items()
    ]


def _successes(
    measures: Sequence[Measure],
    prices: Sequence[Price],
    aside: _Aside,
    *,
    until: date,
    currency: str,
) -> list[Draft]:
    by_id = {measure.pk: measure for measure in measures}
    found = []
    rows = Success.objects.filter(measure__in=measures, line__isnull=True, met_on__lte=until)
    for row in rows.order_by("met_on", "pk"):
        measure = by_id[row.measure_id]
        tariff = tariff_book().tariffs.get(row.code)
        if tariff is None:
            aside.gone[_told(measure, row.code, f"{row.met_on:%d.%m.%Y}")] = None
            continue
        if tariff.currency != currency:
            continue
        unit = Unit(tariff.unit)
        price = _price(measure, row.code, prices, aside, on=row.met_on)
        if price is not None:
            month = row.met_on.replace(day=1)
            found.append(_made(measure, row.code, unit, month, Decimal(1), price, successes=(row,)))
    return found


def _told(measure: Measure, code: str, when: str) -> str:
    return f"{measure.case.file_number}: {code}, {when}"


def _line(
    measure: Measure,
    code: str,
    unit: Unit,
    month: date,
    quantity: Decimal,
    prices: Sequence[Price],
    aside: _Aside,
    *,
    on: date,
) -> Draft | None:
    price = _price(measure, code, prices, aside, on=on)
    return _made(measure, code, unit, month, quantity, price) if price else None


def _price(measure: Measure, code: str, prices: Sequence[Price], aside: _Aside, *, on: date) -> Price | None:
    assert measure.order is not None
    price = price_on(prices, code=code, commissioner=measure.order.commissioner_id, on=on)
    if price is None:
        aside.missing[f"{code} am {on:%d.%m.%Y}"] = None
    return price


def _made(
    measure: Measure,
    code: str,
    unit: Unit,
    month: date,
    quantity: Decimal,
    price: Price,
    *,
    hours: tuple[Hours, ...] = (),
    successes: tuple[Success, ...] = (),
) -> Draft:
    return Draft(
        measure=measure,
        code=code,
        unit=unit,
        month=month,
        quantity=quantity,
        price=price.amount,
        money=priced(quantity, price.amount, price.currency),
        hours=hours,
        successes=successes,
    )


def _sum(rows: Sequence[Hours]) -> Decimal:
    return sum((row.hours for row in rows), Decimal(0))


def _known(prices: Sequence[Price], pk: int) -> Price:
    return next(price for price in prices if price.pk == pk)
