"""Reads: what the finished runs of a chain teach, with nothing about fewer than five runs. No user in any query."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from roterfaden.accounts.models import Organisation
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import DeviationKind
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import ChainVersion
from roterfaden.statistics.durations import HALF, P90, share, total_of
from roterfaden.statistics.models import DeviationFigure, EndFigure, Refreshed, StepFigure

# what fewer runs than this did is not told: it could be known who they were
SMALLEST_GROUP = 5
LEAVING = (DeviationKind.LEAVE, DeviationKind.END_EARLY, DeviationKind.RULE)


@dataclass(frozen=True)
class Selection:
    """Which runs: of which services, over from the month `since` on (None: ever)."""

    organisations: Sequence[Organisation]
    since: date | None = None


@dataclass(frozen=True)
class Count:
    """How many runs did something. `runs` is None where there were some, but too few to tell."""

    runs: int | None
    times: int | None = None

    @property
    def is_hidden(self) -> bool:
        return self.runs is None


@dataclass(frozen=True)
class NodeFigures:
    """One step or question. All None where fewer than five runs came by."""

    node: str
    runs: int | None
    visits: int | None
    median: timedelta | None
    p90: timedelta | None
    deviations: Mapping[str, Count] = field(default_factory=dict)
    # for each kind of deviation the reasons, most frequent first
    reasons: Mapping[str, Sequence[tuple[str, Count]]] = field(default_factory=dict)

    def count(self, *kinds: DeviationKind) -> Count:
        """How many runs left the step in one of these ways; hidden as soon as one part of it is."""
        found = [self.deviations[kind] for kind in kinds if kind in self.deviations]
        if any(count.is_hidden for count in found):
            return Count(None)
        return Count(sum(c.runs or 0 for c in found), sum(c.times or 0 for c in found))

    @property
    def left(self) -> Count:
        return self.count(*LEAVING)

    def rate(self, *kinds: DeviationKind) -> float | None:
        """The share of the runs that came by and left in one of these ways; None if it may not be told."""
        count = self.count(*kinds)
        return None if count.runs is None or not self.runs else count.runs / self.runs


@dataclass(frozen=True)
class RoleFigures:
    """How long runs waited for one responsible party: its share of all waiting time, and its typical step."""

    role: str
    share: float
    median: timedelta
    p90: timedelta


@dataclass(frozen=True)
class Figures:
    """What the selected runs of a chain version teach. Without `enough` runs everything else is empty."""

    runs: int | None
    as_of: datetime | None
    nodes: Mapping[str, NodeFigures] = field(default_factory=dict)
    ends: Sequence[tuple[str, Count]] = ()
    roles: Sequence[RoleFigures] = ()

    @property
    def enough(self) -> bool:
        return self.runs is not None


def figures_of(version: ChainVersion, selection: Selection) -> Figures:
    """The figures of `version` over the selection; four queries, whatever the number of runs."""
    chosen = _chosen(version, selection)
    as_of = Refreshed.objects.filter(chain_version=version).values_list("at", flat=True).first()
    ends = dict(EndFigure.objects.filter(chosen).values_list("end_node").annotate(n=Sum("runs")))
    runs = sum(ends.values())
    if runs < SMALLEST_GROUP:
        return Figures(None, as_of)
    steps = _steps(StepFigure.objects.filter(chosen))
    deviations = _deviations(DeviationFigure.objects.filter(chosen))
    chain = chain_of(version)
    return Figures(
        runs,
        as_of,
        nodes={
            node: _node(node, steps[node], deviations.get(node, {})) for node in chain.nodes if node in steps
        },
        ends=[(end, _told(n)) for end, n in sorted(ends.items(), key=lambda pair: -pair[1])],
        roles=_roles(chain, steps),
    )


@dataclass
class _Step:
    runs: int = 0
    visits: int = 0
    done: int = 0
    histogram: Counter[int] = field(default_factory=Counter)


def _chosen(version: ChainVersion, selection: Selection) -> Q:
    chosen = Q(chain_version=version, organisation__in=[one.pk for one in selection.organisations])
    return chosen & Q(month__gte=selection.since) if selection.since else chosen


def _steps(rows: QuerySet[StepFigure]) -> dict[str, _Step]:
    found: dict[str, _Step] = defaultdict(_Step)
    for node, runs, visits, done, durations in rows.values_list(
        "node", "runs", "visits", "done", "durations"
    ):
        step = found[node]
        step.runs += runs
        step.visits += visits
        step.done += done
        for bucket, count in durations.items():
            step.histogram[int(bucket)] += count
    return dict(found)


def _deviations(rows: QuerySet[DeviationFigure]) -> dict[str, dict[tuple[str, str], tuple[int, int]]]:
    found: dict[str, dict[tuple[str, str], tuple[int, int]]] = defaultdict(dict)
    summed = rows.values_list("node", "kind", "category").annotate(r=Sum("runs"), t=Sum("times"))
    for node, kind, category, runs, times in summed:
        found[node][kind, category] = (runs, times)
    return found


def _node(node: str, step: _Step, deviations: Mapping[tuple[str, str], tuple[int, int]]) -> NodeFigures:
    if step.runs < SMALLEST_GROUP:
        return NodeFigures(node, None, None, None, None)
    enough = step.done >= SMALLEST_GROUP
    kinds = {kind: counted for (kind, category), counted in deviations.items() if not category}
    return NodeFigures(
        node,
        step.runs,
        step.visits,
        share(step.histogram, HALF) if enough else None,
        share(step.histogram, P90) if enough else None,
        deviations={kind: _told(*counted) for kind, counted in kinds.items()},
        reasons={kind: _reasons(kind, deviations) for kind in kinds},
    )


def _reasons(kind: str, deviations: Mapping[tuple[str, str], tuple[int, int]]) -> list[tuple[str, Count]]:
    rows = [
        (category, counted) for (other, category), counted in deviations.items() if other == kind and category
    ]
    return [(category, _told(*counted)) for category, counted in sorted(rows, key=lambda row: -row[1][0])]


def _told(runs: int, times: int | None = None) -> Count:
    return Count(runs, times) if runs == 0 or runs >= SMALLEST_GROUP else Count(None)


def _roles(chain: Chain, steps: Mapping[str, _Step]) -> list[RoleFigures]:
    """How long runs waited, by the party that the chain names responsible; steps of several count for each."""
    by_role: dict[str, Counter[int]] = defaultdict(Counter)
    for node, step in steps.items():
        place = chain.step(node) or chain.decision(node)
        if place is not None and step.done >= SMALLEST_GROUP:
            for role in place.responsible or ("",):
                by_role[role].update(step.histogram)
    whole = sum((total_of(histogram) for histogram in by_role.values()), timedelta())
    found = []
    for role, histogram in by_role.items():
        median, p90 = share(histogram, HALF), share(histogram, P90)
        if median is not None and p90 is not None and whole:
            found.append(RoleFigures(role, total_of(histogram) / whole, median, p90))
    return sorted(found, key=lambda row: -row.share)
