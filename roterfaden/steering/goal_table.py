"""Goals of clients by topic: how they ended in a period, and how each party last saw them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.languages.shipped import shipped_pairs
from roterfaden.statistics.figures import SMALLEST_GROUP
from roterfaden.statistics.suppression import Grid, TooFew, hidden_cells
from roterfaden.steering.case_goals import goal_catalogue
from roterfaden.steering.choices import Outcome, Party
from roterfaden.steering.models import CaseGoal, GoalView
from roterfaden.steering.periods import Period

# how a party's level is told beside the results: as expected or more, a step less, much less
REACHED, PARTLY = 0, -1


@dataclass(frozen=True)
class TopicRow:
    """The goals of one topic that ended in the period. A count of None is hidden. `seen`: by party, how they saw it."""

    topic: str
    title: str
    counts: Sequence[int | None]
    seen: Mapping[Party, Counter[Outcome]]


@dataclass(frozen=True)
class GoalTable:
    """`columns`: the results and the sum, in the order of `counts`. `hidden`: something small was left out."""

    columns: Sequence[str]
    rows: Sequence[TopicRow]
    total: TopicRow
    hidden: bool = False
    too_few: bool = False


def goals_by_topic(service: Organisation, period: Period, *, small: bool) -> GoalTable:
    """The goals of `service` that ended in the period, by topic; two queries.

    Without the right to `small` counts these are hidden, with what protects them, and no party's view is told.
    """
    ended = CaseGoal.objects.filter(
        case__service=service, ended_on__range=(period.first, period.reached)
    ).exclude(outcome="")
    goals = {
        pk: (topic, Outcome(outcome)) for pk, topic, outcome in ended.values_list("pk", "topic", "outcome")
    }
    views = _last_views(list(goals), period) if small else {}
    titles = {**dict(shipped_pairs(goal_catalogue().topics.items())), "": _("etwas anderes")}
    rows = [
        _row(topic, title, {pk: result for pk, (of, result) in goals.items() if of == topic}, views)
        for topic, title in titles.items()
    ]
    found = [row for row in rows if row.counts[-1]]
    total = _row("", _("Summe"), {pk: result for pk, (_topic, result) in goals.items()}, views)
    columns = [*(str(one.label) for one in Outcome), _("zusammen")]
    table = GoalTable(columns, found, total)
    return table if small else _without_small(table)


def _row(
    topic: str, title: str, goals: Mapping[int, Outcome], views: Mapping[int, Mapping[Party, int]]
) -> TopicRow:
    results = Counter(goals.values())
    seen: dict[Party, Counter[Outcome]] = {party: Counter() for party in Party}
    for pk in goals:
        for party, level in views.get(pk, {}).items():
            seen[party][outcome_of(level)] += 1
    return TopicRow(topic, title, [*(results[one] for one in Outcome), len(goals)], seen)


def outcome_of(level: int) -> Outcome:
    """What a level of the scale says in the words of results."""
    if level >= REACHED:
        return Outcome.REACHED
    return Outcome.PARTLY if level == PARTLY else Outcome.NOT


def _last_views(goals: Sequence[int], period: Period) -> dict[int, dict[Party, int]]:
    rows = GoalView.objects.filter(goal__in=goals, seen_on__lte=period.reached).order_by("seen_on", "pk")
    found: dict[int, dict[Party, int]] = {}
    for goal, party, level in rows.values_list("goal_id", "party", "level"):
        found.setdefault(goal, {})[Party(party)] = level
    return found


def _without_small(table: GoalTable) -> GoalTable:
    """Every row adds up to its sum and every column to its total, so enough is hidden that nothing is reckoned back."""
    lines = [*table.rows, table.total]
    cells = [[count or 0 for count in line.counts] for line in lines]
    signs = (*[1] * (len(table.columns) - 1), -1)
    try:
        hidden = hidden_cells(Grid(cells, signs), smallest=SMALLEST_GROUP, margin=len(table.columns) - 1)
    except TooFew:
        return GoalTable(table.columns, (), TopicRow("", "", (), {}), hidden=True, too_few=True)
    told = [
        TopicRow(
            line.topic,
            line.title,
            [None if (r, c) in hidden else count for c, count in enumerate(line.counts)],
            {},
        )
        for r, line in enumerate(lines)
    ]
    return GoalTable(table.columns, told[:-1], told[-1], hidden=bool(hidden))
