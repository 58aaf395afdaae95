"""How the person sees the own goals, said by the person in the portal."""

from datetime import datetime

from django.db import transaction

from roterfaden.audit import actions, trail
from roterfaden.cases.journal import CaseIsClosed, require_open
from roterfaden.common.days import local_day
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.models import Guest
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.visitors import Visitor
from roterfaden.steering.case_goals import LEVELS
from roterfaden.steering.choices import Party
from roterfaden.steering.models import CaseGoal, GoalView

actions.register("steering.case_goal_seen_by_client", "Eigene Sicht auf ein Ziel im Portal gesagt")


def goals_for(guest: Guest) -> list[CaseGoal]:
    """The goals of the guest's case, the running ones first, with their views; two queries."""
    rows = list(CaseGoal.objects.filter(case=guest.case_id).prefetch_related("views"))
    for goal in rows:
        goal.case = guest.case
        for view in goal.views.all():
            view.goal = goal
    return sorted(rows, key=lambda goal: bool(goal.outcome))


def own_view_of(goal: CaseGoal) -> GoalView | None:
    """The last thing the person said of a goal; `views` may be prefetched."""
    said = [view for view in goal.views.all() if view.party == Party.CLIENT]
    return max(said, key=lambda view: (view.seen_on, view.pk), default=None)


def say_view(*, goal: CaseGoal, guest: Guest, level: int, note: str, at: datetime) -> GoalView:
    """Keep on which level the person sees the own goal. Earlier views stay; nobody of the service need write it down.

    Refuses a guest other than the person, a goal of another case, one that is ended, a closed case, a level off the
    scale. Safe to repeat: the same level and words on the same day are one view. Effects: audit entry without words.
    """
    if guest.kind != GuestKind.CLIENT or goal.case_id != guest.case_id:
        raise PortalRefused("Das kann nur die Person selbst sagen.")
    if goal.outcome:
        raise PortalRefused("Dieses Ziel ist abgeschlossen.")
    if level not in LEVELS:
        raise PortalRefused("Bitte wählen Sie eine Stufe.")
    today, words = local_day(at), note.strip()
    with transaction.atomic():
        try:
            require_open(guest.case)
        except CaseIsClosed as refusal:
            raise PortalRefused(str(refusal)) from None
        last = own_view_of(goal)
        if last is not None:
            last.goal = goal
            if (last.level, last.seen_on, last.note) == (level, today, words):
                return last
        made = GoalView.objects.create(goal=goal, party=Party.CLIENT, level=level, seen_on=today, note=words)
        trail.record(
            "steering.case_goal_seen_by_client", by=Visitor(guest), at=at, subject=made, scope=guest.case
        )
    return made
