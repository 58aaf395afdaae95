"""The rows of many runs that are moved to another version: collected run by run, written with few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.process.catalogue import chain_by_id, chain_of
from roterfaden.process.choices import DeviationKind, RunState, TaskState
from roterfaden.process.deviations import Reason
from roterfaden.process.due import deadline_of_chain
from roterfaden.process.engine.definition import Chain
from roterfaden.process.engine.moves import MoveRefused
from roterfaden.process.engine.moving import Carried, carry_over
from roterfaden.process.engine.state import Arrival as EngineArrival
from roterfaden.process.engine.state import State, Visit
from roterfaden.process.models import (
    Arrival,
    BulkMove,
    ChainVersion,
    Deadline,
    Deviation,
    Run,
    Task,
    VersionMove,
)

actions.register("process.version_moved", "Lauf auf andere Fassung umgestellt")

Row = TypeVar("Row", Task, Arrival, Deadline)


@dataclass(frozen=True)
class Outcome:
    """What became of one run: moved, or why not."""

    run_id: int
    moved: bool
    sentence: str = ""


def state_of(run: Run, tasks: Iterable[Task], arrivals: Iterable[Arrival]) -> State:
    """The engine's state of a run from its open rows."""
    return State(
        open=tuple(Visit.from_row(task.number, task.node, task.frames) for task in tasks),
        waiting=tuple(EngineArrival(*row.content) for row in arrivals),
        next_number=run.tasks_opened + 1,
        ended=run.end_node or None,
        left=run.state == RunState.LEFT,
    )


def deviation_of(
    run: Run, kind: DeviationKind, to_node: str, reason: Reason, *, by: User, at: datetime
) -> Deviation:
    """The trace of the run's newest move, not yet stored."""
    return Deviation(
        run=run,
        move=run.moves,
        kind=kind,
        to_node=to_node,
        category=reason.category,
        reason=reason.sentence,
        at=at,
        by=by,
    )


class Moving:
    """Collects what changes in the rows of many runs and writes it with as few statements as possible."""

    def __init__(
        self,
        runs: Mapping[int, Run],
        to: ChainVersion,
        corrections: Mapping[str, str],
        reason: Reason,
        scopes: Mapping[int, Record],
        by: User,
        at: datetime,
        bulk: BulkMove | None = None,
    ) -> None:
        self.bulk = bulk
        self.runs, self.to, self.corrections, self.reason = runs, to, corrections, reason
        self.scopes, self.by, self.at = scopes, by, at
        self.new = chain_of(to)
        self.tasks = self._of_runs(Task.objects.filter(state=TaskState.OPEN).order_by("number"))
        self.arrivals = self._of_runs(Arrival.objects.filter(closed_move__isnull=True))
        self.deadlines = self._of_runs(Deadline.objects.filter(closed_at__isnull=True))
        self.closed: list[Task] = []
        self.opened: list[Task] = []
        self.arrived: list[Arrival] = []
        self.arrivals_closed: list[Arrival] = []
        self.due_closed: list[Deadline] = []
        self.due: list[Deadline] = []
        self.moved: list[tuple[Run, int]] = []
        self.reframed: list[Task] = []
        # the frames that tasks had before, by run and number, for the way back
        self.frames: dict[int, dict[int, list[Any]]] = defaultdict(dict)
        self._done_at: dict[tuple[int, str], datetime] | None = None

    def _of_runs(self, rows: QuerySet[Row]) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for row in rows.filter(run__in=list(self.runs)):
            run = self.runs[row.run_id or 0]
            row.run = run
            found[run.pk].append(row)
        return found

    def move(self, run_id: int) -> Outcome:
        run = self.runs.get(run_id)
        if run is None:
            return Outcome(run_id, False, "Dieser Fall läuft nicht auf dieser Kette.")
        if run.chain_version_id == self.to.pk:
            return Outcome(run_id, False, "Der Fall steht schon auf dieser Fassung.")
        old = chain_by_id(run.chain_version_id)
        state = state_of(run, self.tasks[run_id], self.arrivals[run_id])
        try:
            carried = carry_over(old, self.new, state, self.corrections)
        except MoveRefused as refusal:
            return Outcome(run_id, False, str(refusal))
        self._take(run, old, carried)
        return Outcome(run_id, True)

    def _take(self, run: Run, old: Chain, carried: Carried) -> None:
        self.moved.append((run, run.chain_version_id))
        run.moves += 1
        run.revision += 1
        run.chain_version_id = self.to.pk
        run.tasks_opened = carried.state.next_number - 1
        by_number = {task.number: task for task in self.tasks[run.pk]}
        for visit in carried.stays:
            self._keep(run, old, by_number[visit.number])
        for _before, after in carried.reframed:
            self._reframe(run, old, by_number[after.number], after)
        for visit in (*carried.void, *(before for before, _after in carried.replaced)):
            self._close(run, by_number[visit.number])
        for before, after in carried.replaced:
            task = self._task(run, after, title=by_number[before.number].title)
            self.opened.append(task)
            self._set_deadline(run, task)
        waiting = [list(arrival) for arrival in carried.state.waiting]
        for row in self.arrivals[run.pk]:
            if row.content not in waiting:
                row.closed_move = run.moves
                self.arrivals_closed.append(row)
        known = [row.content for row in self.arrivals[run.pk]]
        self.arrived += [
            Arrival(run=run, content=c, opened_move=run.moves) for c in waiting if c not in known
        ]

    def _task(self, run: Run, visit: Visit, *, title: str) -> Task:
        kind = "own" if visit.is_own else str(self.new.kind_of(visit.node))
        return Task(
            run=run,
            number=visit.number,
            node=visit.node,
            kind=kind,
            title=title if visit.is_own else "",
            opened_at=self.at,
            opened_move=run.moves,
            frames=visit.frames_as_row(),
        )

    def _close(self, run: Run, task: Task) -> None:
        task.state, task.closed_at, task.closed_move, task.closed_by = (
            TaskState.DROPPED,
            self.at,
            run.moves,
            self.by,
        )
        self.closed.append(task)
        self._end_deadlines(run, task)

    def _end_deadlines(self, run: Run, task: Task) -> None:
        for row in self.deadlines[run.pk]:
            if row.task_id == task.pk:
                row.closed_at, row.closed_move = self.at, run.moves
                self.due_closed.append(row)

    def _keep(self, run: Run, old: Chain, task: Task) -> None:
        """The task stays; its day is computed anew where the version has another rule or another name for the step."""
        before, after = old.step(task.node), self.new.step(task.node)
        if (
            before is None
            or after is None
            or (before.deadline, before.title) == (after.deadline, after.title)
        ):
            return
        if before.deadline is not None or after.deadline is not None:
            self._end_deadlines(run, task)
            self._set_deadline(run, task)

    def _reframe(self, run: Run, old: Chain, task: Task, after: Visit) -> None:
        self.frames[run.pk][task.number] = task.frames
        task.frames = after.frames_as_row()
        self.reframed.append(task)
        self._keep(run, old, task)

    def _set_deadline(self, run: Run, task: Task) -> None:
        step = self.new.step(task.node)
        if step is None or step.deadline is None or step.id in self.new.counting_back:
            return
        moment, event, again = task.opened_at, "Schritt begonnen", False
        former = self._last_done().get((run.pk, step.id)) if step.deadline.then is not None else None
        if former is not None:
            moment, event, again = former, f"Schritt „{step.title}“ zuletzt erledigt", True
        elif step.deadline.of == "start":
            moment, event = run.started_at, "Beginn der Kette"
        elif step.deadline.of.startswith("step:"):
            node = step.deadline.of.removeprefix("step:")
            done = self._last_done().get((run.pk, node))
            if done is not None:
                moment, event = done, f"Schritt „{self.new.title_of(node)}“ erledigt"
        row = deadline_of_chain(
            step.deadline,
            title=step.title,
            event=event,
            started_on=local_day(moment),
            region=run.organisation.region,
            again=again,
        )
        row.run, row.task, row.opened_move = run, task, run.moves
        self.due.append(row)

    def _last_done(self) -> dict[tuple[int, str], datetime]:
        """When each run did each step last that has a deadline, or from which one of the new version counts."""
        if self._done_at is None:
            timed = [step for step in self.new.steps if step.deadline]
            anchors = {step.deadline.of.removeprefix("step:") for step in timed if step.deadline}
            anchors |= {step.id for step in timed}
            rows = Task.objects.filter(run__in=list(self.runs), node__in=anchors, state=TaskState.DONE)
            self._done_at = {
                (run_id, node): closed_at
                for run_id, node, closed_at in rows.order_by("number").values_list(
                    "run_id", "node", "closed_at"
                )
                if closed_at is not None
            }
        return self._done_at

    def write(self) -> None:
        keyring.prefetch(run.data_key_id for run, _before in self.moved)
        fields = ["state", "closed_at", "closed_move", "closed_by"]
        Task.objects.bulk_update(self.closed, fields, batch_size=100)
        Task.objects.bulk_update(self.reframed, ["frames"], batch_size=100)
        Task.objects.bulk_create(self.opened)
        Arrival.objects.bulk_update(self.arrivals_closed, ["closed_move"], batch_size=100)
        Arrival.objects.bulk_create(self.arrived)
        Deadline.objects.bulk_update(self.due_closed, ["closed_at", "closed_move"], batch_size=100)
        Deadline.objects.bulk_create(self.due)
        self._write_runs()
        VersionMove.objects.bulk_create(
            [
                VersionMove(
                    run=run,
                    move=run.moves,
                    from_version_id=before,
                    to_version=self.to,
                    mapping=dict(self.corrections),
                    bulk=self.bulk,
                    frames=self.frames.get(run.pk, {}),
                    at=self.at,
                    by=self.by,
                )
                for run, before in self.moved
            ]
        )
        kind = DeviationKind.VERSION
        Deviation.objects.bulk_create(
            [
                deviation_of(run, kind, self.to.version, self.reason, by=self.by, at=self.at)
                for run, _ in self.moved
            ]
        )
        for run, before in self.moved:
            trail.record(
                "process.version_moved",
                by=self.by,
                at=self.at,
                subject=run,
                scope=self.scopes.get(run.pk),
                details={"chain": self.to.key, "to": self.to.version, "from": before},
            )

    def _write_runs(self) -> None:
        ids = [run.pk for run, _before in self.moved]
        Run.objects.filter(pk__in=ids).update(
            chain_version=self.to, moves=F("moves") + 1, revision=F("revision") + 1
        )
        renumbered = {task.run_id for task in self.opened}
        Run.objects.bulk_update(
            [run for run, _before in self.moved if run.pk in renumbered], ["tasks_opened"], batch_size=100
        )
