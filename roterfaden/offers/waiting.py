"""Places of an offer and who waits for one: by urgency with its reason, then by the day; every turn is kept."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.offers.admission.definition import Offer
from roterfaden.offers.choices import Urgency, WaitState
from roterfaden.offers.models import Waiting, WaitTurn

ENTERED = actions.register("offers.waiting_entered", "Auf die Warteliste eines Angebots gesetzt")
TURNED = actions.register("offers.waiting_turned", "Warteliste eines Angebots geändert")
MAX_REASON = 1000
# from which state to which
TURNS = {
    WaitState.WAITING: (WaitState.WAITING, WaitState.OFFERED, WaitState.WITHDRAWN),
    WaitState.OFFERED: (WaitState.TAKEN, WaitState.WAITING, WaitState.WITHDRAWN),
    WaitState.TAKEN: (WaitState.LEFT,),
}
IN_A_PLACE = (WaitState.OFFERED, WaitState.TAKEN)
RUNNING = (WaitState.WAITING, *IN_A_PLACE)


class WaitingRefused(ValueError):
    """The list cannot be changed like this; the message says why."""


@dataclass(frozen=True)
class Capacity:
    """Places of an offer at a service: how many there are (0: nobody counts), given away, and how many wait."""

    places: int
    given: int
    waiting: int

    @property
    def free(self) -> int | None:
        return max(self.places - self.given, 0) if self.places else None


def enter(
    *, case: Case, offer: Offer, since: date, urgency: int, reason: str, by: User, at: datetime
) -> Waiting:
    """Put the person of the case on the waiting list of an offer.

    Refuses with WaitingRefused: past law, a day to come, somebody who waits or has a place already, no reason for
    another rank than the usual one. Effects: a row with its first turn, the reason sealed; an audit entry.
    """
    reason = _reason(reason, needed=urgency != Urgency.NORMAL)
    if offer.is_historic:
        raise WaitingRefused("Das ist früherer Rechtsstand. Darauf wartet niemand.")
    if since > local_day(at):
        raise WaitingRefused("Der Tag liegt in der Zukunft.")
    if urgency not in Urgency.values:
        raise WaitingRefused("Bitte wählen Sie den Rang.")
    with transaction.atomic():
        require_open(case)
        try:
            with transaction.atomic():
                row = Waiting.objects.create(
                    service=case.service, offer=offer.id, case=case, since=since, urgency=urgency
                )
        except IntegrityError:
            raise WaitingRefused("Die Person steht schon auf dieser Liste.") from None
        _turn(row, reason, by=by, at=at)
        trail.record(ENTERED, by=by, at=at, subject=row, scope=case, details={"offer": offer.id})
    return row


def turn(
    *,
    waiting: Waiting,
    offer: Offer,
    state: str,
    urgency: int,
    reason: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Change the rank, offer a place, take it, give it back, or withdraw.

    Refuses with WaitingRefused: a way that does not exist, a place that is not free, no reason; with Conflict when
    somebody was faster. Effects: a turn with the sealed reason, an audit entry.
    """
    reason = _reason(reason, needed=True)
    if state not in TURNS.get(WaitState(waiting.state), ()) or urgency not in Urgency.values:
        raise WaitingRefused("Das geht von hier aus nicht.")
    with transaction.atomic():
        require_open(waiting.case)
        Organisation.objects.select_for_update().get(pk=waiting.service_id)
        free = capacity_of(offer, waiting.service).free
        if state == WaitState.OFFERED and free == 0:
            raise WaitingRefused("Zurzeit ist kein Platz frei.")
        before = waiting.state
        waiting.state, waiting.urgency = state, urgency
        save_revision(waiting, expected=revision, fields=["state", "urgency"])
        _turn(waiting, reason, by=by, at=at)
        details = {"offer": offer.id, "from": str(before), "to": str(state)}
        trail.record(TURNED, by=by, at=at, subject=waiting, scope=waiting.case, details=details)


def capacity_of(offer: Offer, service: Organisation) -> Capacity:
    """The places of one offer at a service. One query."""
    states = Waiting.objects.filter(service=service, offer=offer.id).values_list("state", flat=True)
    counts = Counter(states)
    given = sum(counts[state] for state in IN_A_PLACE)
    return Capacity(offer.places, given, counts[WaitState.WAITING])


def waiting_of(case: Case, offer: str) -> Waiting | None:
    """How the person waits for this offer now."""
    return Waiting.objects.filter(case=case, offer=offer, state__in=RUNNING).first()


def persons_in_offers(
    services: Iterable[Organisation], offers: Iterable[str], *, first: date, last: date
) -> int:
    """How many persons of these services had a place of one of the offers in these days, each once; one query."""
    taken = WaitTurn.objects.filter(state=WaitState.TAKEN, at__date__lte=last)
    left = WaitTurn.objects.filter(state=WaitState.LEFT, at__date__lt=first)
    rows = Waiting.objects.filter(
        service__in=list(services), offer__in=list(offers), pk__in=taken.values("waiting")
    ).exclude(pk__in=left.values("waiting"))
    return rows.order_by().values("case__person").distinct().count()


def turns_of(case: Case, offer: str) -> list[WaitTurn]:
    """Everything that became of the person's waiting for this offer, newest first."""
    rows = list(
        WaitTurn.objects.filter(waiting__case=case, waiting__offer=offer).select_related("by", "waiting")
    )
    for row in rows:
        row.waiting.case = case
    return sorted(rows, key=lambda row: -row.pk)


def _turn(waiting: Waiting, reason: str, *, by: User, at: datetime) -> None:
    WaitTurn.objects.create(
        waiting=waiting, state=waiting.state, urgency=waiting.urgency, reason=reason, by=by, at=at
    )


def _reason(reason: str, *, needed: bool) -> str:
    reason = reason.strip()
    if (needed and not reason) or len(reason) > MAX_REASON:
        raise WaitingRefused("Bitte sagen Sie kurz, warum.")
    return reason
