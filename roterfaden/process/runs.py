"""Walk a run along its chain: every change asks the pure engine for a move and stores it, in one transaction.

All functions refuse when the run has moved on since the caller looked (`seen_moves`), so two colleagues never do the
same thing twice: the second one is told what happened. They are called by the capability that owns the run (a case),
which names itself as `scope` for the audit trail.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.models import DataKey, Record
from roterfaden.common.prepared import Prepared
from roterfaden.process.catalogue import chain_of, chain_of_run
from roterfaden.process.choices import RunState
from roterfaden.process.engine import moves
from roterfaden.process.engine.definition import Chain, NodeKind
from roterfaden.process.engine.effects import VisitOpened
from roterfaden.process.engine.state import State
from roterfaden.process.models import ChainVersion, Joining, Run, Task
from roterfaden.process.storage import Said, load_state, open_tasks_of, store_moves

actions.register("process.started", "Kette begonnen")
actions.register("process.completed", "Schritt erledigt")
actions.register("process.joined", "Ergebnis an laufende Kette übergeben")


class RunRefused(ValueError):
    """The run cannot go on like this; the message says why, `possible` what is possible."""

    def __init__(self, message: str, possible: tuple[str, ...] = ()) -> None:
        self.possible = possible
        super().__init__(message)


class RunMovedOn(RunRefused):
    """Somebody else moved the run since the caller looked at it. Carries the tasks closed since then."""

    def __init__(self, run: Run, seen_moves: int) -> None:
        self.run_pk = run.pk
        closed = Task.objects.filter(run=run, closed_move__gt=seen_moves)
        self.closed_since = list(closed.select_related("closed_by").order_by("closed_move"))
        super().__init__("Inzwischen hat jemand anders an diesem Faden weitergearbeitet.")


@dataclass(frozen=True)
class TakenUp:
    """A run whose row this transaction holds, with all that is needed to move it."""

    run: Run
    chain: Chain
    open_tasks: list[Task]
    state: State

    def open_task(self, number: int) -> Task:
        """The open task `number`; refuses if it is not open."""
        for task in self.open_tasks:
            if task.number == number:
                return task
        raise RunRefused("Dieser Schritt ist nicht mehr offen.")


def start_run(
    *,
    chain_version: ChainVersion,
    organisation: Organisation,
    data_key: DataKey,
    start_node: str,
    scope: Record,
    by: User | None,
    at: datetime,
    called_from: Task | None = None,
    handed_over_from: Run | None = None,
) -> Run:
    """Begin a run of `chain_version` at `start_node`; `by` None is somebody from outside.

    Refuses an unknown start. Effects: first tasks and deadlines, audit entry.
    """
    chain = chain_of(chain_version)
    with transaction.atomic(savepoint=False):
        move = asked(moves.start, chain, start_node)
        run = Run.objects.create(
            chain_version=chain_version,
            organisation=organisation,
            data_key=data_key,
            start_node=start_node,
            started_at=at,
            called_from=called_from,
            handed_over_from=handed_over_from,
        )
        store_moves(run, chain, [move], open_tasks=[], said={}, by=by, at=at)
        trail.record(
            "process.started",
            by=by,
            at=at,
            subject=run,
            scope=scope,
            organisation=organisation,
            details={"chain": str(chain_version), "start": start_node},
        )
    return run


def complete_task(
    taken: TakenUp,
    *,
    number: int,
    scope: Record,
    by: User,
    at: datetime,
    outcome: str = "",
    note: str = "",
) -> Run:
    """Complete the open step `number`, or answer the open decision `number` with `outcome`.

    With an `outcome`, a step whose next node is a question is completed and the question answered in one move.
    Refuses: a task that is not open; an outcome that does not exist or that nothing asks for.
    """
    task = taken.open_task(number)
    if task.kind == NodeKind.DECISION:
        made = [asked(moves.decide, taken.chain, taken.state, number, outcome)]
        said = {number: Said(outcome=outcome, note=note)}
    else:
        made = [asked(moves.complete, taken.chain, taken.state, number)]
        said = {number: Said(note=note)}
        if outcome:
            question = _question_opened_by(made[0])
            made.append(asked(moves.decide, taken.chain, made[0].state, question, outcome))
            said[question] = Said(outcome=outcome)
    store_moves(taken.run, taken.chain, made, open_tasks=taken.open_tasks, said=said, by=by, at=at)
    trail.record(
        "process.completed",
        by=by,
        at=at,
        subject=task,
        scope=scope,
        details={"chain": taken.chain.id, "node": task.node, "outcome": outcome},
    )
    return taken.run


def next_chain_of(run: Run) -> tuple[str, str] | None:
    """The chain, and the start in it, to which an ended run hands over; None if it ended otherwise."""
    if run.state != RunState.ENDED:
        return None
    end = chain_of_run(run).end(run.end_node)
    return (end.chain, end.enters_at) if end is not None and end.chain else None


def waits_for(run: Run, chain_key: str) -> bool:
    """Whether an open step of `run` names the chain `chain_key` among those whose results it needs."""
    chain = chain_of_run(run)
    steps = (chain.step(task.node) for task in open_tasks_of(run))
    return any(step is not None and chain_key in step.requires_results for step in steps)


def goes_on(run: Run) -> bool:
    """Whether what comes after the ended `run` was begun already: a next chain, or one that took its result up."""
    return run.handed_over_to.exists() or Joining.objects.filter(run=run).exists()


def join_run(*, run: Run, into: Run, scope: Record, by: User, at: datetime) -> Joining:
    """Give the result of the ended `run` to the run `into` that waits for it.

    Refuses: a run that did not end in a hand-over to the chain of `into`, one that went on already, an `into` that is
    over or has no open step that waits for it. Effects: the joining is stored, audit entry.
    """
    with transaction.atomic(savepoint=False):
        into = Run.objects.select_for_update(of=("self",)).select_related("chain_version").get(pk=into.pk)
        following = next_chain_of(run)
        if following is None or following[0] != into.chain_version.key or goes_on(run):
            raise RunRefused("Dieses Ergebnis lässt sich nicht an die laufende Kette übergeben.")
        if into.state != RunState.RUNNING or not waits_for(into, run.chain_version.key):
            raise RunRefused("Die laufende Kette wartet nicht mehr auf dieses Ergebnis.")
        joining = Joining.objects.create(run=run, into=into, at=at, by=by)
        trail.record(
            "process.joined",
            by=by,
            at=at,
            subject=joining,
            scope=scope,
            details={"chain": run.chain_version.key, "into": into.chain_version.key},
        )
    return joining


_LOCKED_RUN = Prepared(Run.objects.select_for_update(), by="id")


def take_up(run: Run, seen_moves: int) -> TakenUp:
    """Lock the run's row inside the caller's transaction, and load what the engine needs to know.

    Refuses with RunMovedOn when the run has another number of moves than the caller saw.
    """
    current = _LOCKED_RUN.one(run.pk)
    if current.moves != seen_moves:
        raise RunMovedOn(current, seen_moves)
    chain = chain_of_run(current)
    open_tasks = open_tasks_of(current)
    return TakenUp(current, chain, open_tasks, load_state(current, chain, open_tasks))


def asked(ask: moves.Ask, *args: object) -> moves.Move:
    """Ask the engine for a move; what it refuses is refused here with the same sentence."""
    try:
        return ask(*args)
    except moves.MoveRefused as refusal:
        raise RunRefused(str(refusal), refusal.possible) from refusal


def _question_opened_by(move: moves.Move) -> int:
    for effect in move.effects:
        if isinstance(effect, VisitOpened) and effect.kind == NodeKind.DECISION:
            return effect.visit.number
    raise RunRefused("Nach diesem Schritt ist nichts zu entscheiden.")
