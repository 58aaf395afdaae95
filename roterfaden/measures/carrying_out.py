"""Measures of a case: plan, begin, change, end, and pass over to the next one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.cases.search import index_text
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.measures.carrying_records import Group, Measure
from roterfaden.measures.catalogue import carrying, tariff_book
from roterfaden.measures.choices import MeasureState
from roterfaden.measures.models import Order
from roterfaden.measures.presence import fit_weeks, plan_weeks

actions.register("measures.planned", "Maßnahme angelegt")
actions.register("measures.changed", "Maßnahme geändert")
actions.register("measures.begun", "Maßnahme begonnen")
actions.register("measures.ended", "Maßnahme beendet")

FIELDS = ("title", "order", "starts_on", "planned_until", "tariff", "group")
LONGEST = 5 * 366


class MeasureRefused(ValueError):
    """This cannot be done with the measure; the message says why. `field` names the input that is wrong."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class MeasureFacts:
    """What a measure is about, by which order, when, billed by which code, in which group."""

    title: str
    order: Order | None
    starts_on: date
    planned_until: date
    tariff: str
    group: Group | None


def plan_measure(
    *, case: Case, kind: str, facts: MeasureFacts, follows: Measure | None, by: User, at: datetime
) -> Measure:
    """Plan a measure of a kind of the catalogue; `follows` is the one that passes over to it.

    Refuses: a closed case, an unknown kind, an order of another case, an end before the beginning, a tariff that does
    not belong to the kind, a full group. Safe to repeat: the same kind with the same days and order is one. Effects:
    the weeks of the plan of presence where the kind has one; text sealed and indexed; audit entry.
    """
    _check(case, kind, facts)
    with transaction.atomic():
        require_open(case)
        known = Measure.objects.filter(
            case=case,
            kind=kind,
            order=facts.order,
            starts_on=facts.starts_on,
            planned_until=facts.planned_until,
        ).first()
        if known is not None:
            return known
        _require_place(facts.group)
        if follows is not None and Measure.objects.filter(follows=follows).exists():
            raise MeasureRefused("Auf diese Maßnahme folgt schon eine andere.")
        measure = Measure.objects.create(
            case=case, kind=kind, follows=follows, **{name: getattr(facts, name) for name in FIELDS}
        )
        plan_weeks(measure, carrying().kinds[kind].presence)
        _index(measure)
        trail.record("measures.planned", by=by, at=at, subject=measure, scope=case, details={"kind": kind})
    return measure


def change_measure(*, measure: Measure, facts: MeasureFacts, revision: int, by: User, at: datetime) -> None:
    """Write `facts` over the measure, if it still has `revision`. Refuses as `plan_measure` does, and an ended one.

    A tariff that left the catalogue stays until another one is chosen.
    """
    _check(measure.case, measure.kind, facts, kept=measure.tariff)
    changed = [name for name in FIELDS if getattr(measure, name) != getattr(facts, name)]
    if not changed:
        return
    with transaction.atomic():
        require_open(measure.case)
        require_running(measure)
        if "group" in changed:
            _require_place(facts.group)
        if "starts_on" in changed:
            _require_no_hours(measure, before=facts.starts_on)
        for name in changed:
            setattr(measure, name, getattr(facts, name))
        save_revision(measure, expected=revision, fields=changed)
        fit_weeks(measure)
        _index(measure)
        trail.record(
            "measures.changed", by=by, at=at, subject=measure, scope=measure.case, details={"fields": changed}
        )


def begin_measure(*, measure: Measure, on: date, revision: int, by: User, at: datetime) -> None:
    """Let a planned measure run from the day `on`, if it still has `revision`. Safe to repeat on the same day.

    Refuses: a day to come or after the planned end, one after which hours are recorded already.
    """
    if on > local_day(at):
        raise MeasureRefused("Dieser Tag kommt erst noch.", "on")
    with transaction.atomic():
        require_open(measure.case)
        if measure.state == MeasureState.RUNNING and measure.starts_on == on:
            return
        if measure.state != MeasureState.PLANNED:
            raise MeasureRefused("Diese Maßnahme hat schon begonnen.")
        if on > measure.planned_until:
            raise MeasureRefused("Der Beginn liegt nach dem geplanten Ende.", "on")
        _require_no_hours(measure, before=on, field="on")
        measure.state, measure.starts_on = MeasureState.RUNNING, on
        save_revision(measure, expected=revision, fields=["state", "starts_on"])
        fit_weeks(measure)
        trail.record("measures.begun", by=by, at=at, subject=measure, scope=measure.case)


def end_measure(
    *, measure: Measure, on: date, result: str, text: str, revision: int, by: User, at: datetime
) -> None:
    """End the measure with its result, if it still has `revision`.

    Refuses: an unknown result, no words for it, a day before the beginning or to come, hours after it, an ended one.
    """
    if result not in carrying().results:
        raise MeasureRefused("Bitte wählen Sie ein Ergebnis.", "result")
    if not text.strip():
        raise MeasureRefused("Bitte beschreiben Sie das Ergebnis in einem Satz.", "text")
    if on < measure.starts_on:
        raise MeasureRefused("Das Ende liegt vor dem Beginn.", "on")
    if on > local_day(at):
        raise MeasureRefused("Dieser Tag kommt erst noch.", "on")
    with transaction.atomic():
        require_open(measure.case)
        require_running(measure)
        if measure.hours.filter(struck_at__isnull=True, day__gt=on).exists():
            raise MeasureRefused("Nach diesem Tag sind noch Tage und Stunden festgehalten.", "on")
        measure.state, measure.ended_on, measure.result = MeasureState.ENDED, on, result
        measure.result_text = text.strip()
        save_revision(measure, expected=revision, fields=["state", "ended_on", "result", "result_text"])
        _index(measure)
        trail.record(
            "measures.ended", by=by, at=at, subject=measure, scope=measure.case, details={"result": result}
        )


def require_running(measure: Measure) -> None:
    """Refuse to write on a measure that is over."""
    if measure.state == MeasureState.ENDED:
        raise MeasureRefused("Diese Maßnahme ist beendet. Daran ändert sich nichts mehr.")


def months_between(first: date, last: date) -> int:
    """How many months, begun ones counted whole, lie from `first` to `last` inclusive."""
    after = date.fromordinal(last.toordinal() + 1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return max(months + (after.day > first.day), 1)


@dataclass(frozen=True)
class LimitUse:
    """How many months of a limit the measures of a person have used or planned."""

    title: str
    law: str
    months: int
    used: int
    planned: int
    warn: bool
    over: bool


def limits_of(case: Case, *, today: date) -> list[LimitUse]:
    """The limits that measures of the person touch, in all cases of the service that the case belongs to. One query."""
    found = []
    rows = list(
        Measure.objects.filter(case__person=case.person_id, case__service=case.service_id).values_list(
            "kind", "starts_on", "planned_until", "ended_on"
        )
    )
    for limit in carrying().limits.values():
        spans = [
            (starts, ended or until)
            for kind, starts, until, ended in rows
            if kind in carrying().kinds and carrying().kinds[kind].limit == limit.id
        ]
        if not spans:
            continue
        planned = sum(months_between(starts, until) for starts, until in spans)
        used = sum(months_between(starts, min(until, today)) for starts, until in spans if starts <= today)
        found.append(
            LimitUse(
                limit.title,
                limit.law,
                limit.months,
                used,
                planned,
                warn=planned >= limit.warn,
                over=planned > limit.months,
            )
        )
    return found


def _check(case: Case, kind: str, facts: MeasureFacts, *, kept: str = "") -> None:
    known = carrying().kinds.get(kind)
    if known is None or known.country not in ("", case.service.region[:2]):
        raise MeasureRefused("Bitte wählen Sie eine Maßnahme.", "kind")
    if facts.planned_until < facts.starts_on:
        raise MeasureRefused("Die Maßnahme endet vor ihrem Beginn.", "planned_until")
    if (facts.planned_until - facts.starts_on).days > LONGEST:
        raise MeasureRefused("Mehr als fünf Jahre: Das ist ein Tippfehler.", "planned_until")
    if facts.order is not None and facts.order.case_id != case.pk:
        raise MeasureRefused("Dieser Auftrag gehört nicht zu diesem Fall.", "order")
    tariff = tariff_book().tariffs.get(facts.tariff)
    if facts.tariff not in ("", kept) and (tariff is None or kind not in tariff.measures):
        raise MeasureRefused("Dieser Tarif gehört nicht zu dieser Maßnahme.", "tariff")
    if facts.group is not None and (facts.group.service_id != case.service_id or facts.group.kind != kind):
        raise MeasureRefused("Diese Gruppe gehört nicht zu dieser Maßnahme.", "group")


def _require_no_hours(measure: Measure, *, before: date, field: str = "starts_on") -> None:
    if measure.hours.filter(struck_at__isnull=True, day__lt=before).exists():
        raise MeasureRefused("Vor diesem Tag sind schon Tage und Stunden festgehalten.", field)


def _require_place(group: Group | None) -> None:
    """Refuse a full group; its row is locked, so that the last place is given once."""
    if group is None:
        return
    Group.objects.select_for_update().get(pk=group.pk)
    if group.measures.exclude(state=MeasureState.ENDED).count() >= group.places:
        raise MeasureRefused(f"In dieser Gruppe sind alle {group.places} Plätze vergeben.", "group")


def _index(measure: Measure) -> None:
    words = " ".join(filter(None, (measure.title, measure.result_text)))
    if words:
        index_text(case=measure.case, source=measure.uuid, text=words)
