"""How long the details of readings stay in the trail: by the law of the place, within it as the body sets it.

Who read what and when stays, and so does the chain; what goes is the rest: which page, which parts, why.
"""

from collections import defaultdict
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.audit import actions, trail
from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.jobs import clock
from roterfaden.people.models import Person
from roterfaden.privacy.models import Operator
from roterfaden.privacy.regimes import NoRegime, Regime, regime_of, regimes
from roterfaden.process.reckoning.counting import months_later


def months_of(organisation: Organisation) -> int:
    """How many months the details of readings of this body are kept. Raises NoRegime."""
    own = Operator.objects.filter(organisation=organisation).values_list("trail_months", flat=True).first()
    return own or regime_of(organisation.region).trail.shipped


def first_day_kept(regime: Regime, months: int, *, today: date) -> date:
    """The first day whose readings keep their details on the day `today`.

    At most six months: what was read on 24 May is without details on 24 November. At least twelve: what was read on
    24 November keeps them for the whole of the same day of the next year.
    """
    day = today if regime.trail.bound == "most" else today.fromordinal(today.toordinal() - 1)
    kept = months_later(day, -months)
    while months_later(kept, months) <= day:
        kept = kept.fromordinal(kept.toordinal() + 1)
    return kept


@clock.nightly("privacy.forget_readings")
def forget_readings(*, at: datetime) -> dict[str, int]:
    """Erase the details of readings whose time is over, for every body by its own rule.

    What belongs to no body is kept as long as the longest rule of all. Effects: one UPDATE for each rule, one entry
    that tells how many; the chain and every checkpoint stay valid. Doing it twice changes nothing.
    """
    today, erased = local_day(at), 0
    bodies: dict[date, list[Organisation]] = defaultdict(list)
    for organisation in Organisation.objects.order_by("pk"):
        try:
            regime = regime_of(organisation.region)
        except NoRegime:
            continue
        bodies[first_day_kept(regime, months_of(organisation), today=today)].append(organisation)
    for day, some in sorted(bodies.items()):
        erased += trail.erase_details(_readings_of(some).filter(at__lt=_start(day)), by=None, at=at)
    earliest = min(
        [*bodies, *(first_day_kept(one, one.trail.shipped, today=today) for one in regimes())], default=today
    )
    nobodys = Entry.objects.filter(action__in=actions.readings(), at__lt=_start(earliest))
    erased += trail.erase_details(nobodys, by=None, at=at)
    return {"entries": erased}


def _readings_of(organisations: list[Organisation]) -> QuerySet[Entry]:
    """Readings of cases and persons of these bodies, and those that name one of them."""
    keys = [one.pk for one in organisations]
    cases = Case.objects.filter(service__in=keys).values("uuid")
    persons = Person.objects.filter(organisation__in=keys).values("uuid")
    theirs = Q(scope_uuid__in=cases) | Q(scope_uuid__in=persons)
    named = Q(organisation_uuid__in=[one.uuid for one in organisations])
    rows = Entry.objects.filter(action__in=actions.readings())
    return rows.filter(theirs | named)


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
