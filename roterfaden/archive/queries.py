"""Reads: what lies in the archive of a user's services, what is restricted, what waits for a decision."""

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from roterfaden.accounts.models import User
from roterfaden.archive.choices import DestructionState
from roterfaden.archive.models import Destruction
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.queries import services_led_by
from roterfaden.cases.reach import Reach
from roterfaden.people.queries import out_of_reach

# a closed case is offered for the archive after this time: the shortest of all rules
WAITS = timedelta(days=90)


ARCHIVED = Q(archived_on__isnull=False)
RESTRICTED = Q(restricted_at__isnull=False)


def archived_cases(reach: Reach) -> QuerySet[Case]:
    """What lies in the archive and somebody sees, the next to go first."""
    return reach.cases.filter(ARCHIVED).order_by("keep_until", "pk")


def restricted_cases(reach: Reach) -> QuerySet[Case]:
    """Cases whose processing is restricted, in services that somebody leads."""
    return reach.cases.filter(RESTRICTED, service__in=reach.led).order_by("restricted_at", "pk")


def ready_for_archive(reach: Reach, *, on: date) -> QuerySet[Case]:
    """Closed cases that have rested long enough, in services that somebody leads."""
    return reach.cases.filter(_rested(on), service__in=reach.led).order_by("closed_on", "pk")


def count_lists(reach: Reach, *, on: date) -> tuple[int, int, int]:
    """How long `archived_cases`, `ready_for_archive` and `restricted_cases` are, in one look at the cases."""
    led = Q(service__in=reach.led)
    found = reach.cases.aggregate(
        archived=Count("pk", filter=ARCHIVED),
        ready=Count("pk", filter=_rested(on) & led),
        restricted=Count("pk", filter=RESTRICTED & led),
    )
    return found["archived"], found["ready"], found["restricted"]


def _rested(on: date) -> Q:
    return Q(state=CaseState.CLOSED, archived_on__isnull=True, closed_on__lte=on - WAITS)


def destructions_visible_to(user: User, *, on: date) -> QuerySet[Destruction]:
    """What is due, proposed, kept or gone in services that the user leads; nothing about somebody close."""
    near = Q(case__person__in=out_of_reach(user))
    rows = Destruction.objects.filter(~near, service__in=services_led_by(user, on=on).values("pk"))
    return rows.select_related("case", "proposed_by", "decided_by", "service")


def waiting_destructions(user: User, *, on: date) -> QuerySet[Destruction]:
    """What waits for a first or a second person."""
    open_states = [DestructionState.LISTED, DestructionState.PROPOSED]
    return destructions_visible_to(user, on=on).filter(state__in=open_states)
