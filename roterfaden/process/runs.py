"""Walk a run: every change asks the pure engine for a move and stores it as rows, in one transaction.

All functions refuse when the run has moved on since the caller looked (`seen_moves`), so two colleagues never do the
same thing twice: the second one is told what happened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.models import DataKey
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import DeviationKind, ReasonCategory, RunState, TaskState
from roterfaden.process.engine import moves
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import ChainVersion, Deviation, Run, Task
from roterfaden.process.storage import Applied, apply_move, load_state, take_back

actions.register("process.started", "Kette begonnen")
actions.register("process.task_completed", "Schritt erledigt")
actions.register("process.decided", "Entscheidung getroffen")
actions.register("process.deviated", "Vom Faden abgewichen")
actions.register("process.undone", "Letzter Schritt zurückgenommen")


class RunRefused(ValueError):
    """The run cannot go on like this; the message says why and what is possible."""


class RunMovedOn(RunRefused):
    """Somebody else moved the run since the caller looked at it. Carries the tasks closed since then."""

    def __init__(self, run: Run, seen_moves: int) -> None:
        self.closed_since = list(
            Task.objects.filter(run=run, closed_move__gt=seen_moves).select_related("closed_by").order_by("closed_move")
        )
        super().__init__("Inzwischen hat jemand anders an diesem Faden weitergearbeitet.")


@dataclass(frozen=True)
class Reason:
    """Why somebody leaves the drawn path: a category for the review of the chain, and a sentence for the file."""

    category: ReasonCategory
    sentence: str


def start_run(
    *,
    chain_version: ChainVersion,
    organisation: Organisation,
    data_key: DataKey,
    start_node: str,
    by: User,
    at: datetime,
    called_from: Task | None = None,
    handed_over_from: Run | None = None,
) -> Run:
    """Begin a run of `chain_version` at `start_node`. Effects: first tasks and deadlines, audit entry."""
    chain = chain_of(chain_version)
    try:
        move = moves.start(chain, start_node)
    except moves.MoveRefused as refusal:
        raise RunRefused(str(refusal)) from refusal
    with transaction.atomic():
        run = Run.objects.create(
            chain_version=chain_version,
            organisation=organisation,
            data_key=data_key,
            start_node=start_node,
            started_at=at,
            called_from=called_from,
            handed_over_from=handed_over_from,
        )
        apply_move(run, chain, move, by=by, at=at)
        trail.record(
            "process.started",
            by=by,
            at=at,
            subject=run,
            organisation=organisation,
            details={"chain": str(chain_version), "start": start_node},
        )
    return run
