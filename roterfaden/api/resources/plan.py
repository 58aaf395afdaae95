"""Goals of the person, and the plan that all parties share."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from roterfaden.api import answers
from roterfaden.api.choices import Scope
from roterfaden.api.operations import Call, Operation
from roterfaden.cases.access import Access
from roterfaden.cases.models import Case
from roterfaden.cooperation.choices import PlanSection
from roterfaden.cooperation.models import PlanStep
from roterfaden.cooperation.queries import newest_cooperation, newest_version, standing_of, steps_of
from roterfaden.steering.case_goals import latest_views
from roterfaden.steering.models import CaseGoal


def plan(call: Call, case: Case, access: Access) -> answers.Plan:  # noqa: ARG001
    """Drafts stay with those who write them: the version that was put before all is told."""
    goals = list(case.goals.prefetch_related("views"))
    for goal in goals:
        goal.case = case
    cooperation = newest_cooperation(case)
    version = newest_version(cooperation) if cooperation else None
    steps = steps_of(cooperation) if cooperation else {}
    content = version.content if version else {}
    return answers.Plan(
        goals=[_goal(one) for one in goals],
        version=version.number if version else None,
        issued_at=version.issued_at if version else None,
        is_binding=standing_of(version).is_binding if version else False,
        items=[_item(str(part), entry, steps) for part in PlanSection for entry in content.get(part, ())],
    )


def _goal(goal: CaseGoal) -> answers.GoalItem:
    views = latest_views(goal)
    return answers.GoalItem(
        id=goal.uuid,
        revision=goal.revision,
        text=goal.text,
        topic=goal.topic,
        set_on=goal.set_on,
        due_on=goal.due_on,
        outcome=goal.outcome,
        levels=list(goal.levels),
        views=[
            answers.GoalSight(party=str(party), level=view.level, seen_on=view.seen_on)
            for party, view in views.items()
        ],
    )


def _item(section: str, entry: dict[str, Any], steps: dict[str, PlanStep]) -> answers.PlanItem:
    step = steps.get(entry["key"]) if section == PlanSection.ITEMS else None
    return answers.PlanItem(
        key=entry["key"],
        section=section,
        text=entry["text"],
        body=entry["body"],
        person=entry["person"],
        cost_bearer=entry["cost_bearer"],
        due_on=date.fromisoformat(entry["due_on"]) if entry["due_on"] else None,
        state=step.state if step else "",
    )


OPERATIONS = (
    Operation(
        id="get_plan",
        method="GET",
        path="cases/<code:code>/plan",
        scope=Scope.PLAN_READ,
        summary=gettext_lazy("Ziele der Person und den gemeinsamen Plan lesen"),
        answer=answers.Plan,
        do=plan,
    ),
)
