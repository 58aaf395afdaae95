"""A goal of the person with a canary in each of its texts, and the arguments of the pages of steering."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.steering import case_goals
from roterfaden.steering.case_goals import GoalWords
from roterfaden.steering.choices import Party
from tests.fixtures import AT


def set_canary_goal(case: Case, by: User, canary: Callable[[str], str]) -> None:
    """A goal that moved once and was seen once."""
    words = GoalWords(text=canary("Ziel"), levels=["", "", canary("Stufe"), "", ""], topic="keep")
    goal = case_goals.set_goal(case=case, words=words, by=by, at=AT)
    moved = GoalWords(text=canary("Ziel"), levels=words.levels, topic="keep")
    reason, later = canary("Bewegt"), AT + timedelta(minutes=1)
    case_goals.move_goal(goal=goal, words=moved, reason=reason, revision=1, by=by, at=later)
    case_goals.note_view(
        goal=goal, party=Party.CLIENT, level=0, seen_on=AT.date(), note=canary("Sicht"), by=by, at=later
    )


def steering_arguments(guarded: Case) -> dict[str, Any]:
    """The arguments of the pages of steering; agreements and improvements have tests of their own."""
    missing = dict.fromkeys(("agreement", "improvement"), guarded.uuid)
    return {
        **missing,
        "goal": guarded.goals.get().uuid,
        "wanted": guarded.goals.get().uuid,
        "kpi": "caseload",
        "act": "vereinbaren",
    }
