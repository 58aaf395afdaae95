"""The budget of a programme: what may be spent on what in a year, what was spent, what is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch

from roterfaden.accounts.models import User
from roterfaden.audit import actions
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.programmes.models import BudgetLine, Plan, Spending
from roterfaden.programmes.rules import may_steer
from roterfaden.programmes.running import MOST, ProgrammeRefused, picked, require_measure, tell

PLANNED = actions.register("programmes.budget_planned", "Zeile im Budget eines Programms angelegt")
CHANGED = actions.register("programmes.budget_changed", "Zeile im Budget eines Programms geändert")
SPENT = actions.register("programmes.spent", "Ausgabe eines Programms festgehalten")
STRUCK = actions.register("programmes.spending_struck", "Ausgabe eines Programms gestrichen")
FIELDS = ("measure", "year", "purpose", "payer", "amount")
FIRST_YEAR, LAST_YEAR = 2000, 2100
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Position:
    """A line of the budget with what was spent of it; struck spendings are shown and not counted."""

    line: BudgetLine
    spendings: list[Spending]

    @property
    def spent(self) -> Decimal:
        return sum((one.amount for one in self.spendings if not one.struck_because), Decimal(0))

    @property
    def left(self) -> Decimal:
        return self.line.amount - self.spent


@dataclass(frozen=True)
class Sums:
    """All positions of a year together."""

    planned: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        return self.planned - self.spent


def plan_line(*, plan: Plan, facts: Mapping[str, Any], token: UUID, by: User, at: datetime) -> BudgetLine:
    """Put a line into the budget (keys of facts: FIELDS). Safe to repeat: a `token` is one line.

    Refuses: others than who speaks for the body that runs the programme, an unknown measure, no purpose or payer, an
    amount below 0 or beyond measure. Effects: a row, an audit entry.
    """
    row = BudgetLine(plan=plan, token=token, recorded_by=by, **picked(facts, FIELDS))
    _check(row, by=by, at=at)
    with transaction.atomic():
        known = BudgetLine.objects.filter(token=token, plan=plan).first()
        if known is not None:
            return known
        row.save()
        tell(PLANNED, plan, row, by=by, at=at, amount=str(row.amount))
    return row


def change_budget(
    *, line: BudgetLine, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over a line that still has `revision`; refuses as `plan_line`. Effects: an audit entry."""
    said = picked(facts, FIELDS)
    if all(getattr(line, name) == value for name, value in said.items()):
        return
    for name, value in said.items():
        setattr(line, name, value)
    _check(line, by=by, at=at)
    with transaction.atomic():
        save_revision(line, expected=revision, fields=list(FIELDS))
        tell(CHANGED, line.plan, line, by=by, at=at, amount=str(line.amount))


def spend(
    *, line: BudgetLine, day: date, amount: Decimal, receipt: str, token: UUID, by: User, at: datetime
) -> Spending:
    """Record what was spent of a line; more than is left is allowed and shown. Safe to repeat: a `token` is one.

    Refuses: others than who speaks for the body, a day to come or of another year, no receipt, an amount of 0 or less.
    """
    _may(line.plan, by=by, at=at)
    if day > local_day(at) or day.year != line.year:
        raise ProgrammeRefused(f"Der Tag liegt im Jahr {line.year} und nicht in der Zukunft.", "day")
    if not receipt.strip():
        raise ProgrammeRefused("Bitte nennen Sie den Beleg.", "receipt")
    if not amount.is_finite() or not 0 < amount < MOST:
        raise ProgrammeRefused("Dieser Betrag passt nicht.", "amount")
    with transaction.atomic():
        known = Spending.objects.filter(token=token, line=line).first()
        if known is not None:
            return known
        row = Spending.objects.create(
            line=line,
            token=token,
            day=day,
            amount=amount.quantize(CENT),
            receipt=receipt.strip(),
            recorded_by=by,
            recorded_at=at,
        )
        tell(SPENT, line.plan, row, by=by, at=at, amount=str(row.amount))
    return row


def strike(*, spending: Spending, reason: str, by: User, at: datetime) -> None:
    """Strike a spending that was wrong; it stays in sight with the reason. Safe to repeat."""
    _may(spending.line.plan, by=by, at=at)
    if not reason.strip():
        raise ProgrammeRefused("Bitte sagen Sie, warum.", "reason")
    with transaction.atomic():
        rows = Spending.objects.filter(pk=spending.pk, struck_because="")
        if rows.update(struck_because=reason.strip()):
            tell(STRUCK, spending.line.plan, spending, by=by, at=at)


def budget_of(plan: Plan, year: int) -> list[Position]:
    """The budget of a year, by measure; two queries."""
    lines = BudgetLine.objects.filter(plan=plan, year=year)
    spendings = Prefetch("spendings", queryset=Spending.objects.select_related("recorded_by"))
    return [Position(line, list(line.spendings.all())) for line in lines.prefetch_related(spendings)]


def sums_of(positions: Iterable[Position]) -> Sums:
    found = list(positions)
    planned = sum((one.line.amount for one in found), Decimal(0))
    return Sums(planned, sum((one.spent for one in found), Decimal(0)))


def years_of(plan: Plan, *, today: date) -> list[int]:
    """The years with a budget, and this one."""
    known = set(BudgetLine.objects.filter(plan=plan).values_list("year", flat=True))
    return sorted(known | {today.year}, reverse=True)


def _check(row: BudgetLine, *, by: User, at: datetime) -> None:
    _may(row.plan, by=by, at=at)
    require_measure(row.plan, row.measure)
    for name in ("purpose", "payer"):
        if not getattr(row, name):
            raise ProgrammeRefused("Bitte sagen Sie, wofür das Geld ist und wer zahlt.", name)
    if not FIRST_YEAR <= row.year <= LAST_YEAR:
        raise ProgrammeRefused("Dieses Jahr passt nicht.", "year")
    if not row.amount.is_finite() or not 0 <= row.amount < MOST:
        raise ProgrammeRefused("Dieser Betrag passt nicht.", "amount")
    row.amount = row.amount.quantize(CENT)


def _may(plan: Plan, *, by: User, at: datetime) -> None:
    if not may_steer(by, plan, on=local_day(at)):
        raise ProgrammeRefused("Das Budget hält fest, wer das Programm führt.")
