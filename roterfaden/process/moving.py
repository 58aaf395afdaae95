"""Move running runs to another version of their chain: look first, then move one or many, and take it back.

A move to another version is a move of the run with a number, a reason and an audit entry, like any deviation. What is
done stays as it was done; open steps are found again by their id, or where a person said (`engine.moving`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.models import Record
from roterfaden.process.catalogue import chain_by_id, chain_of
from roterfaden.process.choices import DeviationKind, RunState, TaskState
from roterfaden.process.deviations import Reason, Who
from roterfaden.process.engine.definition import Chain
from roterfaden.process.engine.moves import MoveRefused
from roterfaden.process.engine.moving import VOID, Carried, carry_over
from roterfaden.process.models import Arrival, BulkMove, ChainVersion, Deviation, Run, Task, VersionMove
from roterfaden.process.moving_rows import Moving, Outcome, deviation_of, state_of
from roterfaden.process.runs import RunRefused, take_up
from roterfaden.process.storage import last_move_of, take_back
from roterfaden.process.wordings import named

actions.register("process.version_move_undone", "Umstellung auf andere Fassung zurückgenommen")


@dataclass(frozen=True)
class Preview:
    """What moving one run would do, in sentences; or why it cannot be done like this."""

    lines: Sequence[str] = ()
    refusal: str = ""
    # the open step for which a person has to say where to go on
    unplaced: str = ""


def preview(
    run: Run,
    to: ChainVersion,
    corrections: Mapping[str, str],
    *,
    open_tasks: Sequence[Task],
    arrivals: Sequence[Arrival] | None = None,
) -> Preview:
    """What would become of this run on `to`. Reads only; without `arrivals` it looks for them itself."""
    old, new = chain_by_id(run.chain_version_id), chain_of(to)
    if arrivals is None:
        arrivals = list(Arrival.objects.filter(run=run, closed_move__isnull=True)) if old.splits else ()
    try:
        carried = carry_over(old, new, state_of(run, open_tasks, arrivals), corrections)
    except MoveRefused as refusal:
        return Preview(refusal=str(refusal), unplaced=refusal.node if refusal.possible else "")
    return Preview(lines=list(_sentences(old, new, carried)))


def open_rows(runs: Iterable[Run]) -> tuple[dict[int, list[Task]], dict[int, list[Arrival]]]:
    """The open tasks and waiting arrivals of each run, with two queries for all."""
    by_id = {run.pk: run for run in runs}
    tasks: dict[int, list[Task]] = {pk: [] for pk in by_id}
    arrivals: dict[int, list[Arrival]] = {pk: [] for pk in by_id}
    for task in Task.objects.filter(run__in=by_id, state=TaskState.OPEN).order_by("number"):
        tasks[task.run_id].append(task)
    for row in Arrival.objects.filter(run__in=by_id, closed_move__isnull=True):
        arrivals[row.run_id].append(row)
    return tasks, arrivals


def _sentences(old: Chain, new: Chain, carried: Carried) -> Iterable[str]:
    yield "Was erledigt ist, bleibt erledigt und lesbar, wie es war."
    for visit in (*carried.stays, *(after for _before, after in carried.reframed)):
        if not visit.is_own:
            yield f"{named(new, visit.node)} bleibt offen."
    for before, after in carried.replaced:
        yield f"Statt {named(old, before.node)} ist danach {named(new, after.node)} offen."
    for visit in carried.void:
        yield f"{named(old, visit.node)} entfällt."
    ahead = new.reachable([visit.node for visit in carried.state.open])
    for step in new.steps:
        if step.id in ahead and step.id not in old.nodes:
            yield f"Neu auf dem Weg: {named(new, step.id)}."


def move_run(who: Who, *, to: ChainVersion, corrections: Mapping[str, str]) -> Run:
    """Move one run as the person saw it. Refuses RunMovedOn, a run that is over, a missing sentence, and whatever
    would leave an open step or a branch without a place. Effects: a move, deadlines anew where the rule changed,
    deviation, audit entry.
    """
    with transaction.atomic():
        take_up(who.run, who.seen_moves)
        outcome = move_batch(
            [who.run.pk], to, corrections, who.reason, {who.run.pk: who.scope}, by=who.by, at=who.at
        )[0]
        if not outcome.moved:
            raise RunRefused(outcome.sentence)
    return Run.objects.get(pk=who.run.pk)


def move_batch(
    run_ids: Sequence[int],
    to: ChainVersion,
    corrections: Mapping[str, str],
    reason: Reason,
    scopes: Mapping[int, Record],
    *,
    by: User,
    at: datetime,
    bulk: BulkMove | None = None,
) -> list[Outcome]:
    """Move many runs in one transaction; each is moved whole or left alone with a sentence. Safe to repeat.

    `bulk` is the order to which the moves belong, so that all can be taken back together (`bulk_moves`).
    """
    if not reason.sentence.strip():
        raise RunRefused("Bitte sagen Sie in einem Satz, warum Sie umstellen.")
    with transaction.atomic():
        locked = Run.objects.select_for_update(of=("self",)).select_related("organisation")
        runs = {run.pk: run for run in locked.filter(pk__in=list(run_ids), chain_version__key=to.key)}
        moving = Moving(runs, to, corrections, reason, scopes, by, at, bulk)
        outcomes = [moving.move(run_id) for run_id in run_ids]
        moving.write()
    return outcomes


def undo_move(who: Who) -> Run:
    """Put a run back on the version from which it was moved last, from its rows. Refuses when it went on since then,
    and a missing sentence. Effects: a move, deviation, audit entry; the old version is the run's again.
    """
    if not who.reason.sentence.strip():
        raise RunRefused("Bitte sagen Sie in einem Satz, warum Sie die Umstellung zurücknehmen.")
    with transaction.atomic():
        run = take_up(who.run, who.seen_moves).run
        moved = VersionMove.objects.filter(run=run, undone=False).order_by("-move").first()
        if moved is None:
            raise RunRefused("Dieser Fall wurde nicht umgestellt.")
        put_back(run, moved, who.reason, scope=who.scope, by=who.by, at=who.at)
    return run


def put_back(
    run: Run, moved: VersionMove, reason: Reason, *, scope: Record | None, by: User, at: datetime
) -> None:
    """Take `moved`, the last move of the locked `run` to another version, back from its rows.

    Refuses when the run went on since then, or calls another chain from a step that the move opened.
    """
    if run.state != RunState.RUNNING or last_move_of(run) > moved.move:
        raise RunRefused(
            "Seit der Umstellung wurde weitergearbeitet. Stellen Sie den Fall mit einer neuen Umstellung um."
        )
    if Task.objects.filter(run=run, opened_move=moved.move, called_runs__isnull=False).exists():
        raise RunRefused("Von einem neu geöffneten Schritt aus läuft schon eine weitere Kette.")
    take_back(run, move=moved.move, at=at, by=by)
    for number, frames in moved.frames.items():
        Task.objects.filter(run=run, number=number).update(frames=frames)
    moved.undone = True
    moved.save(update_fields=["undone"])
    Deviation.objects.filter(run=run, move=moved.move).update(undone=True)
    run.chain_version_id = moved.from_version_id
    run.moves += 1
    run.revision += 1
    run.save(update_fields=["chain_version", "moves", "revision"])
    deviation_of(run, DeviationKind.UNDO, "", reason, by=by, at=at).save()
    trail.record("process.version_move_undone", by=by, at=at, subject=run, scope=scope)


__all__ = [
    "VOID",
    "Outcome",
    "Preview",
    "move_batch",
    "move_run",
    "open_rows",
    "preview",
    "put_back",
    "undo_move",
]
