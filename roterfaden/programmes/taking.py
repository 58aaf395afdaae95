"""Take the value of an indicator from what the program counts itself, instead of typing it."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal

from roterfaden.accounts.models import Organisation
from roterfaden.invitations.queries import persons_invited
from roterfaden.offers.waiting import persons_in_offers
from roterfaden.people.choices import CefrLevel
from roterfaden.people.languages import persons_at
from roterfaden.programmes.events import persons_at_events
from roterfaden.programmes.models import Plan
from roterfaden.programmes.reader import Indicator
from roterfaden.statistics.figures import SMALLEST_GROUP
from roterfaden.statistics.periods import Period
from roterfaden.statistics.reports import value as figure_value
from roterfaden.triage.queries import persons_led_to

Reader = Callable[[Sequence[Organisation], date], Decimal | None]
FROM_B1 = (CefrLevel.B1, CefrLevel.B2, CefrLevel.C1, CefrLevel.C2)


def taken_value(plan: Plan, indicator: Indicator, *, on: date) -> tuple[Decimal, str] | None:
    """The value as the program counts it for the services of the region on the day `on`, and the words for its source.

    None where nothing can be counted, or where it rests on fewer than five persons.
    """
    if indicator.taken_from == "events":
        # counted by those who hold them, without names, so there is nobody to protect
        came = Decimal(persons_at_events([plan], on=on))
        return came, f"Roter Faden: Veranstaltungen {on.year}, {on:%d.%m.%Y}"
    read = _in_offers(indicator.offers) if indicator.offers else READERS.get(indicator.taken_from)
    services = list(
        Organisation.objects.filter(region=plan.organisation.region, kind__runs_cases=True).order_by("pk")
    )
    found = read(services, on) if read and services else None
    if found is None:
        return None
    return found, f"Roter Faden: {len(services)} Stellen der Region, {on:%d.%m.%Y}"


def _employed(services: Sequence[Organisation], on: date) -> Decimal | None:
    period = Period(date(on.year, 1, 1), on)
    open_cases = figure_value("stock", period=period, services=services)
    if not open_cases or open_cases < SMALLEST_GROUP:
        return None
    share = figure_value("employed_share", period=period, services=services)
    return None if share is None else Decimal(str(share))


def _level_b1(services: Sequence[Organisation], on: date) -> Decimal | None:
    return _told(persons_at(services, "de", FROM_B1, on=on))


def _invited(services: Sequence[Organisation], on: date) -> Decimal | None:
    return _told(persons_invited(services, on=on))


def _assigned_rav(services: Sequence[Organisation], on: date) -> Decimal | None:
    return _told(persons_led_to(services, "CH-SO-S-RAV", first=date(on.year, 1, 1), last=on))


def _in_offers(offers: Collection[str]) -> Reader:
    def read(services: Sequence[Organisation], on: date) -> Decimal | None:
        return _told(persons_in_offers(services, offers, first=date(on.year, 1, 1), last=on))

    return read


def _told(persons: int) -> Decimal | None:
    """How many they are; of too few not even that."""
    return Decimal(persons) if persons >= SMALLEST_GROUP else None


READERS: dict[str, Reader] = {
    "employed_share": _employed,
    "level_b1": _level_b1,
    "invited": _invited,
    "assigned_rav": _assigned_rav,
}
