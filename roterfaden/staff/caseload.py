"""Cases per full post, worker by worker: the figure of the KPI, seen early enough. A burden, never a ranking.

The open cases are the stock of `steering.spells` today, so the lines of all workers add up to the figure of the KPI;
target and limit are those of the KPI as the service sets them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q

from roterfaden.accounts.models import Deputy, Organisation, User
from roterfaden.cases.models import Case
from roterfaden.staff.choices import Pressure
from roterfaden.staff.queries import people_of, shares_on, vacancies_in
from roterfaden.staff.requirements import requirements_for
from roterfaden.steering.figures import amount_of
from roterfaden.steering.formulas import Call
from roterfaden.steering.kpis import Kpi, kpi_for
from roterfaden.steering.periods import month_of

KPI = "caseload"
WORKERS = Call("workers", ())
TENTH = Decimal("0.1")
PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class Burden:
    """What one worker carries. `standing_in`: cases of absent colleagues, shared among their deputies.

    `per_post`: own cases and those, over the share of a post; none without a share.
    """

    user: User
    share: Decimal | None
    cases: int
    standing_in: Decimal
    is_away: bool
    per_post: Decimal | None
    pressure: Pressure


@dataclass(frozen=True, kw_only=True)
class Caseload:
    """The service on a day. `unattended`: open cases whose responsible person does not work there any more.

    `shares` and `vacant` are posts; `typed`: full posts as somebody typed them for the KPI.
    """

    kpi: Kpi
    warn_from: Decimal
    burdens: tuple[Burden, ...]
    cases: int
    unattended: int
    shares: Decimal
    vacant: Decimal
    typed: Decimal | None
    per_post: Decimal | None
    per_planned_post: Decimal | None


def caseload_of(organisation: Organisation, *, on: date) -> Caseload:
    """Everybody who works there with a share of a post or with cases, by name."""
    kpi = kpi_for(organisation, KPI, on=on)
    warn_from = kpi.target * requirements_for(organisation).terms.warn_percent / PERCENT
    open_cases, shares = open_cases_by_worker(organisation, on=on), shares_on(organisation, on=on)
    people = list(people_of(organisation, on=on).only("username", "first_name", "last_name"))
    deputies = _deputies(organisation, on=on)
    extra = _standing_in(open_cases, deputies)
    burdens = [
        _burden(
            user,
            share=shares.get(user.pk),
            cases=open_cases.get(user.pk, 0),
            extra=extra.get(user.pk, Decimal()),
            is_away=user.pk in deputies,
            kpi=kpi,
            warn_from=warn_from,
        )
        for user in people
        if user.pk in shares or user.pk in open_cases or user.pk in extra
    ]
    posts = sum((shares.get(user.pk, Decimal()) for user in people), Decimal())
    vacant = sum(vacancies_in(organisation, on=on).values_list("share", flat=True), Decimal())
    total = sum(open_cases.values())
    return Caseload(
        kpi=kpi,
        warn_from=warn_from,
        burdens=tuple(burdens),
        cases=total,
        unattended=total - sum(one.cases for one in burdens),
        shares=posts,
        vacant=vacant,
        typed=amount_of(WORKERS, organisation, month_of(on, today=on)).value,
        per_post=_over(total, posts),
        per_planned_post=_over(total, posts + vacant),
    )


def burden_of(organisation: Organisation, user: User, *, on: date) -> Burden | None:
    """That of one worker, for themselves."""
    found = caseload_of(organisation, on=on).burdens
    return next((one for one in found if one.user.pk == user.pk), None)


def open_cases_by_worker(organisation: Organisation, *, on: date) -> dict[int, int]:
    """How many cases are open at the end of the day for each responsible user, seen from today; two queries.

    The same stock as that of `steering.spells`, without reading every case that ever was; a test holds them equal.
    """
    # asked the other way round: SQLite then looks for what was closed later, not for all that was opened before
    rows = Case.objects.filter(service=organisation).exclude(opened_on__gt=on).order_by()
    found = Counter[int]()
    # one after the other: together the database would look at all the cases of the service
    for stock in (Q(closed_on__isnull=True), Q(closed_on__gt=on)):
        found.update(dict(rows.filter(stock).values_list("responsible_id").annotate(Count("pk"))))
    return found


def _deputies(organisation: Organisation, *, on: date) -> dict[int, list[int]]:
    """Who stands in for whom on the day, by the absent user."""
    rows = Deputy.objects.filter(organisation=organisation, valid_from__lte=on, valid_until__gte=on)
    found: dict[int, list[int]] = {}
    for absent, deputy in rows.order_by("pk").values_list("absent_id", "deputy_id"):
        if deputy not in found.setdefault(absent, []):
            found[absent].append(deputy)
    return found


def _standing_in(cases: Mapping[int, int], deputies: Mapping[int, list[int]]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for absent, stand_in in deputies.items():
        for deputy in stand_in:
            part = Decimal(cases.get(absent, 0)) / len(stand_in)
            found[deputy] = found.get(deputy, Decimal()) + part
    return found


def _burden(
    user: User,
    *,
    share: Decimal | None,
    cases: int,
    extra: Decimal,
    is_away: bool,
    kpi: Kpi,
    warn_from: Decimal,
) -> Burden:
    carried = cases + extra
    per_post = _over(carried, share or Decimal())
    return Burden(
        user=user,
        share=share,
        cases=cases,
        standing_in=extra.quantize(TENTH, ROUND_HALF_UP),
        is_away=is_away,
        per_post=per_post,
        pressure=_pressure(carried, per_post, kpi, warn_from),
    )


def _pressure(carried: Decimal, per_post: Decimal | None, kpi: Kpi, warn_from: Decimal) -> Pressure:
    if per_post is None:
        return Pressure.NO_POST if carried else Pressure.FREE
    if per_post > kpi.limit:
        return Pressure.FAR
    if per_post > kpi.target:
        return Pressure.OVER
    return Pressure.SOON if per_post >= warn_from else Pressure.FREE


def _over(cases: Decimal | int, posts: Decimal) -> Decimal | None:
    return (Decimal(cases) / posts).quantize(TENTH, ROUND_HALF_UP) if posts else None
