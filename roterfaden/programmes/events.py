"""Information events and workshops of a programme: told of by who holds them, counted by how many came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.programmes.choices import Audience
from roterfaden.programmes.models import MOST_CAME, MOST_REMARK, Event, Plan
from roterfaden.programmes.rules import bodies_that_hold_events
from roterfaden.programmes.running import ProgrammeRefused, picked, require_measure

TOLD = actions.register("programmes.event_told", "Veranstaltung eines Programms festgehalten")
CHANGED = actions.register("programmes.event_changed", "Angaben zu einer Veranstaltung geändert")
FIELDS = ("measure", "organisation", "held_on", "title", "place", "audience", "came", "remark")


@dataclass(frozen=True)
class EventCount:
    """How many events of a kind were held in a year, and how many people came to them all."""

    audience: Audience
    held: int
    came: int


def tell_event(*, plan: Plan, facts: Mapping[str, Any], token: UUID, by: User, at: datetime) -> Event:
    """Tell of an event, before it or after (keys of facts: FIELDS). Safe to repeat: a `token` is one event.

    Refuses: a body that is not one's own or of another region, an unknown measure, no theme or place, people who came
    before the day was there. Effects: a row, its remark sealed, an audit entry.
    """
    row = Event(plan=plan, token=token, recorded_by=by, **picked(facts, FIELDS))
    _check(row, by=by, at=at)
    with transaction.atomic():
        known = Event.objects.filter(token=token, plan=plan).first()
        if known is not None:
            return known
        row.save()
        _tell(TOLD, row, by=by, at=at)
    return row


def change_event(*, event: Event, facts: Mapping[str, Any], revision: int, by: User, at: datetime) -> None:
    """Write `facts` over an event that still has `revision`; refuses as `tell_event`. Effects: an audit entry."""
    if (
        not bodies_that_hold_events(by, event.plan, on=local_day(at))
        .filter(pk=event.organisation_id)
        .exists()
    ):
        raise ProgrammeRefused("Die Angaben ändert, wer die Veranstaltung durchführt.")
    said = picked(facts, FIELDS)
    if all(getattr(event, name) == value for name, value in said.items()):
        return
    for name, value in said.items():
        setattr(event, name, value)
    _check(event, by=by, at=at)
    with transaction.atomic():
        save_revision(event, expected=revision, fields=list(FIELDS))
        _tell(CHANGED, event, by=by, at=at)


def events_of(plan: Plan) -> QuerySet[Event]:
    """All events of a programme, the newest first."""
    return Event.objects.filter(plan=plan).select_related("organisation", "plan__data_key", "recorded_by")


def counts_of_events(plan: Plan, year: int, *, on: date) -> list[EventCount]:
    """The events held in a year up to `on`, by whom they were for; one query."""
    rows = Event.objects.filter(plan=plan, held_on__year=year, held_on__lte=on, came__isnull=False)
    groups = rows.order_by("audience").values_list("audience").annotate(held=Count("pk"), people=Sum("came"))
    found = {audience: (held, people) for audience, held, people in groups}
    return [EventCount(one, *found[one]) for one in Audience if one in found]


def persons_at_events(plans: Iterable[Plan], *, on: date) -> int:
    """How many people of the target group came to events in the year of `on`; who came twice counts twice."""
    rows = Event.objects.filter(plan__in=list(plans), held_on__year=on.year, held_on__lte=on)
    return rows.filter(audience=Audience.PERSONS).aggregate(n=Sum("came"))["n"] or 0


def _check(row: Event, *, by: User, at: datetime) -> None:
    today = local_day(at)
    if not bodies_that_hold_events(by, row.plan, on=today).filter(pk=row.organisation_id).exists():
        raise ProgrammeRefused("Eine Veranstaltung hält fest, wer sie durchführt.", "organisation")
    require_measure(row.plan, row.measure)
    for name in ("title", "place"):
        if not getattr(row, name):
            raise ProgrammeRefused("Bitte nennen Sie Thema und Ort.", name)
    if row.came is not None and row.held_on > today:
        raise ProgrammeRefused("Wie viele kamen, weiss man erst am Tag selbst.", "came")
    if row.came is not None and not 0 <= row.came <= MOST_CAME:
        raise ProgrammeRefused("Diese Zahl passt nicht.", "came")
    if len(row.remark) > MOST_REMARK:
        raise ProgrammeRefused(f"Eine Bemerkung hat höchstens {MOST_REMARK} Zeichen.", "remark")


def _tell(action: str, row: Event, *, by: User, at: datetime) -> None:
    details = {"audience": str(row.audience), "came": row.came, "measure": row.measure}
    trail.record(action, by=by, at=at, subject=row, organisation=row.organisation, details=details)
