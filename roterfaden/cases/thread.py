"""The whole thread of a case: its runs, told one after the other, with a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from django.db.models import QuerySet

from roterfaden.cases.models import Case
from roterfaden.cases.results import delivered
from roterfaden.process.catalogue import chain_by_id, chain_of_run
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Deadline, Deviation, Run, Task, TaskDocument, VersionMove
from roterfaden.process.spoken import spoken
from roterfaden.process.thread import Story, tell

Row = TypeVar("Row", Task, Deviation, Deadline)


def stories_of(case: Case) -> list[Story]:
    """Every run of `case` as a story, in the order in which they began. Six queries, whatever the length."""
    runs = list(
        Run.objects.filter(case_run__case=case)
        .select_related("chain_version", "called_from", "joining")
        .defer("chain_version__source_text")
        .order_by("case_run__pk")
    )
    tasks = _by_run(runs, Task.objects.select_related("closed_by").order_by("run_id", "number"))
    deviations = _by_run(runs, Deviation.objects.select_related("by", "from_task").order_by("run_id", "move"))
    deadlines = _by_run(runs, Deadline.objects.filter(closed_at__isnull=True).order_by("due_on", "pk"))
    documents = _documents(runs, tasks)
    before = _versions_before(runs)
    results = delivered(runs)
    return [
        tell(
            run,
            spoken(chain_of_run(run)),
            ordinal=ordinal,
            tasks=tasks[run.pk],
            deviations=deviations[run.pk],
            deadlines=deadlines[run.pk],
            documents=documents[run.pk],
            before=before[run.pk],
            delivered=results,
        )
        for ordinal, run in enumerate(runs, start=1)
    ]


def _versions_before(runs: Sequence[Run]) -> dict[int, list[tuple[int, Chain]]]:
    """The versions on which each run was before it was moved, each with the move that left it."""
    found: dict[int, list[tuple[int, Chain]]] = defaultdict(list)
    for row in VersionMove.objects.filter(run__in=runs, undone=False).order_by("run_id", "move"):
        found[row.run_id].append((row.move, spoken(chain_by_id(row.from_version_id))))
    return found


def _by_run(runs: Sequence[Run], rows: QuerySet[Row]) -> dict[int, list[Row]]:
    """The rows of each run, each knowing its run, so that sealed texts open without a query per row."""
    by_id = {run.pk: run for run in runs}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows.filter(run__in=runs):
        run_id = row.run_id or 0
        row.run = by_id[run_id]
        found[run_id].append(row)
    return found


def _documents(runs: Sequence[Run], tasks: dict[int, list[Task]]) -> dict[int, list[TaskDocument]]:
    by_id = {task.pk: task for rows in tasks.values() for task in rows}
    found: dict[int, list[TaskDocument]] = defaultdict(list)
    rows = (
        TaskDocument.objects.filter(task__run__in=runs).select_related("file", "recorded_by").order_by("pk")
    )
    for row in rows:
        row.task = by_id[row.task_id]
        found[row.task.run_id].append(row)
    return found
