"""Finished runs as rows, many at once: through the front door they would take minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from roterfaden.accounts.models import Organisation, User
from roterfaden.common.crypto import keyring
from roterfaden.process.choices import DeviationKind, ReasonCategory, RunState, TaskState
from roterfaden.process.models import ChainVersion, Deviation, Run, Task

# the way off the drawn path that leaves a visit in this state
WAYS = {TaskState.SKIPPED: DeviationKind.SKIP, TaskState.DROPPED: DeviationKind.LEAVE}


@dataclass(frozen=True)
class Visited:
    """One visit: node, hours it took, and what became of it."""

    node: str
    hours: int = 1
    state: TaskState = TaskState.DONE


def finished_run(
    version: ChainVersion,
    organisation: Organisation,
    visits: Sequence[Visited],
    *,
    by: User,
    begin: datetime,
    end: str = "end_s2",
    skipped_because: ReasonCategory = ReasonCategory.NOT_NEEDED,
) -> Run:
    """A run whose visits came one after the other; a skipped one leaves a deviation."""
    hours = sum(visit.hours for visit in visits)
    run = Run.objects.create(
        chain_version=version,
        organisation=organisation,
        data_key=keyring.new_key(),
        state=RunState.ENDED if end else RunState.LEFT,
        start_node="start_auftrag",
        started_at=begin,
        ended_at=begin + timedelta(hours=hours),
        end_node=end,
        tasks_opened=len(visits),
        moves=len(visits) + 1,
    )
    now = begin
    for number, visit in enumerate(visits, start=1):
        opened, now = now, now + timedelta(hours=visit.hours)
        task = Task.objects.create(
            run=run,
            number=number,
            node=visit.node,
            kind="step",
            state=visit.state,
            opened_at=opened,
            opened_move=number,
            closed_at=now,
            closed_move=number + 1,
            closed_by=by,
        )
        kind = WAYS.get(visit.state)
        if kind is not None:
            Deviation.objects.create(
                run=run,
                move=number + 1,
                kind=kind,
                from_task=task if kind == DeviationKind.SKIP else None,
                category=skipped_because,
                reason="So war es.",
                at=now,
                by=by,
            )
    return run
