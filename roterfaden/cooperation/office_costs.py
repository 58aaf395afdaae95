"""What a coordination office costs in a year, and what each of the bodies that carry it pays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of, organisations_of
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.cooperation.office_records import OfficeCost
from roterfaden.cooperation.procedures import OfficeCosts, Share, procedure_for
from roterfaden.cooperation.refusals import CooperationRefused

RECORDED = actions.register("cooperation.cost_recorded", "Kosten der Koordinationsstelle festgehalten")
STRUCK = actions.register("cooperation.cost_struck", "Kosten der Koordinationsstelle gestrichen")
KIND = "coordination_office"
KEEPERS = (Role.COORDINATOR, Role.TEAM_LEAD, Role.CLERK)
CENT = Decimal("0.01")
MOST = Decimal(10) ** 9


@dataclass(frozen=True)
class Part:
    """What one of the carriers pays."""

    share: Share
    amount: Decimal


def offices_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The coordination offices for which `user` works."""
    return organisations_of(user, on=on).filter(kind__code=KIND).select_related("kind").order_by("name", "pk")


def may_keep_costs(user: User, office: Organisation, *, on: date) -> bool:
    """Whoever coordinates, leads or is a clerk there."""
    return memberships_of(user, on=on, roles=KEEPERS).filter(organisation=office).exists()


def sharing_in(office: Organisation, *, on: date) -> OfficeCosts | None:
    """How the costs are shared in the region of the office on a day; None where no data says it."""
    procedure = procedure_for(office.region, on=on)
    found = procedure.office_costs if procedure else None
    return found if found is not None and found.valid_from <= on else None


def record_cost(
    *,
    office: Organisation,
    day: date,
    purpose: str,
    amount: Decimal,
    receipt: str,
    token: UUID,
    by: User,
    at: datetime,
) -> OfficeCost:
    """Record what was spent for the office. Safe to repeat: a `token` is one cost.

    Refuses: others than who keeps the costs of the office, a body that is no coordination office, a day to come, no
    purpose or receipt, an amount of 0 or less. Effects: a row, an audit entry.
    """
    _may(office, by=by, at=at)
    if office.kind.code != KIND:
        raise CooperationRefused("Diese Stelle ist keine Koordinationsstelle.")
    if day > local_day(at):
        raise CooperationRefused("Dieser Tag kommt erst noch.")
    if not purpose.strip() or not receipt.strip():
        raise CooperationRefused("Bitte sagen Sie, wofür das Geld war, und nennen Sie den Beleg.")
    if not amount.is_finite() or not 0 < amount < MOST:
        raise CooperationRefused("Dieser Betrag passt nicht.")
    with transaction.atomic():
        known = OfficeCost.objects.filter(token=token, office=office).first()
        if known is not None:
            return known
        row = OfficeCost.objects.create(
            office=office,
            token=token,
            day=day,
            purpose=purpose.strip(),
            amount=amount.quantize(CENT),
            receipt=receipt.strip(),
            recorded_by=by,
            recorded_at=at,
        )
        _tell(RECORDED, row, by=by, at=at)
    return row


def strike_cost(*, cost: OfficeCost, reason: str, by: User, at: datetime) -> None:
    """Strike a cost that was wrong; it stays in sight with the reason. Safe to repeat."""
    _may(cost.office, by=by, at=at)
    if not reason.strip():
        raise CooperationRefused("Bitte sagen Sie, warum.")
    with transaction.atomic():
        if OfficeCost.objects.filter(pk=cost.pk, struck_because="").update(struck_because=reason.strip()):
            _tell(STRUCK, cost, by=by, at=at)


def costs_of(office: Organisation, year: int) -> list[OfficeCost]:
    """All costs of a year by day, struck ones too; one query."""
    rows = OfficeCost.objects.filter(office=office, day__year=year).select_related("recorded_by")
    found = list(rows)
    for row in found:
        row.office = office
    return found


def years_of(office: Organisation, *, today: date) -> list[int]:
    """The years with costs, and this one; the newest first."""
    known = {day.year for day in OfficeCost.objects.filter(office=office).dates("day", "year")}
    return sorted(known | {today.year}, reverse=True)


def total_of(costs: Iterable[OfficeCost]) -> Decimal:
    """What counts: everything that is not struck."""
    return sum((one.amount for one in costs if not one.struck_because), Decimal(0))


def split(total: Decimal, shares: Sequence[Share]) -> list[Part]:
    """Share a sum to the cent: the parts are exactly the sum; a cent that is left goes to whoever stands first."""
    whole = sum(one.parts for one in shares)
    cents = int(total / CENT)
    exact = [divmod(cents * one.parts, whole) for one in shares]
    left = cents - sum(paid for paid, _rest in exact)
    first = sorted(range(len(shares)), key=lambda place: (-exact[place][1], place))[:left]
    return [Part(share, (exact[place][0] + (place in first)) * CENT) for place, share in enumerate(shares)]


def _may(office: Organisation, *, by: User, at: datetime) -> None:
    if not may_keep_costs(by, office, on=local_day(at)):
        raise CooperationRefused("Die Kosten hält fest, wer die Koordinationsstelle leitet oder verwaltet.")


def _tell(action: str, row: OfficeCost, *, by: User, at: datetime) -> None:
    details = {"amount": str(row.amount), "day": row.day.isoformat()}
    trail.record(action, by=by, at=at, subject=row, organisation=row.office, details=details)
