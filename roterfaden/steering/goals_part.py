"""The goals of a person in the printed file: scale, the last view of each party, how it moved, what became of it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.documents.typesetting.content import Block, Facts
from roterfaden.dossier.choices import Part
from roterfaden.dossier.parts import Wish, day, part_from_above, told
from roterfaden.languages.shipped import shipped
from roterfaden.steering.case_goals import LEVELS, goal_catalogue, latest_views
from roterfaden.steering.models import CaseGoal


@part_from_above(Part.GOALS)
def goal_blocks(case: Case, _wish: Wish) -> list[Block]:
    """Each goal of the case as facts; three queries."""
    goals = CaseGoal.objects.filter(case=case).prefetch_related("views", "versions").order_by("set_on", "pk")
    return [_facts(goal, case) for goal in goals]


def _facts(goal: CaseGoal, case: Case) -> Facts:
    goal.case = case
    catalogue = goal_catalogue()
    rows = [(_("Ziel"), goal.text), (_("Worum es geht"), shipped(catalogue.topics.get(goal.topic, "")))]
    span = _("gesetzt %(day)s") % {"day": day(goal.set_on)}
    rows.append((_("Zeit"), f"{span}, {_('bis')} {day(goal.due_on)}" if goal.due_on else span))
    said = dict(zip(LEVELS, goal.levels, strict=False))
    rows.append((_("Erreicht ist es, wenn"), said.get(0, "")))
    for party, view in latest_views(goal).items():
        view.goal = goal
        level = f"{view.level:+d} {said.get(view.level) or shipped(catalogue.levels[view.level])}"
        rows.append((_("Sicht: %(who)s") % {"who": party.label}, _told(level, view.note, day(view.seen_on))))
    for version in goal.versions.all():
        version.goal = goal
        until = date_format(version.replaced_at, "d.m.Y")
        rows.append((_("Bis %(day)s hieß es") % {"day": until}, _told(version.text, version.reason, "")))
    if goal.outcome and goal.ended_on:
        rows.append((_("Ergebnis"), _told(goal.get_outcome_display(), goal.ending, day(goal.ended_on))))
    return Facts(rows=told(rows))


def _told(what: str, more: str, when: str) -> str:
    return "\n".join(part for part in (what, more, f"[{when}]" if when else "") if part)
