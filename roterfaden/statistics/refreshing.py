"""Sum up finished runs, in the night and on demand. Reads no user and writes none: figures are about chains.

A month and a service of a run never change once it is over, so counts of runs may be added over both.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.jobs import clock, work
from roterfaden.process.choices import DeviationKind, RunState, TaskState
from roterfaden.process.engine.state import OWN
from roterfaden.process.models import ChainVersion, Deviation, Run, Task
from roterfaden.statistics.durations import bucket_of
from roterfaden.statistics.models import DeviationFigure, EndFigure, Refreshed, StepFigure

OVER = (RunState.ENDED, RunState.LEFT)
CHUNK = 5000
Place = tuple[int, date]
Told = Callable[[int, int], None]


@dataclass
class _Step:
    runs: int = 0
    visits: int = 0
    done: int = 0
    durations: dict[int, int] = field(default_factory=lambda: defaultdict(int))


@dataclass
class _Sums:
    """The figures of one chain version while they are summed up."""

    ends: dict[tuple[Place, str], int] = field(default_factory=lambda: defaultdict(int))
    steps: dict[tuple[Place, str], _Step] = field(default_factory=lambda: defaultdict(_Step))
    # runs and times, by place, node, kind and reason
    deviations: dict[tuple[Place, str, str, str], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0])
    )


def refresh(*, at: datetime, told: Told | None = None) -> int:
    """Sum up every chain version that has finished runs; returns how many. Each in a transaction of its own."""
    versions = list(ChainVersion.objects.filter(runs__state__in=OVER).distinct().defer("source_text"))
    for done, version in enumerate(versions, start=1):
        refresh_version(version, at=at)
        if told is not None:
            told(done, len(versions))
    return len(versions)


def refresh_version(version: ChainVersion, *, at: datetime) -> None:
    """Put new figures of one chain version in the place of the old ones."""
    places = _places(version)
    sums = _Sums()
    for place, end_node in places.values():
        sums.ends[place, end_node] += 1
    deviations = _deviations(version)
    for run, rows in groupby(_tasks(version), key=lambda row: row[0]):
        # a run that was resumed since its places were read counts next time
        if run in places:
            _take_run(sums, places[run][0], list(rows), deviations.get(run, ()))
    _store(version, sums, at=at)


def _places(version: ChainVersion) -> dict[int, tuple[Place, str]]:
    """Service, month and end of every finished run; practice is in no figure."""
    rows = Run.objects.filter(chain_version=version, state__in=OVER, organisation__practice=None)
    found = rows.values_list("pk", "organisation_id", "ended_at", "end_node")
    return {
        pk: ((organisation, timezone.localdate(ended).replace(day=1)), end)
        for pk, organisation, ended, end in found.iterator(chunk_size=CHUNK)
        if ended is not None
    }


def _tasks(version: ChainVersion) -> Iterator[tuple[Any, ...]]:
    rows = Task.objects.filter(run__chain_version=version, run__state__in=OVER).exclude(state=TaskState.VOID)
    fields = ("run_id", "node", "state", "opened_at", "closed_at", "closed_move")
    return rows.order_by("run_id", "number").values_list(*fields).iterator(chunk_size=CHUNK)


def _deviations(version: ChainVersion) -> dict[int, list[tuple[str, str, str, int]]]:
    """Kind, reason, node and move of every deviation that stands, by run."""
    rows = Deviation.objects.filter(run__chain_version=version, run__state__in=OVER, undone=False)
    rows = rows.exclude(kind=DeviationKind.UNDO).order_by("run_id", "move")
    found: dict[int, list[tuple[str, str, str, int]]] = defaultdict(list)
    for run, kind, category, node, move in rows.values_list(
        "run_id", "kind", "category", "from_task__node", "move"
    ).iterator(chunk_size=CHUNK):
        found[run].append((kind, category, node or "", move))
    return found


def _take_run(sums: _Sums, place: Place, rows: list[tuple[Any, ...]], deviations: Any) -> None:
    dropped: dict[int, list[str]] = defaultdict(list)
    seen: set[str] = set()
    done: set[str] = set()
    for _run, node, state, opened, closed, move in rows:
        if node.startswith(OWN):
            continue
        step = sums.steps[place, node]
        step.visits += 1
        step.runs += node not in seen
        seen.add(node)
        if state == TaskState.DONE and closed is not None:
            step.durations[bucket_of(closed - opened)] += 1
            step.done += node not in done
            done.add(node)
        elif state == TaskState.DROPPED:
            dropped[move].append(node)
    counted: set[tuple[str, str, str]] = set()
    for kind, category, from_node, move in deviations:
        for node in [from_node] if from_node else dropped.get(move, []):
            for reason in ("", category):
                sums.deviations[place, node, kind, reason][0] += (node, kind, reason) not in counted
                sums.deviations[place, node, kind, reason][1] += 1
                counted.add((node, kind, reason))


def _store(version: ChainVersion, sums: _Sums, *, at: datetime) -> None:
    def base(place: Place) -> dict[str, Any]:
        return {"chain_version": version, "organisation_id": place[0], "month": place[1]}

    with transaction.atomic():
        for model in (EndFigure, StepFigure, DeviationFigure):
            model.objects.filter(chain_version=version).delete()
        EndFigure.objects.bulk_create(
            [EndFigure(**base(place), end_node=end, runs=runs) for (place, end), runs in sums.ends.items()],
            batch_size=500,
        )
        StepFigure.objects.bulk_create(
            [
                StepFigure(
                    **base(place),
                    node=node,
                    runs=step.runs,
                    visits=step.visits,
                    done=step.done,
                    durations={str(bucket): count for bucket, count in sorted(step.durations.items())},
                )
                for (place, node), step in sums.steps.items()
            ],
            batch_size=500,
        )
        DeviationFigure.objects.bulk_create(
            [
                DeviationFigure(
                    **base(place), node=node, kind=kind, category=category, runs=runs, times=times
                )
                for (place, node, kind, category), (runs, times) in sums.deviations.items()
            ],
            batch_size=500,
        )
        Refreshed.objects.update_or_create(chain_version=version, defaults={"at": at})


@clock.nightly("statistics.refresh")
def in_the_night(*, at: datetime) -> dict[str, Any]:
    """Sum up every night, so that figures are at most a day old."""
    return {"versions": refresh(at=at)}


@work.kind("statistics.refresh", title=_("Auswertung neu berechnen"), repeatable=True)
def on_demand(progress: work.Progress, *, url: str) -> dict[str, Any]:
    """Sum up now; `url` is where the person who asked for it reads the figures."""

    def told(done: int, total: int) -> None:
        progress.report(done=done, total=total)

    return {"versions": refresh(at=progress.now(), told=told), "url": url}
