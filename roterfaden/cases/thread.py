"""The whole thread of a case: its runs, told one after the other, with a constant number of queries."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from roterfaden.cases.models import Case
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.models import Deadline, Deviation, Run, Task, TaskDocument
from roterfaden.process.thread import Story, tell

Row = TypeVar("Row", Task, Deviation, Deadline)


def stories_of(case: Case) -> list[Story]:
    """Every run of `case` as a story, in the order in which they began. Five queries, whatever the length."""
    runs = list(
        Run.objects.filter(case_run__case=case)
        .select_related("chain_version", "called_from")
        .defer("chain_version__source_text")
        .order_by("pk")
    )
    tasks = _own(
        runs, Task.objects.filter(run__in=runs).select_related("closed_by").order_by("run_id", "number")
    )
    deviations = _own(
        runs,
        Deviation.objects.filter(run__in=runs).select_related("by", "from_task").order_by("run_id", "move"),
    )
    deadlines = _own(runs, Deadline.objects.filter(run__in=runs, closed_at__isnull=True).order_by("due_on"))
    documents = _documents(tasks)
    return [
        tell(
            run,
            chain_of_run(run),
            tasks=[task for task in tasks if task.run_id == run.pk],
            deviations=[row for row in deviations if row.run_id == run.pk],
            deadlines=[row for row in deadlines if row.run_id == run.pk],
            documents=documents,
        )
        for run in runs
    ]


def _own(runs: Sequence[Run], rows: Iterable[Row]) -> list[Row]:
    """The rows, each knowing its run, so that sealed texts open without a query per row."""
    by_id = {run.pk: run for run in runs}
    found = list(rows)
    for row in found:
        row.run = by_id[row.run_id]
    return found


def _documents(tasks: Iterable[Task]) -> list[TaskDocument]:
    open_tasks = {task.pk: task for task in tasks if task.closed_at is None}
    rows = list(
        TaskDocument.objects.filter(task__in=list(open_tasks))
        .select_related("file", "recorded_by")
        .order_by("pk")
    )
    for row in rows:
        row.task = open_tasks[row.task_id]
    return rows
