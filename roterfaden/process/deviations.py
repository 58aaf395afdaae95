"""Leave the drawn path: always possible, always with a reason. And take the last move back.

All functions refuse RunMovedOn and a missing sentence; each writes one Deviation, which later teaches the chain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.models import Record
from roterfaden.process.choices import DeviationKind, ReasonCategory, RunState, TaskState
from roterfaden.process.engine import moves
from roterfaden.process.models import Deviation, Run, Task, VersionMove
from roterfaden.process.runs import RunRefused, asked, goes_on, take_up
from roterfaden.process.storage import last_move_of, store_moves, take_back

actions.register("process.deviated", "Vom Faden abgewichen")
actions.register("process.undone", "Letzten Schritt zurückgenommen")

MAX_TITLE = 200


@dataclass(frozen=True)
class Reason:
    """Why somebody leaves the drawn path: a category for the review of the chain, a sentence for the file."""

    category: ReasonCategory
    sentence: str


@dataclass(frozen=True)
class Who:
    """Who does it when, on which run as they saw it, for which case (the audit trail's scope), and why."""

    run: Run
    seen_moves: int
    reason: Reason
    scope: Record
    by: User
    at: datetime


def jump(who: Who, *, number: int, to: str) -> Run:
    """Give up the open task `number` and go on at another step, decision or end."""
    return _deviate(who, DeviationKind.JUMP, moves.jump, number, to, from_number=number, to_node=to)


def skip(who: Who, *, number: int) -> Run:
    """Go on without doing the open step `number`."""
    return _deviate(who, DeviationKind.SKIP, moves.skip, number, from_number=number)


def repeat(who: Who, *, number: int) -> Run:
    """Close the open task `number` as done and open the same step once more."""
    return _deviate(who, DeviationKind.REPEAT, moves.repeat, number, from_number=number)


def add_step(who: Who, *, title: str) -> Run:
    """Insert an own step beside what is open. Refuses an empty title."""
    title = title.strip()[:MAX_TITLE]
    if not title:
        raise RunRefused("Bitte geben Sie dem eigenen Schritt einen Namen.")
    return _deviate(who, DeviationKind.OWN_STEP, moves.add_step, title=title)


def leave(who: Who) -> Run:
    """Leave the thread without reaching an end of the chain."""
    return _deviate(who, DeviationKind.LEAVE, moves.leave)


def resume(who: Who, *, to: str) -> Run:
    """Take up a thread again that was left or ended. Refuses when the next chain was begun meanwhile."""
    if goes_on(who.run):
        raise RunRefused("Die nächste Kette ist schon begonnen. Arbeiten Sie dort weiter.")
    return _deviate(who, DeviationKind.RESUME, moves.resume, to, to_node=to)


def end_early(who: Who, *, end: str) -> Run:
    """End the run now at one of the chain's ends."""
    return _deviate(who, DeviationKind.END_EARLY, moves.end_early, end, to_node=end)


def apply_rule(who: Who, *, rule: str) -> Run:
    """Apply a standing rule of the chain, e.g. return to the commissioner after two unexcused absences."""
    return _deviate(who, DeviationKind.RULE, moves.apply_rule, rule, to_node=rule)


def undo_last(who: Who) -> Run:
    """Take the last move back, with a trace. Refuses the very beginning, and a move on which other runs stand."""
    _require_sentence(who.reason)
    with transaction.atomic(savepoint=False):
        run = take_up(who.run, who.seen_moves).run
        last = last_move_of(run)
        if VersionMove.objects.filter(run=run, undone=False, move__gte=last).exists():
            raise RunRefused(
                "Der Fall wurde zuletzt auf eine andere Fassung umgestellt. Zurücknehmen können das die, die in Ihrem "
                "Dienst die Ketten betreuen: unter Prozesse, Fassungen, Umstellen."
            )
        if last <= 1:
            raise RunRefused("Der Beginn des Fadens lässt sich nicht zurücknehmen.")
        if run.state == RunState.ENDED and goes_on(run):
            raise RunRefused("Die nächste Kette ist schon begonnen. Nehmen Sie zuerst dort zurück.")
        if Task.objects.filter(run=run, opened_move=last, called_runs__isnull=False).exists():
            raise RunRefused("Von diesem Schritt aus läuft schon eine weitere Kette.")
        reopened = (
            Task.objects.filter(run=run, closed_move=last).exclude(state=TaskState.VOID).order_by("number")
        )
        taken_back = reopened.exclude(opened_move=last).first()
        take_back(run, at=who.at, by=who.by)
        undone = Deviation.objects.filter(run=run, move=last).exclude(kind=DeviationKind.UNDO).first()
        if undone is not None:
            undone.undone = True
            undone.save(update_fields=["undone"])
        _restore_state(run, undone, at=who.at)
        run.moves += 1
        run.revision += 1
        run.save(update_fields=["moves", "revision", "state", "end_node", "ended_at"])
        _note(who, run, DeviationKind.UNDO, from_task=taken_back)
        trail.record(
            "process.undone", by=who.by, at=who.at, subject=run, scope=who.scope, details={"move": last}
        )
    return run


def _restore_state(run: Run, undone: Deviation | None, *, at: datetime) -> None:
    """After taking a resumption back the run is where it was before: ended, or left."""
    if undone is not None and undone.kind == DeviationKind.RESUME:
        run.end_node = undone.previous_end
        run.state = RunState.ENDED if undone.previous_end else RunState.LEFT
        run.ended_at = at
    else:
        run.end_node, run.state, run.ended_at = "", RunState.RUNNING, None


def _deviate(
    who: Who,
    kind: DeviationKind,
    ask: Callable[..., moves.Move],
    *args: Any,
    from_number: int | None = None,
    to_node: str = "",
    title: str = "",
) -> Run:
    _require_sentence(who.reason)
    with transaction.atomic(savepoint=False):
        taken = take_up(who.run, who.seen_moves)
        run, chain = taken.run, taken.chain
        previous_end = run.end_node
        origin = None if from_number is None else taken.open_task(from_number)
        move = asked(ask, chain, taken.state, *args)
        store_moves(
            run, chain, [move], open_tasks=taken.open_tasks, said={}, by=who.by, at=who.at, title=title
        )
        _note(who, run, kind, from_task=origin, to_node=to_node, previous_end=previous_end)
        trail.record(
            "process.deviated",
            by=who.by,
            at=who.at,
            subject=run,
            scope=who.scope,
            details={
                "chain": chain.id,
                "kind": str(kind),
                "category": str(who.reason.category),
                "to": to_node,
            },
        )
    return run


def _note(who: Who, run: Run, kind: DeviationKind, **where: Any) -> None:
    Deviation.objects.create(
        run=run,
        move=run.moves,
        kind=kind,
        category=who.reason.category,
        reason=who.reason.sentence,
        at=who.at,
        by=who.by,
        **where,
    )


def _require_sentence(reason: Reason) -> None:
    if not reason.sentence.strip():
        raise RunRefused("Bitte sagen Sie in einem Satz, warum Sie vom Faden abweichen.")
