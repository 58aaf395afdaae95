"""The way of a run without a case, as the pages of proposals and complaints show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.process.choices import TaskState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Task
from roterfaden.process.past import printed_number


@dataclass(frozen=True)
class Stop:
    """One place of the way that is behind or open."""

    title: str
    outcome: str
    state: str
    note: str
    at: datetime
    who: str
    is_open: bool
    is_question: bool


def stop_of(chain: Chain, task: Task) -> Stop:
    return Stop(
        title=f"{printed_number(task.node)} {shipped(chain.title_of(task.node))}".strip(),
        outcome=capfirst(shipped(task.outcome)),
        state=str(TaskState(task.state).label),
        note=task.note,
        at=task.closed_at or task.opened_at,
        who=str(task.closed_by) if task.closed_by else "",
        is_open=task.state == TaskState.OPEN,
        is_question=chain.decision(task.node) is not None,
    )


def answers_of(chain: Chain, task: Task) -> list[tuple[str, str]]:
    """The words and values of the buttons at an open place: the outcomes of a question, else that it is done."""
    decision = chain.decision(task.node)
    answers = [(capfirst(shipped(one.label)), one.label) for one in decision.outcomes] if decision else []
    return answers or [(_("Erledigt"), "")]


def open_tasks_of(run_ids: Iterable[int]) -> dict[int, list[Task]]:
    """What is open in each run, by the id of the run; one query."""
    found: dict[int, list[Task]] = {}
    for task in Task.objects.filter(run__in=list(run_ids), state=TaskState.OPEN).order_by("number"):
        found.setdefault(task.run_id, []).append(task)
    return found
