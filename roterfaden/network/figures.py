"""The network of one year in numbers, for its own page and for the management review."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from roterfaden.accounts.models import Organisation
from roterfaden.languages.shipped import shipped
from roterfaden.network.choices import GAPS, OutreachState
from roterfaden.network.models import Outreach, Pact, Partner, Resolution, RoomCheck, Sitting, Touch
from roterfaden.network.queries import in_year
from roterfaden.network.vocabulary import kinds


@dataclass(frozen=True)
class ByKind:
    """One kind of public relations in a year. `cost` in the money of the country."""

    title: str
    held: int
    planned: int
    reached: int
    cost: Decimal


@dataclass(frozen=True)
class NetworkYear:
    """What a service did in its network in one year; `gaps` as they stand today."""

    partners: int
    touched: int
    pacts: int
    sittings: int
    resolutions: int
    done: int
    overdue: int
    gaps: int
    actions: tuple[ByKind, ...]


def network_year(service: Organisation, year: int, *, today: date) -> NetworkYear:
    """Count one year of a service: partners of the year, those one was in touch with, agreements that held in it,
    meetings held, what they decided, what of it is done or overdue, actions by their kind.
    """
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    partners = Partner.objects.filter(organisation=service).exclude(ended_on__lt=first)
    touched = Touch.objects.filter(partner__organisation=service, happened_on__range=(first, last))
    pacts = Pact.objects.filter(partner__organisation=service, begins_on__lte=last)
    pacts = pacts.exclude(ends_on__lt=first).exclude(ended_on__lt=first)
    sittings = Sitting.objects.filter(committee__organisation=service, held_on__range=(first, last))
    decided = Resolution.objects.filter(sitting__in=sittings.order_by().values("pk"))
    overdue = decided.filter(done_on__isnull=True, due_on__lt=today)
    gaps = RoomCheck.objects.filter(
        venue__organisation=service, venue__closed_on__isnull=True, state__in=GAPS
    )
    return NetworkYear(
        partners=partners.count(),
        touched=touched.order_by().values("partner").distinct().count(),
        pacts=pacts.count(),
        sittings=sittings.count(),
        resolutions=decided.count(),
        done=decided.filter(done_on__isnull=False).count(),
        overdue=overdue.count(),
        gaps=gaps.count(),
        actions=_actions(service, year),
    )


def _actions(service: Organisation, year: int) -> tuple[ByKind, ...]:
    rows = in_year(Outreach.objects.filter(organisation=service), year).order_by()
    held = Q(state=OutreachState.HELD)
    counted = rows.values("kind").annotate(
        held=Count("pk", filter=held),
        planned=Count("pk", filter=~held),
        people=Sum("reached", filter=held),
        money=Sum("cost"),
    )
    titles = kinds().actions
    found = [
        ByKind(
            shipped(titles.get(row["kind"], row["kind"])),
            row["held"],
            row["planned"],
            row["people"] or 0,
            row["money"] or Decimal(0),
        )
        for row in counted
    ]
    return tuple(sorted(found, key=lambda one: one.title))
