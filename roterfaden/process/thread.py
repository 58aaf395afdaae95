"""Read a run as a thread: what was, where it stands, what comes next. Rows in, plain values out; no query here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from roterfaden.accounts.models import User
from roterfaden.process.ahead import Coming, what_comes
from roterfaden.process.choices import DeviationKind, RunState, TaskState
from roterfaden.process.engine.definition import Chain, Decision, NodeKind, Step
from roterfaden.process.models import Deadline, Deviation, Run, Task, TaskDocument


@dataclass(frozen=True)
class Answer:
    question: str
    label: str


@dataclass
class Walked:
    """A task that is closed, with the answers that followed it in the same breath."""

    task: Task
    title: str
    nth: int
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True)
class Loop:
    """The thread went back to an earlier step."""

    task: Task
    title: str
    because: Answer | None


@dataclass(frozen=True)
class Detour:
    """The thread left the drawn path, or a move was taken back."""

    deviation: Deviation
    from_title: str
    to_title: str


Past = Walked | Loop | Detour


@dataclass(frozen=True)
class OpenTask:
    """A task that waits for somebody, with all that its card tells."""

    task: Task
    title: str
    nth: int
    step: Step | None
    decision: Decision | None
    deadlines: Sequence[Deadline]
    documents: Sequence[TaskDocument]


@dataclass(frozen=True)
class Story:
    """One run, told."""

    run: Run
    chain: Chain
    past: Sequence[Past]
    open: Sequence[OpenTask]
    coming: Sequence[Coming]
    end_title: str

    @property
    def steps_walked(self) -> int:
        return sum(isinstance(part, Walked) and part.task.state == TaskState.DONE for part in self.past)

    @property
    def started_at(self) -> datetime:
        return self.run.started_at

    @property
    def ended_by(self) -> User | None:
        closed = [part.task for part in self.past if isinstance(part, Walked)]
        return closed[-1].closed_by if closed and self.run.state != RunState.RUNNING else None


def tell(
    run: Run,
    chain: Chain,
    *,
    tasks: Iterable[Task],
    deviations: Iterable[Deviation],
    deadlines: Iterable[Deadline],
    documents: Iterable[TaskDocument],
) -> Story:
    """The story of `run` from its rows."""
    standing = [task for task in tasks if task.state != TaskState.VOID]
    nth = _visits(standing)
    open_now = [task for task in standing if task.state == TaskState.OPEN]
    end = chain.end(run.end_node)
    return Story(
        run=run,
        chain=chain,
        past=_past(chain, standing, [d for d in deviations if not d.undone], nth),
        open=[
            OpenTask(
                task=task,
                title=title_of(chain, task),
                nth=nth[task.number],
                step=chain.step(task.node),
                decision=chain.decision(task.node),
                deadlines=[d for d in deadlines if d.task_id == task.pk],
                documents=[d for d in documents if d.task_id == task.pk],
            )
            for task in open_now
        ],
        coming=what_comes(chain, [task.node for task in open_now], visited={task.node for task in standing}),
        end_title=end.title if end else "",
    )


def title_of(chain: Chain, task: Task) -> str:
    return task.title or chain.title_of(task.node) or task.node


def printed_number(node: str) -> str:
    """The number that the handbook prints for a step; letter ids (x1, d_…) and own steps have none."""
    return node if node[:1].isdigit() else ""


def _visits(tasks: Iterable[Task]) -> dict[int, int]:
    """Which visit of its node each task is, by task number."""
    count: dict[str, int] = {}
    nth = {}
    for task in tasks:
        count[task.node] = count.get(task.node, 0) + 1
        nth[task.number] = count[task.node]
    return nth


def _past(
    chain: Chain, tasks: Iterable[Task], deviations: Iterable[Deviation], nth: dict[int, int]
) -> list[Past]:
    order = {node: index for index, node in enumerate(chain.places())}
    events: list[tuple[int, int, int, Task | Deviation]] = [
        (task.closed_move or 0, 0, task.number, task) for task in tasks if task.state != TaskState.OPEN
    ]
    events += [(deviation.move, 1, deviation.pk, deviation) for deviation in deviations]
    past: list[Past] = []
    seen: set[str] = set()
    previous = ""
    for *_, event in sorted(events, key=lambda entry: entry[:3]):
        if isinstance(event, Deviation):
            past.append(_detour(chain, event))
            continue
        last = _last_walked(past)
        if event.kind == NodeKind.DECISION and last is not None and event.state == TaskState.DONE:
            last.answers.append(Answer(chain.title_of(event.node), event.outcome))
            continue
        if event.node in seen and order.get(event.node, 0) <= order.get(previous, 0) and _drawn(past):
            because = last.answers[-1] if last is not None and last.answers else None
            past.append(Loop(event, title_of(chain, event), because))
        seen.add(event.node)
        previous = event.node
        walked = Walked(event, title_of(chain, event), nth[event.number])
        if event.kind == NodeKind.DECISION and event.outcome:
            walked.answers.append(Answer(walked.title, event.outcome))
        past.append(walked)
    return past


def _last_walked(past: Sequence[Past]) -> Walked | None:
    return past[-1] if past and isinstance(past[-1], Walked) else None


def _drawn(past: Sequence[Past]) -> bool:
    """Whether the way to the next knot was a drawn one: after a detour the detour itself says where it went."""
    return not past or not isinstance(past[-1], Detour)


def _detour(chain: Chain, deviation: Deviation) -> Detour:
    origin = deviation.from_task
    target = deviation.to_node
    if deviation.kind == DeviationKind.RULE:
        to_title = next((rule.title for rule in chain.standing_rules if rule.id == target), target)
    else:
        to_title = " ".join(filter(None, (printed_number(target), chain.title_of(target))))
    return Detour(deviation, title_of(chain, origin) if origin else "", to_title)
