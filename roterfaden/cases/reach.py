"""Which cases a user sees, as plain ids: so lists of many cases are read by the index of their service.

`cases.queries.cases_visible_to` says the same in one condition, for fetching a single case.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery

from roterfaden.accounts.models import Membership, Organisation, Team, User
from roterfaden.cases.models import Case, Mandate, ServiceCommissioner
from roterfaden.cases.queries import participations_of, services_led_by, services_of
from roterfaden.people.queries import out_of_reach
from roterfaden.process.models import ChainVersion

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Reach:
    """The services whose cases one sees, the cases elsewhere in which one takes part by name, the services one leads.

    Who leads sees restricted cases, too; destroyed ones nobody sees. `near` are the persons close to the user.
    """

    services: tuple[int, ...]
    elsewhere: tuple[int, ...]
    led: tuple[int, ...]
    near: tuple[int, ...] = ()

    def within(self, path: str = "", *, service: str = "") -> Q:
        """The condition on what leads to its case by `path` (`case__`; nothing for cases themselves).

        `service`: what stands for the id of the service, if not the column itself.
        """
        own = Q(**{f"{service or f'{path}service'}__in": self.services})
        mine = own | Q(**{f"{path}pk__in": self.elsewhere}) if self.elsewhere else own
        unrestricted = Q(**{f"{path}restricted_at__isnull": True})
        if self.led:
            unrestricted |= Q(**{f"{path}service__in": self.led})
        there = mine & unrestricted & Q(**{f"{path}destroyed_at__isnull": True})
        return there & ~Q(**{f"{path}person__in": self.near}) if self.near else there

    @property
    def cases(self) -> QuerySet[Case]:
        return Case.objects.filter(self.within())

    def cases_with(self, username: str) -> QuerySet[Case]:
        """Those for which this colleague is responsible, found by the colleague."""
        cases = _not_by_service().filter(self.within(service="at"))
        return cases.filter(responsible__in=User.objects.filter(username=username).values("pk")[:1])

    def outside(self, services: Collection[int]) -> list[int]:
        """The ids of the cases of `services` that one does not see; being few, each reason is asked by its index."""
        rows = Case.objects.filter(service__in=services).order_by()
        reasons = [
            rows.filter(destroyed_at__isnull=False),
            rows.filter(restricted_at__isnull=False).exclude(service__in=self.led),
        ]
        if self.near:
            reasons.append(rows.filter(person__in=self.near))
        if not set(services) <= set(self.services):
            reasons.append(rows.exclude(service__in=self.services).exclude(pk__in=self.elsewhere))
        first, *others = [one.values_list("pk", flat=True) for one in reasons]
        return list(first.union(*others))


def reach_of(user: User, *, on: date) -> Reach:
    """What `user` sees on the day `on`; with four queries."""
    services = tuple(services_of(user, on=on).order_by("pk").values_list("pk", flat=True))
    led = tuple(services_led_by(user, on=on).order_by("pk").values_list("pk", flat=True))
    rows = participations_of(user, on=on).exclude(case__service__in=services) if user.is_active else None
    elsewhere = tuple(sorted(set(rows.values_list("case_id", flat=True)))) if rows else ()
    return Reach(services, elsewhere, led, tuple(sorted(out_of_reach(user))))


def teams_in(reach: Reach) -> QuerySet[Team]:
    """The teams on whose worklist one of the cases stands."""
    near = Q(organisation__in=reach.services) | Q(pk__in=_elsewhere(reach).values("team_id"))
    return _with_one(Team.objects.filter(near), reach.cases.filter(team=OuterRef("pk")))


def names_in(reach: Reach) -> list[tuple[str, str]]:
    """User name and name of everybody who is responsible for one of the cases, by name."""
    members = Membership.objects.filter(organisation__in=reach.services).values("user_id")
    near = members.union(_elsewhere(reach).values("responsible_id"))
    # fetched first: left to choose, PostgreSQL looks for a case of every user of all services
    people = User.objects.filter(pk__in=list(near.values_list("user_id", flat=True)))
    people = people.order_by("last_name", "first_name")
    cases = _not_by_service().filter(responsible=OuterRef("pk"))
    rows = _with_one(people, cases.filter(reach.within(service="at")))
    found = rows.values_list("username", "first_name", "last_name")
    return [(username, f"{first} {last}".strip() or username) for username, first, last in found]


def chains_in_reach(reach: Reach) -> dict[str, str]:
    """Key and title of every chain in which the main thread of one of the cases stands, by key."""
    cases = reach.cases.filter(chain=OuterRef("key"))
    versions = _with_one(ChainVersion.objects.order_by("key", "version"), cases)
    return dict(versions.values_list("key", "title"))


def commissioners_in(reach: Reach) -> QuerySet[Organisation]:
    """Every organisation that ever gave an order to one of the services or for one of the cases elsewhere, by name."""
    given = ServiceCommissioner.objects.filter(service__in=reach.services)
    near = Q(pk__in=given.values("commissioner_id"))
    if reach.elsewhere:
        orders = Mandate.objects.filter(case__in=reach.elsewhere).order_by()
        near |= Q(pk__in=orders.values("commissioner_id"))
    return Organisation.objects.filter(near)


def _not_by_service() -> QuerySet[Case]:
    """Cases with the id of their service as `at`: the plus keeps SQLite from walking all cases of the service."""
    return Case.objects.alias(at=F("service_id") + 0)


def _elsewhere(reach: Reach) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=reach.elsewhere).order_by()


def _with_one(candidates: QuerySet[M], rows: QuerySet[Any]) -> QuerySet[M]:
    """Those of the few `candidates` for which there is one of the many `rows`.

    A scalar subquery stops at the first row on both databases; EXISTS is read as a join of everything by PostgreSQL.
    """
    first = Subquery(rows.order_by().values("pk")[:1])
    return cast("QuerySet[M]", candidates.alias(first_row=first).filter(first_row__isnull=False))
