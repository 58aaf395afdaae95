"""Read a run as a thread: what was, where it stands, what comes next. Rows in, plain values out; no query here."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from roterfaden.accounts.models import User
from roterfaden.process.ahead import Ahead, what_comes
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.engine.definition import Chain, Decision, End, Step
from roterfaden.process.engine.state import OWN
from roterfaden.process.evidence import result_title
from roterfaden.process.models import Deadline, Deviation, Run, Task, TaskDocument
from roterfaden.process.past import Chains, Past, Walked, tell_past, title_of, visits


@dataclass(frozen=True)
class Visit:
    """A task with all that a page tells of it, while it is open and afterwards."""

    task: Task
    title: str
    nth: int
    step: Step | None
    decision: Decision | None
    deadlines: Sequence[Deadline]
    documents: Sequence[TaskDocument]
    missing_results: Sequence[str] = ()  # results of other chains that the step waits for, by their titles

    @property
    def is_open(self) -> bool:
        return self.task.state == TaskState.OPEN

    @property
    def is_own(self) -> bool:
        """Whether somebody put the step in; the chain does not know it."""
        return self.task.node.startswith(OWN)

    def missing(self) -> list[str]:
        """The required documents of the step of which nothing is known yet, and the results that it waits for."""
        known = {row.title for row in self.documents}
        asked = self.step.documents if self.step else ()
        missing = [document.title for document in asked if document.required and document.title not in known]
        return missing + [title for title in self.missing_results if title not in known]


@dataclass(frozen=True)
class Story:
    """One run, told. `ordinal` is its number among the runs of its case."""

    run: Run
    ordinal: int
    chain: Chain
    # the version on which the run began
    first_chain: Chain
    past: Sequence[Past]
    visits: Sequence[Visit]
    ahead: Ahead

    @property
    def open(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.is_open]

    def visit(self, number: int) -> Visit | None:
        """The visit with this task number; None for what never was and for what was taken back."""
        return next((visit for visit in self.visits if visit.task.number == number), None)

    @property
    def last_move(self) -> int:
        """The newest move that still stands; 1 is the beginning, which cannot be taken back."""
        return max((max(v.task.opened_move, v.task.closed_move or 0) for v in self.visits), default=0)

    @property
    def steps_walked(self) -> int:
        done = [part for part in self.past if isinstance(part, Walked) and part.title]
        return sum(part.task.state == TaskState.DONE for part in done)

    @property
    def started_at(self) -> datetime:
        return self.run.started_at

    @property
    def end(self) -> End | None:
        """The end of the chain that the run has reached."""
        return self.chain.end(self.run.end_node)

    @property
    def ended_by(self) -> User | None:
        """Who made the last move of a run that is over."""
        closed = [visit.task for visit in self.visits if visit.task.closed_move]
        last = max(closed, key=lambda task: task.closed_move or 0, default=None)
        return last.closed_by if last is not None and self.run.state != RunState.RUNNING else None


def tell(
    run: Run,
    chain: Chain,
    *,
    ordinal: int,
    tasks: Sequence[Task],
    deviations: Sequence[Deviation],
    deadlines: Iterable[Deadline],
    documents: Iterable[TaskDocument],
    before: Sequence[tuple[int, Chain]] = (),
    delivered: Container[str] = (),
) -> Story:
    """The story of `run` from its rows: `tasks` by number, `deviations` by move. `before` are the versions on which it
    was, each with the move that left it; `delivered` are the chains whose results are there.
    """
    chains = Chains(chain, before)
    nth = visits(tasks)
    due: dict[int | None, list[Deadline]] = {}
    for deadline in deadlines:
        due.setdefault(deadline.task_id, []).append(deadline)
    recorded: dict[int, list[TaskDocument]] = {}
    for document in documents:
        recorded.setdefault(document.task_id, []).append(document)
    told = [
        Visit(
            task=task,
            title=title_of(chains.of(task), task),
            nth=nth[task.number],
            step=chains.of(task).step(task.node),
            decision=chains.of(task).decision(task.node),
            deadlines=due.get(task.pk, ()),
            documents=recorded.get(task.pk, ()),
            missing_results=_awaited(chain.step(task.node), delivered),
        )
        for task in tasks
        if task.state != TaskState.VOID
    ]
    return Story(
        run=run,
        ordinal=ordinal,
        chain=chain,
        first_chain=chains.first,
        past=tell_past(chains, tasks, deviations),
        visits=told,
        ahead=what_comes(chain, [visit.task.node for visit in told if visit.is_open]),
    )


def _awaited(step: Step | None, delivered: Container[str]) -> list[str]:
    awaited = step.requires_results if step else ()
    return [result_title(key) for key in awaited if key not in delivered]
