"""Between the engine's state and the rows of a run. One call of `store_moves` is one move of the run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from roterfaden.accounts.models import User
from roterfaden.common.days import local_day
from roterfaden.common.prepared import Prepared
from roterfaden.common.prepared_writes import PreparedInsert, PreparedUpdate
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.due import deadline_of_chain
from roterfaden.process.engine import effects
from roterfaden.process.engine.definition import Chain
from roterfaden.process.engine.definition import Deadline as Rule
from roterfaden.process.engine.moves import Move
from roterfaden.process.engine.state import Arrival as EngineArrival
from roterfaden.process.engine.state import State, Visit
from roterfaden.process.models import Arrival, Deadline, Run, Task

STATE_AFTER = {
    effects.Closed.DONE: TaskState.DONE,
    effects.Closed.SKIPPED: TaskState.SKIPPED,
    effects.Closed.DROPPED: TaskState.DROPPED,
}

_OPEN_TASKS = Prepared(
    Task.objects.filter(state=TaskState.OPEN)
    .only("uuid", "number", "node", "kind", "title", "frames", "opened_move", "run")
    .order_by("number"),
    by="run",
)
_CLOSE_TASK = PreparedUpdate(Task, "state", "closed_at", "closed_move", "closed_by", "outcome", "note")
_OPEN_TASK = PreparedInsert(Task)
_MOVE_RUN = PreparedUpdate(Run, "moves", "tasks_opened", "state", "end_node", "ended_at", "revision")


@dataclass(frozen=True)
class Said:
    """What the person said when closing a task."""

    outcome: str = ""
    note: str = ""


def open_tasks_of(run: Run) -> list[Task]:
    """The open tasks with what the engine and the next write need; `task.run` is `run` itself."""
    tasks = _OPEN_TASKS.rows(run.pk)
    for task in tasks:
        task.run = run
    return tasks


def load_state(run: Run, chain: Chain, open_tasks: Iterable[Task]) -> State:
    """The engine's state from the open rows of `run`; what is done is never read."""
    arrivals = Arrival.objects.filter(run=run, closed_move__isnull=True) if chain.splits else ()
    return State(
        open=tuple(Visit.from_row(task.number, task.node, task.frames) for task in open_tasks),
        waiting=tuple(EngineArrival(*row.content) for row in arrivals),
        next_number=run.tasks_opened + 1,
        ended=run.end_node or None,
        left=run.state == RunState.LEFT,
    )


def store_moves(
    run: Run,
    chain: Chain,
    engine_moves: Iterable[Move],
    *,
    open_tasks: Iterable[Task],
    said: dict[int, Said],
    by: User | None,
    at: datetime,
    title: str = "",
) -> list[Task]:
    """Write the effects of engine moves that belong together as one numbered move of `run`; returns the new tasks.

    `said` gives outcome and note for the tasks that are closed, by number. `title` names a new own step. The caller
    holds the run's row and wrote nothing yet.
    """
    number = run.moves + 1
    store = _Store(run, chain, number, {task.number: task for task in open_tasks}, said, by, at, title)
    state = None
    for move in engine_moves:
        state = move.state
        for effect in move.effects:
            store.take(effect)
    if state is None:
        raise ValueError("A move needs at least one engine move.")
    store.write()
    run.moves, run.tasks_opened = number, state.next_number - 1
    _set_end(run, state, at)
    _MOVE_RUN.save(run)
    return store.opened_rows


def _set_end(run: Run, state: State, at: datetime) -> None:
    run.revision += 1
    run.end_node = state.ended or ""
    run.state = RunState.ENDED if state.ended else RunState.LEFT if state.left else RunState.RUNNING
    run.ended_at = None if run.state == RunState.RUNNING else at


class _Store:
    """Collects effects and writes them with as few statements as possible."""

    def __init__(
        self,
        run: Run,
        chain: Chain,
        move: int,
        tasks: dict[int, Task],
        said: dict[int, Said],
        by: User | None,
        at: datetime,
        title: str,
    ) -> None:
        self.run, self.chain, self.move, self.tasks, self.said = run, chain, move, tasks, said
        self.by, self.at, self.title = by, at, title
        self.opened: dict[int, Task] = {}
        self.closed: list[Task] = []
        self.rules: list[tuple[int, Rule]] = []
        self.arrived: list[EngineArrival] = []
        self.gone: set[tuple[str, int]] = set()

    @property
    def opened_rows(self) -> list[Task]:
        return list(self.opened.values())

    def take(self, effect: effects.Effect) -> None:
        match effect:
            case effects.VisitOpened(visit, kind):
                self.opened[visit.number] = self._new_task(visit, kind)
            case effects.VisitClosed(number, how):
                task = self.opened.get(number) or self.tasks[number]
                said = self.said.get(number, Said())
                task.state, task.closed_at, task.closed_move = STATE_AFTER[how], self.at, self.move
                task.closed_by, task.outcome, task.note = self.by, said.outcome, said.note
                if number not in self.opened:
                    self.closed.append(task)
            case effects.DeadlineSet(number, rule):
                self.rules.append((number, rule))
            case effects.ArrivalWaits(arrival):
                self.arrived.append(arrival)
            case effects.ArrivalsGone(split, instance):
                self.gone.add((split, instance))
            case effects.RunEnded() | effects.HandedOver():
                pass  # the state says how the run ended; the chain says where it goes on

    def write(self) -> None:
        for task in self.closed:
            _CLOSE_TASK.save(task)
        match self.opened_rows:
            case [task]:
                _OPEN_TASK.insert(task)
            case several:
                Task.objects.bulk_create(several)
        self._write_arrivals()
        self._write_deadlines()

    def _new_task(self, visit: Visit, kind: str) -> Task:
        return Task(
            run=self.run,
            number=visit.number,
            node=visit.node,
            kind=kind,
            title=self.title if kind == "own" else "",
            opened_at=self.at,
            opened_move=self.move,
            frames=visit.frames_as_row(),
        )

    def _write_arrivals(self) -> None:
        if self.gone:
            for row in Arrival.objects.filter(run=self.run, closed_move__isnull=True):
                if (row.content[0], row.content[1]) in self.gone:
                    row.closed_move = self.move
                    row.save(update_fields=["closed_move"])
        kept = [a for a in self.arrived if (a.split, a.instance) not in self.gone]
        Arrival.objects.bulk_create(
            [Arrival(run=self.run, content=list(arrival), opened_move=self.move) for arrival in kept]
        )

    def _write_deadlines(self) -> None:
        with_deadline = [task for task in self.closed if self._may_have_deadline(task.node)]
        if with_deadline:
            Deadline.objects.filter(run=self.run, task__in=with_deadline, closed_at__isnull=True).update(
                closed_at=self.at, closed_move=self.move
            )
        rows = [
            self._deadline(number, rule)
            for number, rule in self.rules
            if self.opened[number].closed_at is None
        ]
        if rows:
            Deadline.objects.bulk_create(rows)

    def _may_have_deadline(self, node: str) -> bool:
        step = self.chain.step(node)
        return step is not None and step.deadline is not None

    def _deadline(self, number: int, rule: Rule) -> Deadline:
        task = self.opened[number]
        former = self._former(task.node) if rule.then is not None else None
        anchor, event = former or self._anchor(rule)
        row = deadline_of_chain(
            rule,
            title=self.chain.title_of(task.node),
            event=event,
            started_on=anchor,
            region=self.run.organisation.region,
            again=former is not None,
        )
        row.run, row.task, row.opened_move = self.run, task, self.move
        return row

    def _former(self, node: str) -> tuple[date, str] | None:
        """When the same step was done before, if it was."""
        done_on = self._done_on(node)
        return (done_on, f"Schritt „{self.chain.title_of(node)}“ zuletzt erledigt") if done_on else None

    def _anchor(self, rule: Rule) -> tuple[date, str]:
        """The day from which a deadline counts, and what happened on it."""
        if rule.of == "start":
            return local_day(self.run.started_at), "Beginn der Kette"
        if rule.of.startswith("step:"):
            node = rule.of.removeprefix("step:")
            done_on = self._done_on(node)
            if done_on is not None:
                return done_on, f"Schritt „{self.chain.title_of(node)}“ erledigt"
        return local_day(self.at), "Schritt begonnen"

    def _done_on(self, node: str) -> date | None:
        """The day on which the step was last done, in this move or before."""
        in_this_move = [t for t in self.closed if t.node == node and t.state == TaskState.DONE]
        last = in_this_move[-1] if in_this_move else self._last_done(node)
        return local_day(last.closed_at) if last is not None and last.closed_at is not None else None

    def _last_done(self, node: str) -> Task | None:
        done = Task.objects.filter(run=self.run, node=node, state=TaskState.DONE)
        return done.order_by("-number").first()


def take_back(run: Run, *, at: datetime, by: User, move: int | None = None) -> int:
    """Undo the last standing move (or `move`, which is it) from the rows; returns its number. What it opened becomes
    VOID and stays as a trace.

    Its number is used up: the next move gets a higher one, so a stale page is still noticed.
    """
    last = last_move_of(run) if move is None else move
    opened = Task.objects.filter(run=run, opened_move=last).exclude(state=TaskState.VOID)
    opened.update(state=TaskState.VOID, closed_at=at, closed_move=last, closed_by=by)
    Task.objects.filter(run=run, closed_move=last).exclude(state=TaskState.VOID).update(
        state=TaskState.OPEN, closed_at=None, closed_move=None, closed_by=None, outcome=""
    )
    Arrival.objects.filter(run=run, opened_move=last).delete()
    Arrival.objects.filter(run=run, closed_move=last).update(closed_move=None)
    Deadline.objects.filter(run=run, closed_move=last).update(closed_at=None, closed_move=None)
    # what was said about them stays: the row is closed, not deleted
    Deadline.objects.filter(run=run, opened_move=last).update(closed_at=at, closed_move=last)
    return last


def last_move_of(run: Run) -> int:
    """The newest move of `run` that still stands; 0 if none does."""
    standing = Task.objects.filter(run=run).exclude(state=TaskState.VOID)
    newest = standing.aggregate(opened=Max("opened_move"), closed=Max("closed_move"))
    return max(newest["opened"] or 0, newest["closed"] or 0)
