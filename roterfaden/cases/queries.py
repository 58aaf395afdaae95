"""Reads: which cases a user may see, and how lists of them are narrowed."""

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import (
    absent_colleague_ids_of,
    organisation_ids_of,
    organisations_of,
    team_ids_of,
)
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, CaseParticipant, CaseRun, Mandate
from roterfaden.common.built_once import built_once
from roterfaden.people.queries import CASE_ROLES, LEADING_ROLES, out_of_reach
from roterfaden.process.models import ChainVersion


def services_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The organisations in which `user` works on cases on the day `on`."""
    return organisations_of(user, on=on, roles=CASE_ROLES)


def participations_of(user: User, *, on: date) -> QuerySet[CaseParticipant]:
    """Where `user` takes part by name on the day `on`."""
    still = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return CaseParticipant.objects.filter(still, user=user, valid_from__lte=on, ended_at__isnull=True)


@built_once
def cases_visible_to(user: User, *, on: date) -> QuerySet[Case]:
    """The cases of the user's own services, and those in which the user takes part by name, on the day `on`.

    A case whose processing is restricted is there for those who lead its service alone; a destroyed one for nobody;
    that of somebody close to the user never.
    """
    takes_part = (
        Q(pk__in=participations_of(user, on=on).values("case_id")) if user.is_active else Q(pk__in=[])
    )
    led = organisation_ids_of(user, on=on, roles=LEADING_ROLES)
    unrestricted = Q(restricted_at__isnull=True) | Q(service__in=led)
    mine = Q(service__in=organisation_ids_of(user, on=on, roles=CASE_ROLES)) | takes_part
    near = Q(person__in=out_of_reach(user))
    return Case.objects.filter(mine, unrestricted, ~near, destroyed_at__isnull=True)


def services_led_by(user: User, *, on: date) -> QuerySet[Organisation]:
    """The organisations in which `user` leads or coordinates on the day `on`."""
    return organisations_of(user, on=on, roles=LEADING_ROLES)


def own_cases(user: User, *, on: date) -> QuerySet[Case]:
    return _open_cases(user, on).filter(responsible=user)


def deputised_cases(user: User, *, on: date) -> QuerySet[Case]:
    """Open cases of those colleagues for whom `user` stands in today."""
    return _open_cases(user, on).filter(_deputised(user, on))


def team_cases(user: User, *, on: date) -> QuerySet[Case]:
    return _open_cases(user, on).filter(_of_teams(user, on))


def count_open_cases(user: User, *, on: date) -> tuple[int, int, int]:
    """How many `own_cases`, `deputised_cases` and `team_cases` there are, counted in one go."""
    bounds = Q(responsible=user), _deputised(user, on), _of_teams(user, on)
    counts = {f"n{place}": Count("pk", filter=bound) for place, bound in enumerate(bounds)}
    found = _open_cases(user, on).filter(reduce(or_, bounds)).aggregate(**counts)
    return found["n0"], found["n1"], found["n2"]


def _open_cases(user: User, on: date) -> QuerySet[Case]:
    return cases_visible_to(user, on=on).filter(state=CaseState.OPEN)


def _deputised(user: User, on: date) -> Q:
    return Q(responsible__in=absent_colleague_ids_of(user, on=on))


def _of_teams(user: User, on: date) -> Q:
    # as plain ids, so that both databases begin with the index of the team
    return Q(team__in=team_ids_of(user, on=on))


def with_ids(known: list[int]) -> QuerySet[Case]:
    """Cases that were found before: for a scope of some hundred about which many queries ask."""
    return Case.objects.filter(pk__among=known)


def by_name(cases: QuerySet[Case], *, most_of: Collection[int] = ()) -> QuerySet[Case]:
    """By last and first name, umlauts as in a telephone book.

    `most_of`: ids of services, if `cases` are a good part of their cases and of no others. A person belongs to the
    service of all its cases; so the names of these services are walked in their order up to the end of the page, and
    each case asked whether it is one of `cases`. Without it SQLite would sort all cases of the service first.
    """
    if most_of:
        among = cases.order_by().filter(pk=OuterRef("pk"))
        cases = Case.objects.filter(Exists(among), person__organisation__in=most_of)
    return cases.order_by("person__search_name", "person_id", "id")


def newest_main_run(case: str = "pk") -> Subquery:
    """For a query on cases (or on what points to them by `case`): the id of the newest run of the main thread.

    Hand-overs continue the main thread, called chains do not.
    """
    rows = CaseRun.objects.filter(case=OuterRef(case), run__called_from__isnull=True).order_by("-run_id")
    return Subquery(rows.values("run_id")[:1])


def in_chain(cases: QuerySet[Case], chain_key: str) -> QuerySet[Case]:
    """Those whose main thread stands in the chain `chain_key`."""
    return cases.filter(chain=chain_key)


def commissioned_by(cases: QuerySet[Case], organisation_code: str) -> QuerySet[Case]:
    """Those for which the organisation ever gave an order."""
    # looked up once, not for each of its orders
    body = Organisation.objects.filter(code=organisation_code).values("pk")[:1]
    orders = Mandate.objects.filter(case=OuterRef("pk"), commissioner=Subquery(body))
    return cases.filter(Exists(orders))


def chains_in(cases: QuerySet[Case]) -> dict[str, str]:
    """Key and title of every chain in which one of `cases` stands or stood, by key."""
    versions = ChainVersion.objects.filter(runs__case_run__case__in=cases.values("pk"))
    return dict(versions.order_by("key", "version").values_list("key", "title").distinct())


def commissioners_of(cases: QuerySet[Case]) -> QuerySet[Organisation]:
    """Every organisation that gave an order for one of `cases`, by name."""
    orders = Mandate.objects.filter(case__in=cases.values("pk"))
    return Organisation.objects.filter(pk__in=orders.values("commissioner_id"))
