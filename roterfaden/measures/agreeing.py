"""What a measure shall reach and who agreed: goals, step plans, the word of each party."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.search import index_text
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.measures.carrying_out import MeasureRefused, require_running
from roterfaden.measures.carrying_records import Agreement, Goal, Measure, StepPlan
from roterfaden.measures.catalogue import carrying
from roterfaden.measures.choices import GoalState

actions.register("measures.goal_set", "Ziel vereinbart")
actions.register("measures.goal_changed", "Ziel geändert")
actions.register("measures.goal_judged", "Ziel ausgewertet")
actions.register("measures.step_plan_made", "Stufenplan vorgelegt")
actions.register("measures.agreed", "Zustimmung festgehalten")

MOST_STEPS, DAY_HOURS, WEEK_DAYS = 20, 12, 7


@dataclass(frozen=True, kw_only=True)
class GoalFacts:
    """What shall be reached, by which sign it is seen, until when."""

    text: str
    sign: str
    due_on: date | None


def set_goal(*, measure: Measure, parent: Goal | None, facts: GoalFacts, by: User, at: datetime) -> Goal:
    """Agree a goal; below `parent` it is a fine one.

    Refuses: no goal, no sign, a third level, an ended measure. Effects: agreements that were given to the goals are
    outdated; sealed, indexed, audit entry. Safe to repeat: the same goal at the same place is one.
    """
    _check_goal(facts)
    if parent is not None and (parent.parent_id is not None or parent.measure_id != measure.pk):
        raise MeasureRefused("Unter einem Feinziel steht kein weiteres Ziel.")
    with transaction.atomic():
        require_open(measure.case)
        require_running(measure)
        for known in Goal.objects.filter(measure=measure, parent=parent, due_on=facts.due_on):
            known.measure = measure
            if known.text == facts.text and known.sign == facts.sign:
                return known
        goal = Goal.objects.create(
            measure=measure, parent=parent, text=facts.text, sign=facts.sign, due_on=facts.due_on
        )
        _outdate(measure, at=at)
        index_text(case=measure.case, source=goal.uuid, text=f"{goal.text} {goal.sign}")
        trail.record("measures.goal_set", by=by, at=at, subject=goal, scope=measure.case)
    return goal


def change_goal(*, goal: Goal, facts: GoalFacts, revision: int, by: User, at: datetime) -> None:
    """Put a goal into other words, if it still has `revision`. Effects: as `set_goal`."""
    _check_goal(facts)
    measure = goal.measure
    with transaction.atomic():
        require_open(measure.case)
        require_running(measure)
        goal.text, goal.sign, goal.due_on = facts.text, facts.sign, facts.due_on
        save_revision(goal, expected=revision, fields=["text", "sign", "due_on"])
        _outdate(measure, at=at)
        index_text(case=measure.case, source=goal.uuid, text=f"{goal.text} {goal.sign}")
        trail.record("measures.goal_changed", by=by, at=at, subject=goal, scope=measure.case)


def judge_goal(*, goal: Goal, state: GoalState, finding: str, revision: int, by: User, at: datetime) -> None:
    """Say whether a goal is reached, if it still has `revision`. Refuses a verdict without a finding."""
    if state != GoalState.OPEN and not finding.strip():
        raise MeasureRefused("Bitte sagen Sie in einem Satz, woran Sie das sehen.", "finding")
    with transaction.atomic():
        require_open(goal.measure.case)
        goal.state, goal.finding = state, finding.strip()
        save_revision(goal, expected=revision, fields=["state", "finding"])
        trail.record(
            "measures.goal_judged",
            by=by,
            at=at,
            subject=goal,
            scope=goal.measure.case,
            details={"state": str(state)},
        )


def make_step_plan(
    *,
    measure: Measure,
    steps: Sequence[Mapping[str, Any]],
    reason: str,
    after: int,
    by: User,
    at: datetime,
) -> StepPlan:
    """Put the next version of the step plan before the four parties; `after` is the version one had before one's eyes.

    Each step: `first`, `last` (days), `hours` a day, `days` a week, `content`. Refuses: no steps, gaps or overlaps in
    time, impossible hours, a second version without a reason, and when somebody made a version in between.
    """
    rows = _checked_steps(steps)
    with transaction.atomic():
        require_open(measure.case)
        require_running(measure)
        newest = measure.step_plans.select_for_update().order_by("-number").first()
        number = newest.number if newest else 0
        if number != after:
            raise MeasureRefused("Inzwischen gibt es eine neuere Fassung. Bitte sehen Sie sie zuerst an.")
        if number and not reason.strip():
            raise MeasureRefused("Warum wird der Stufenplan geändert? Bitte in einem Satz.", "reason")
        plan = StepPlan.objects.create(
            measure=measure, number=number + 1, steps=rows, reason=reason.strip(), made_at=at, made_by=by
        )
        trail.record(
            "measures.step_plan_made",
            by=by,
            at=at,
            subject=plan,
            scope=measure.case,
            details={"version": plan.number},
        )
    return plan


def agree(
    *,
    measure: Measure,
    plan: StepPlan | None,
    party: str,
    name: str,
    agreed_on: date,
    by: User,
    at: datetime,
) -> Agreement:
    """Record that a party agreed: to the goals, or to the newest version of the step plan. Safe to repeat.

    Refuses: a party that has no say in this kind, a day to come, an old version, nothing to agree to.
    """
    if party not in carrying().kinds[measure.kind].parties:
        raise MeasureRefused("Bitte wählen Sie, wer zugestimmt hat.", "party")
    if agreed_on > local_day(at):
        raise MeasureRefused("Dieser Tag kommt erst noch.", "agreed_on")
    with transaction.atomic():
        require_open(measure.case)
        require_running(measure)
        if plan is None and not measure.goals.exists():
            raise MeasureRefused("Es ist noch kein Ziel da, dem jemand zustimmen könnte.")
        newest = measure.step_plans.order_by("-number").first()
        if plan is not None and plan != newest:
            raise MeasureRefused("Es gibt eine neuere Fassung des Stufenplans.")
        known = Agreement.objects.filter(measure=measure, plan=plan, party=party, outdated_at__isnull=True)
        if found := known.first():
            return found
        made = Agreement.objects.create(
            measure=measure,
            plan=plan,
            party=party,
            name=name.strip(),
            agreed_on=agreed_on,
            recorded_at=at,
            recorded_by=by,
        )
        trail.record(
            "measures.agreed",
            by=by,
            at=at,
            subject=made,
            scope=measure.case,
            details={"party": party},
        )
    return made


def missing_parties(measure: Measure, agreements: Sequence[Agreement]) -> list[str]:
    """The titles of those who have not agreed yet."""
    there = {row.party for row in agreements}
    return [
        carrying().parties[party] for party in carrying().kinds[measure.kind].parties if party not in there
    ]


def _outdate(measure: Measure, *, at: datetime) -> None:
    Agreement.objects.filter(measure=measure, plan__isnull=True, outdated_at__isnull=True).update(
        outdated_at=at
    )


def _check_goal(facts: GoalFacts) -> None:
    if not facts.text.strip():
        raise MeasureRefused("Bitte nennen Sie das Ziel.", "text")
    if not facts.sign.strip():
        raise MeasureRefused("Woran merken alle, dass es erreicht ist? Bitte in einem Satz.", "sign")


def _checked_steps(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not steps:
        raise MeasureRefused("Ein Stufenplan hat mindestens eine Stufe.")
    if len(steps) > MOST_STEPS:
        raise MeasureRefused(f"Ein Stufenplan hat höchstens {MOST_STEPS} Stufen.")
    found, before = [], None
    for number, step in enumerate(steps, start=1):
        first, last, hours, days = step["first"], step["last"], Decimal(step["hours"]), int(step["days"])
        if last < first:
            raise MeasureRefused(f"Stufe {number} endet vor ihrem Beginn.")
        if before is not None and (first - before).days != 1:
            raise MeasureRefused(f"Stufe {number} schließt nicht an die Stufe davor an.")
        if not 0 < hours <= DAY_HOURS or not 1 <= days <= WEEK_DAYS:
            raise MeasureRefused(f"Stufe {number}: höchstens {DAY_HOURS} Stunden am Tag an 7 Tagen.")
        if not str(step["content"]).strip():
            raise MeasureRefused(f"Stufe {number}: Bitte sagen Sie, was gearbeitet wird.")
        before = last
        found.append(
            {
                "first": first.isoformat(),
                "last": last.isoformat(),
                "hours": str(hours),
                "days": days,
                "content": str(step["content"]).strip(),
            }
        )
    return found
