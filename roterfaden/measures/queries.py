"""Reads: which orders somebody sees and from which side, contingents with their use, measures of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to, services_led_by, services_of
from roterfaden.measures.billing_records import Statement
from roterfaden.measures.carrying_records import Hours, Measure
from roterfaden.measures.choices import RUNNING_STATES, ContingentUnit, Performed, Side
from roterfaden.measures.models import Contingent, Order


def bodies_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The commissioning bodies for which `user` is a clerk on the day `on`."""
    return organisations_of(user, on=on, roles=[Role.CLERK])


def orders_visible_to(user: User, *, on: date) -> QuerySet[Order]:
    """The orders of the user's own services, without those in cases that the user may not see, and those that the
    user's own commissioning body gave.
    """
    seen = Q(case__isnull=True) | Q(case__in=cases_visible_to(user, on=on))
    received = Q(service__in=services_of(user, on=on)) & seen
    given = Q(commissioner__in=bodies_of(user, on=on))
    return Order.objects.filter(received | given)


def side_of(user: User, order: Order, *, on: date) -> Side:
    """From which side `user` works with the order; who is on both works for the service."""
    own = services_of(user, on=on).filter(pk=order.service_id).exists()
    return Side.SERVICE if own else Side.COMMISSIONER


def has_clerks(body: Organisation, *, on: date) -> bool:
    """Whether somebody of the body can answer here, so that no letter is needed."""
    rows = body.memberships.filter(role=Role.CLERK, valid_from__lte=on, user__is_active=True)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).exists()


@dataclass(frozen=True, kw_only=True)
class Use:
    """A contingent and how much of it is taken."""

    contingent: Contingent
    used: Decimal

    @property
    def left(self) -> Decimal:
        return self.contingent.amount - self.used

    @property
    def full(self) -> bool:
        return self.left <= 0


def contingents_visible_to(user: User, *, on: date) -> QuerySet[Contingent]:
    """Those of the services that the user works in, and of the bodies for which the user is a clerk."""
    mine = Q(service__in=services_of(user, on=on)) | Q(commissioner__in=bodies_of(user, on=on))
    return Contingent.objects.filter(mine).select_related("service", "commissioner")


def uses_of(contingents: Iterable[Contingent], *, today: date) -> list[Use]:
    """How much of each is taken: places by what runs today, hours by what was recorded in its time. Three queries."""
    rows = list(contingents)
    pairs = {(row.service_id, row.commissioner_id) for row in rows}
    among = Q(pk__in=[])
    for service, commissioner in pairs:
        among |= Q(service=service, commissioner=commissioner)
    running = list(
        Order.objects.filter(among, state__in=RUNNING_STATES).values_list(
            "service_id", "commissioner_id", "kind", "region", "valid_from", "valid_until"
        )
    )
    done = list(
        Hours.objects.filter(
            measure__order__in=Order.objects.filter(among),
            what=Performed.SERVICE,
            struck_at__isnull=True,
        ).values_list(
            "measure__order__service_id",
            "measure__order__commissioner_id",
            "measure__order__kind",
            "measure__order__region",
            "day",
            "hours",
        )
    )
    return [Use(contingent=row, used=_used(row, running, done, today=today)) for row in rows]


def _used(
    row: Contingent,
    running: list[tuple[int, int, str, str, date, date]],
    done: list[tuple[int, int, str, str, date, Decimal]],
    *,
    today: date,
) -> Decimal:
    key = (row.service_id, row.commissioner_id, row.kind, row.region)
    if row.unit == ContingentUnit.PLACES:
        day = min(max(today, row.valid_from), row.valid_until)
        return Decimal(sum(1 for *who, first, last in running if tuple(who) == key and first <= day <= last))
    return sum(
        (
            hours
            for *who, day, hours in done
            if tuple(who) == key and row.valid_from <= day <= row.valid_until
        ),
        Decimal(0),
    )


def _contingents_for(order: Order) -> QuerySet[Contingent]:
    return Contingent.objects.filter(
        service=order.service,
        commissioner=order.commissioner,
        kind=order.kind,
        valid_from__lte=order.valid_from,
        valid_until__gte=order.valid_from,
    )


def contingents_for(order: Order, *, today: date) -> list[Use]:
    """The contingents that the order may be taken from, one for each region, with their use."""
    return uses_of(_contingents_for(order).order_by("region"), today=today)


def regions_for(order: Order) -> list[str]:
    """The regions of these contingents."""
    return list(_contingents_for(order).order_by("region").values_list("region", flat=True).distinct())


def measures_of(case: Case) -> QuerySet[Measure]:
    """The measures of the case, the newest first."""
    return case.measures.select_related("order__commissioner", "group", "follows")


def concepts_open_to(user: User, *, on: date) -> QuerySet[Organisation]:
    """The services whose concepts `user` reads: own ones, those of visible cases, those that one's body orders from."""
    seen = cases_visible_to(user, on=on).values("service")
    ordered = Order.objects.filter(commissioner__in=bodies_of(user, on=on)).values("service")
    mine = Q(pk__in=services_of(user, on=on)) | Q(pk__in=seen) | Q(pk__in=ordered)
    return Organisation.objects.filter(mine)


def bills_for(user: User, *, on: date) -> QuerySet[Organisation]:
    """The services whose statements `user` releases on the day `on`: team lead and coordination."""
    return services_led_by(user, on=on)


def statements_visible_to(user: User, *, on: date) -> QuerySet[Statement]:
    """Those of the services whose billing the user does, and those that came to the user's own body."""
    mine = Q(service__in=bills_for(user, on=on)) | Q(commissioner__in=bodies_of(user, on=on))
    return Statement.objects.filter(mine)


def billable_bodies(service: Organisation) -> QuerySet[Organisation]:
    """The commissioning bodies for which the service carries out something by order, by name."""
    given = Measure.objects.filter(order__service=service)
    return Organisation.objects.filter(pk__in=given.values("order__commissioner")).order_by("name")
