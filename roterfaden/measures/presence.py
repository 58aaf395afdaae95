"""Presence and hours: the plan by weeks, what was done by days, the two side by side."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.measures.carrying_records import Hours, Measure, PlannedWeek, Session
from roterfaden.measures.catalogue import tariff_book
from roterfaden.measures.choices import Came, MeasureState, Performed, Unit
from roterfaden.measures.definitions import PresencePlan

actions.register("measures.week_changed", "Geplante Woche geändert")
actions.register("measures.hours_recorded", "Stunden festgehalten")
actions.register("measures.hours_struck", "Stunden gestrichen")

HALF = Decimal("0.5")
DAY_HOURS, WEEK_HOURS, WEEK_DAYS, MOST_WEEKS = 24, 60, 7, 104


class HoursRefused(ValueError):
    """These hours cannot be recorded; the message says why. `field` names the input that is wrong."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week of a measure: what was planned and what was."""

    number: int
    first: date
    planned_hours: Decimal
    planned_days: int
    hours: Decimal
    days: int
    missed: int
    # nothing can be said of a week that is still to come
    over: bool


def plan_weeks(measure: Measure, plan: PresencePlan | None) -> None:
    """Write the weeks of a new measure: from the start of `plan` to its target in even steps, in half hours."""
    if plan is None:
        return
    weeks = _count(measure)
    rise = max(min(plan.weeks, weeks) - 1, 1)
    PlannedWeek.objects.bulk_create(
        PlannedWeek(
            measure=measure,
            number=number,
            hours=_between(plan.start_hours, plan.target_hours, number - 1, rise),
            days=int(
                _between(plan.start_days, plan.target_days, number - 1, rise).to_integral_value(ROUND_HALF_UP)
            ),
        )
        for number in range(1, weeks + 1)
    )


def fit_weeks(measure: Measure) -> None:
    """After its days changed: a longer measure goes on like its last week, a shorter one loses the later ones."""
    weeks = _count(measure)
    measure.weeks.filter(number__gt=weeks).delete()
    last = measure.weeks.order_by("number").last()
    if last is not None:
        PlannedWeek.objects.bulk_create(
            PlannedWeek(measure=measure, number=number, hours=last.hours, days=last.days)
            for number in range(last.number + 1, weeks + 1)
        )


def _count(measure: Measure) -> int:
    return min(((measure.planned_until - measure.starts_on).days // 7) + 1, MOST_WEEKS)


def _between(start: int, target: int, step: int, steps: int) -> Decimal:
    share = Decimal(min(step, steps)) / steps
    value = start + (target - start) * share
    return (value / HALF).to_integral_value(ROUND_HALF_UP) * HALF


def change_week(
    *, measure: Measure, number: int, hours: Decimal, days: int, revision: int, by: User, at: datetime
) -> None:
    """Plan one week otherwise; the revision of the measure guards its plan.

    Refuses more than 60 hours or 7 days, days without hours, a week that the measure does not have, an ended measure.
    """
    if not 0 <= hours <= WEEK_HOURS or not 0 <= days <= WEEK_DAYS:
        raise HoursRefused("Eine Woche hat höchstens 60 Stunden an 7 Tagen.", "hours")
    if (hours == 0) != (days == 0) or hours > days * DAY_HOURS:
        raise HoursRefused("Stunden und Tage passen nicht zusammen.", "days")
    with transaction.atomic():
        require_open(measure.case)
        if measure.state == MeasureState.ENDED:
            raise HoursRefused("Diese Maßnahme ist beendet.")
        save_revision(measure, expected=revision, fields=[])
        if not PlannedWeek.objects.filter(measure=measure, number=number).update(hours=hours, days=days):
            raise HoursRefused("Diese Woche hat der Plan nicht.")
        trail.record(
            "measures.week_changed",
            by=by,
            at=at,
            subject=measure,
            scope=measure.case,
            details={"week": number},
        )


def record_hours(
    *,
    measure: Measure,
    what: Performed,
    day: date,
    hours: Decimal,
    came: Came,
    tariff: str,
    note: str,
    by: User,
    at: datetime,
    session: Session | None = None,
) -> Hours:
    """Record one day. Presence stands once a day; the service may have done several things on one day.

    Refuses: a day to come or before the measure began, after its end, no hours for who was there, hours for who was
    not, more than 24, a second presence on the day, a tariff that is not counted by hours. Safe to repeat: the same
    line is one.
    """
    _check_hours(measure, what, day, hours, came, tariff, today=local_day(at))
    with transaction.atomic():
        require_open(measure.case)
        plain = {"what": what, "day": day, "hours": hours, "came": came, "tariff": tariff}
        same = Hours.objects.filter(measure=measure, struck_at__isnull=True, **plain)
        for row in same:
            row.measure = measure
            if row.note == note:
                return row
        made = Hours(measure=measure, note=note, session=session, recorded_by=by, **plain)
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            raise HoursRefused("Für diesen Tag ist die Anwesenheit schon festgehalten.", "day") from None
        trail.record(
            "measures.hours_recorded",
            by=by,
            at=at,
            subject=made,
            scope=measure.case,
            details={"what": str(what)},
        )
    return made


def strike_hours(*, row: Hours, revision: int, by: User, at: datetime) -> None:
    """Strike a line out; it stays to be seen. Refuses what stands on a released statement. Safe to repeat."""
    with transaction.atomic():
        require_open(row.measure.case)
        if row.line_id is not None:
            raise HoursRefused("Diese Stunden sind abgerechnet. Zuerst muss die Abrechnung storniert werden.")
        if row.struck_at is not None:
            return
        row.struck_at = at
        save_revision(row, expected=revision, fields=["struck_at"])
        trail.record("measures.hours_struck", by=by, at=at, subject=row, scope=row.measure.case)


def weeks_of(measure: Measure, *, today: date) -> list[Week]:
    """Plan and presence of the measure, week by week from its first day. Two queries."""
    planned = {row.number: row for row in measure.weeks.all()}
    done: dict[int, list[tuple[Decimal, str]]] = {}
    rows = Hours.objects.filter(measure=measure, what=Performed.PRESENCE, struck_at__isnull=True)
    for day, hours, came in rows.values_list("day", "hours", "came"):
        done.setdefault((day - measure.starts_on).days // 7 + 1, []).append((hours, came))
    last = max([*planned, *done], default=0)
    found = []
    for number in range(1, last + 1):
        first = measure.starts_on + timedelta(weeks=number - 1)
        plan, was = planned.get(number), done.get(number, [])
        found.append(
            Week(
                number=number,
                first=first,
                planned_hours=plan.hours if plan else Decimal(0),
                planned_days=plan.days if plan else 0,
                hours=sum((hours for hours, came in was if came == Came.CAME), Decimal(0)),
                days=sum(1 for _hours, came in was if came == Came.CAME),
                missed=sum(1 for _hours, came in was if came != Came.CAME),
                over=first <= today,
            )
        )
    return found


def _check_hours(
    measure: Measure, what: Performed, day: date, hours: Decimal, came: Came, tariff: str, *, today: date
) -> None:
    if day > today:
        raise HoursRefused("Dieser Tag kommt erst noch.", "day")
    if day < measure.starts_on:
        raise HoursRefused("An diesem Tag hatte die Maßnahme noch nicht begonnen.", "day")
    if measure.ended_on is not None and day > measure.ended_on:
        raise HoursRefused("An diesem Tag war die Maßnahme schon beendet.", "day")
    if not 0 <= hours <= DAY_HOURS:
        raise HoursRefused("Ein Tag hat höchstens 24 Stunden.", "hours")
    if (came == Came.CAME) != (hours > 0):
        raise HoursRefused("Wer da war, hat Stunden; wer fehlte, hat keine.", "hours")
    if what == Performed.SERVICE and came != Came.CAME:
        raise HoursRefused("Eine Leistung des Dienstes kann nicht fehlen.", "came")
    if tariff:
        known = tariff_book().tariffs.get(tariff)
        if known is None or known.unit != Unit.HOUR or measure.kind not in known.measures:
            raise HoursRefused("Dieser Tarif zählt hier keine Stunden.", "tariff")
    if tariff and what != Performed.SERVICE:
        raise HoursRefused("Abgerechnet werden Leistungen des Dienstes, nicht die Anwesenheit.", "tariff")
