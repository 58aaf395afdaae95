"""Monthly statements: release what was worked out for good, reverse it by another."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.measures.billing_records import BillingAddress, Line, Statement, Success
from roterfaden.measures.carrying_records import Hours, Measure
from roterfaden.measures.choices import ReversalReason
from roterfaden.measures.drafting import Draft, drafted
from roterfaden.measures.money import Money
from roterfaden.measures.notices import NoticeRefused, let_billing_out
from roterfaden.measures.pricing import ADDRESS

actions.register("measures.statement_released", "Abrechnung freigegeben")
actions.register("measures.statement_reversed", "Abrechnung storniert")

NEEDED = ("name", "street", "postcode", "town", "country")


class StatementRefused(ValueError):
    """This statement cannot be released or reversed; the message says why."""


def release(
    *,
    service: Organisation,
    commissioner: Organisation,
    month: date,
    currency: str,
    expected: Decimal,
    by: User,
    at: datetime,
) -> Statement:
    """Freeze the statement: number, lines, addresses. From then on it never changes.

    Refuses: nothing to bill, missing prices or addresses, a month to come, and when the sum is not the `expected` one
    any more (somebody recorded something in between). Effects: hours and parts are tied to their lines and cannot be
    struck or billed again; audit entry.
    """
    today = local_day(at)
    if month.replace(day=1) > today:
        raise StatementRefused("Dieser Monat kommt erst noch.")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=service.pk)
        found = drafted(service=service, commissioner=commissioner, month=month, currency=currency, on=today)
        if found.missing:
            raise StatementRefused("Es fehlen Preise: " + "; ".join(found.missing) + ".")
        if not found.lines:
            raise StatementRefused("Es gibt nichts abzurechnen.")
        if found.total.amount != expected:
            raise StatementRefused(
                "Inzwischen hat sich etwas geändert. Bitte sehen Sie die Zeilen noch einmal an."
            )
        addresses = addresses_of(service, commissioner)
        statement = _kept(
            service, commissioner, month=month, money=found.total, addresses=addresses, by=by, at=at
        )
        for place, line in enumerate(found.lines, start=1):
            _write(statement, place, line)
        _tell_ledger(statement, found.lines, by=by, at=at)
        trail.record(
            "measures.statement_released",
            by=by,
            at=at,
            subject=statement,
            organisation=service,
            details={"number": statement.number, "lines": len(found.lines)},
        )
    return statement


def reverse(*, statement: Statement, reason: ReversalReason, by: User, at: datetime) -> Statement:
    """Reverse a statement by another one with the same lines and a minus; what it billed can be billed anew.

    Refuses: one that is itself a reversal. Safe to repeat: reversed once, it stays reversed by the same one.
    """
    if statement.reverses_id is not None:
        raise StatementRefused("Ein Storno wird nicht storniert. Geben Sie die Abrechnung neu frei.")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=statement.service_id)
        known = Statement.objects.filter(reverses=statement).first()
        if known is not None:
            return known
        made = _kept(
            statement.service,
            statement.commissioner,
            month=statement.month,
            money=-Money(statement.total, statement.currency),
            addresses=(statement.seller, statement.buyer),
            reverses=statement,
            reason=reason,
            by=by,
            at=at,
        )
        lines = list(statement.lines.all())
        for line in lines:
            Line.objects.create(
                statement=made,
                place=line.place,
                case_id=line.case_id,
                order_id=line.order_id,
                measure_id=line.measure_id,
                code=line.code,
                unit=line.unit,
                month=line.month,
                quantity=-line.quantity,
                price=line.price,
                amount=-line.amount,
            )
        Hours.objects.filter(line__in=lines).update(line=None)
        Success.objects.filter(line__in=lines).update(line=None)
        trail.record(
            "measures.statement_reversed",
            by=by,
            at=at,
            subject=statement,
            organisation=statement.service,
            details={"number": made.number, "reason": str(reason)},
        )
    return made


def addresses_of(service: Organisation, commissioner: Organisation) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both addresses as values. Refuses with StatementRefused when one of them is not complete."""
    found = []
    for organisation in (service, commissioner):
        row = BillingAddress.objects.filter(organisation=organisation).first()
        if row is None or not all(getattr(row, name) for name in NEEDED):
            raise StatementRefused(f"Es fehlt die Rechnungsanschrift: {organisation}.")
        found.append({name: getattr(row, name) for name in ADDRESS})
    return found[0], found[1]


def _kept(
    service: Organisation,
    commissioner: Organisation,
    *,
    month: date,
    money: Money,
    addresses: tuple[dict[str, Any], dict[str, Any]],
    by: User,
    at: datetime,
    reverses: Statement | None = None,
    reason: str = "",
) -> Statement:
    """The frozen head, with the next number of the service in this year. The service's row is locked."""
    year = local_day(at).year
    prefix = f"{service.file_prefix or 'R'}-{year}-"
    taken = Statement.objects.filter(service=service, number__startswith=prefix).count()
    seller, buyer = addresses
    return Statement.objects.create(
        service=service,
        commissioner=commissioner,
        number=f"{prefix}{taken + 1:04}",
        month=month.replace(day=1),
        currency=money.currency,
        total=money.amount,
        released_at=at,
        released_by=by,
        reverses=reverses,
        reason=reason,
        seller=seller,
        buyer=buyer,
    )


def _tell_ledger(statement: Statement, lines: list[Draft], *, by: User, at: datetime) -> None:
    """What the body learns of each person by this statement stands in the person's ledger."""
    told: dict[int, tuple[Measure, list[str]]] = {}
    for line in lines:
        told.setdefault(line.measure.case_id, (line.measure, []))[1].append(line.code)
    for measure, codes in told.values():
        assert measure.order is not None
        measure.order.case = measure.case
        words = f"{statement.number}: {', '.join(codes)}"
        try:
            let_billing_out(order=measure.order, words=words, by=by, at=at)
        except NoticeRefused as refusal:
            raise StatementRefused(str(refusal)) from refusal


def _write(statement: Statement, place: int, line: Draft) -> None:
    order_id = line.measure.order_id
    assert order_id is not None, "only what was ordered is billed"
    row = Line.objects.create(
        statement=statement,
        place=place,
        case=line.measure.case,
        order_id=order_id,
        measure=line.measure,
        code=line.code,
        unit=line.unit,
        month=line.month,
        quantity=line.quantity,
        price=line.price,
        amount=line.money.amount,
    )
    Hours.objects.filter(pk__in=[one.pk for one in line.hours], line__isnull=True).update(line=row)
    Success.objects.filter(pk__in=[one.pk for one in line.successes], line__isnull=True).update(line=row)
