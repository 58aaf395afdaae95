"""The notes of done steps in the search: brought into the index every hour, so that a step stays quick to complete."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from roterfaden.cases.models import Case, SearchText
from roterfaden.cases.search import forget_text, index_text
from roterfaden.jobs import clock
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Task

# looked at anew, should an hour have been missed
BACK = timedelta(days=7)


def notes_of(case: Case) -> QuerySet[Task]:
    """The done tasks of the case, with what opens their notes."""
    rows = Task.objects.filter(run__case_run__case=case).exclude(state=TaskState.OPEN)
    return rows.select_related("run__data_key")


@clock.hourly("cases.step_notes")
def index_step_notes(*, at: datetime) -> Mapping[str, Any]:
    """Index the notes of steps that were done since last week; those of steps that are open again are forgotten.

    Safe to repeat. Texts that are in the index are not opened again.
    """
    known = SearchText.objects.filter(source=OuterRef("uuid"), case=OuterRef("run__case_run__case"))
    rows = Task.objects.filter(run__case_run__isnull=False).annotate(held=Exists(known))
    done = rows.filter(held=False, closed_at__gte=at - BACK).exclude(state=TaskState.OPEN)
    counts = {"indexed": 0, "forgotten": 0}
    for task in done.select_related("run__case_run__case__service", "run__data_key").iterator(500):
        if task.note.strip():
            with transaction.atomic():
                index_text(case=task.run.case_run.case, source=task.uuid, text=task.note)
            counts["indexed"] += 1
    for task in rows.filter(held=True, state=TaskState.OPEN).select_related("run__case_run__case__service"):
        with transaction.atomic():
            forget_text(case=task.run.case_run.case, source=task.uuid)
        counts["forgotten"] += 1
    return counts
