"""The goals of a target agreement: written by either side while they are negotiated, checked, signed, balanced."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.steering.agreement_records import Agreement, Goal
from roterfaden.steering.choices import Dimension, Direction, Light
from roterfaden.steering.kpis import Kpi, KpiRefused, kpi_for
from roterfaden.steering.periods import Period, last_twelve_months
from roterfaden.steering.procedure import procedure
from roterfaden.steering.reckoning import reckon
from roterfaden.steering.refusals import AgreementRefused

actions.register("steering.goal_written", "Ziel einer Zielvereinbarung geschrieben")
actions.register("steering.goal_removed", "Ziel einer Zielvereinbarung gestrichen")
FEWEST_WORDS = 3


@dataclass(frozen=True)
class GoalFacts:
    """What is written of a goal: the six points, the indicators, the programme."""

    dimension: str
    title: str
    due_on: date
    state: str = ""
    need: str = ""
    content: str = ""
    measure: str = ""
    kpi: str = ""
    target: Decimal | None = None
    target_words: str = ""
    unit: str = ""
    extent_by: str = ""
    measure_by: str = ""
    time_by: str = ""
    in_reach: bool = False
    programme: str = ""
    responsible: str = ""


NAMES = tuple(one.name for one in fields(GoalFacts))


def write_goal(
    *,
    agreement: Agreement,
    facts: GoalFacts,
    by: User,
    at: datetime,
    goal: Goal | None = None,
    revision: int = 0,
    carried_from: Goal | None = None,
) -> Goal:
    """Write a new goal, or change `goal` that had `revision`.

    Refuses more goals than the source allows (9, 3 of a dimension), an unknown KPI, with Conflict another revision.
    Whether somebody may write now is decided by `negotiation`. Effects: with a KPI its value over the last twelve
    finished months is reckoned and kept with the version of the definition; audit entry.
    """
    row = goal or Goal(agreement=agreement, carried_from=carried_from)
    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        _check_numbers(agreement, facts, goal)
        before = row.kpi
        for name in NAMES:
            setattr(row, name, getattr(facts, name))
        if facts.kpi != before or row.baseline_on is None:
            _set_baseline(row, agreement, at=at)
        if goal is None:
            row.save()
        else:
            columns = (*NAMES, "kpi_version", "baseline", "baseline_on")
            save_revision(row, expected=revision, fields=columns)
        trail.record(
            "steering.goal_written",
            by=by,
            at=at,
            subject=row,
            scope=agreement,
            organisation=agreement.service,
            details={"dimension": row.dimension, "kpi": row.kpi},
        )
    return row


def remove_goal(*, goal: Goal, by: User, at: datetime) -> None:
    """Strike a goal out while it is negotiated. Effects: the row is gone, audit entry."""
    with transaction.atomic():
        trail.record(
            "steering.goal_removed",
            by=by,
            at=at,
            subject=goal,
            scope=goal.agreement,
            organisation=goal.agreement.service,
            details={"dimension": goal.dimension},
        )
        goal.delete()


def _check_numbers(agreement: Agreement, facts: GoalFacts, goal: Goal | None) -> None:
    limits = procedure().limits
    others = Goal.objects.filter(agreement=agreement)
    others = others.exclude(pk=goal.pk) if goal else others
    if others.count() >= limits.most_goals:
        raise AgreementRefused(f"Mehr als {limits.most_goals} Ziele sollen es nicht sein.")
    if others.filter(dimension=facts.dimension).count() >= limits.most_each:
        raise AgreementRefused(
            f"Zu dieser Dimension stehen schon {limits.most_each} Ziele. Mehr sollen es nicht sein."
        )


def _set_baseline(goal: Goal, agreement: Agreement, *, at: datetime) -> None:
    goal.baseline, goal.baseline_on, goal.kpi_version = None, None, ""
    if not goal.kpi:
        return
    kpi = _kpi(goal, agreement, on=local_day(at))
    result = reckon(kpi, agreement.service, last_twelve_months(today=local_day(at)))
    goal.baseline, goal.baseline_on = result.value, local_day(at)
    goal.kpi_version, goal.unit = kpi.version, kpi.unit


def _kpi(goal: Goal, agreement: Agreement, *, on: date) -> Kpi:
    try:
        return kpi_for(agreement.service, goal.kpi, on=on)
    except KpiRefused as refusal:
        raise AgreementRefused(str(refusal)) from refusal


@dataclass(frozen=True)
class Letter:
    """One letter of SMART: whether the goal holds it, and the help if not."""

    letter: str
    title: str
    holds: bool
    help: str


def smart(goal: Goal) -> list[Letter]:
    """The five letters for a goal, each with what is missing in plain words."""
    agreement, hints = goal.agreement, procedure().smart
    measured = goal.target is not None or bool(goal.target_words)
    holds = {
        "s": len(goal.title.split()) >= FEWEST_WORDS and bool(goal.content),
        "m": measured and bool(goal.measure) and all((goal.extent_by, goal.measure_by, goal.time_by)),
        "a": measured and _is_ambitious(goal),
        "r": goal.in_reach and bool(goal.need),
        "t": agreement.begins_on <= goal.due_on <= agreement.ends_on,
    }
    return [Letter(key, hint.title, holds[key], hint.help) for key, hint in hints.items()]


def _is_ambitious(goal: Goal) -> bool:
    """Better than today where both are numbers of a KPI; what already is well may be kept."""
    if goal.baseline is None or goal.target is None or not goal.kpi:
        return True
    kpi = _kpi(goal, goal.agreement, on=goal.baseline_on or goal.due_on)
    if kpi.light(goal.baseline) == Light.REACHED:
        worse = goal.target < kpi.target if kpi.direction == Direction.UP else goal.target > kpi.target
        return not worse
    return goal.target > goal.baseline if kpi.direction == Direction.UP else goal.target < goal.baseline


def whole_faults(agreement: Agreement) -> list[str]:
    """Why the goals cannot be called ready, in sentences; none: they can."""
    limits, goals = procedure().limits, list(agreement.goals.select_related("agreement__service"))
    each = Counter(goal.dimension for goal in goals)
    found = [
        f"{dimension.label}: {each[dimension]} von mindestens {limits.least_each} Zielen."
        for dimension in Dimension
        if each[dimension] < limits.least_each
    ]
    if goals and not any(goal.target is not None for goal in goals):
        found.append("Mindestens ein Ziel soll eine Zahl haben.")
    for goal in goals:
        missing = [letter.title.lower() for letter in smart(goal) if not letter.holds]
        if missing:
            found.append(f"„{goal.title}“ ist noch nicht {', '.join(missing)}.")
        if not (goal.programme and goal.responsible):
            found.append(f"Zu „{goal.title}“ fehlt, was getan wird und wer dafür sorgt.")
    return found


def fingerprint(agreement: Agreement) -> str:
    """Of exactly what is signed: time, parties, every goal with all its words."""
    rows = Goal.objects.filter(agreement=agreement).order_by("pk")
    told = [
        [agreement.service.code, agreement.office.code, str(agreement.begins_on), str(agreement.ends_on)],
        *([str(getattr(goal, name)) for name in NAMES] for goal in rows),
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def value_now(goal: Goal, *, today: date) -> Decimal | None:
    """The value of the goal's KPI since the agreement began, by the definition with which it was set."""
    if not goal.kpi:
        return None
    agreement = goal.agreement
    try:
        kpi = kpi_for(agreement.service, goal.kpi, on=goal.baseline_on or today)
    except KpiRefused:
        return None
    return reckon(kpi, agreement.service, Period(agreement.begins_on, agreement.ends_on, today)).value
