"""What a run has behind it: tasks closed, loops, ways off the drawn path, moves taken back. Rows in, values out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from roterfaden.process.choices import DeviationKind, TaskState
from roterfaden.process.engine.definition import Chain, NodeKind
from roterfaden.process.engine.state import OWN
from roterfaden.process.layers import layers_of
from roterfaden.process.models import Deviation, Task


@dataclass(frozen=True)
class Answer:
    """A question that was answered: the task of the decision, and the question itself."""

    task: Task
    question: str


@dataclass
class Walked:
    """A task that is closed, with the answers to the questions to which it led.

    A question to which no task of the past led (a skip or a jump did) stands alone: `task` is its own, title is "".
    """

    task: Task
    title: str
    nth: int
    answers: list[Answer] = field(default_factory=list)

    @property
    def moves(self) -> set[int]:
        """The moves that opened what came after this."""
        return {task.closed_move or 0 for task in (self.task, *(answer.task for answer in self.answers))}


@dataclass(frozen=True)
class Loop:
    """The thread went back to an earlier step; `because` is the answer that sent it there."""

    task: Task
    title: str
    because: Answer | None


@dataclass(frozen=True)
class Detour:
    """The drawn path was left, or a move was taken back (kind UNDO).

    `origin` is the task it started from: given up by a jump or a skip, opened again by an undo, begun as an own step.
    `taken_back` is the deviation that an undo took back, if it was one.
    """

    deviation: Deviation
    origin: Task | None
    origin_title: str
    target_title: str
    taken_back: Deviation | None = None


Past = Walked | Loop | Detour

# where the task from which one deviates is told by the detour alone
GIVEN_UP = frozenset({TaskState.SKIPPED, TaskState.DROPPED})


@dataclass(frozen=True)
class Chains:
    """The version on which a run is, and those on which it was before, each with the move that left it."""

    now: Chain
    before: Sequence[tuple[int, Chain]] = ()

    def of(self, task: Task) -> Chain:
        """The version on which the task was closed; an open one is on the present version."""
        move = task.closed_move
        return next((chain for left, chain in self.before if move is not None and move <= left), self.now)

    @property
    def first(self) -> Chain:
        return self.before[0][1] if self.before else self.now


def title_of(chain: Chain, task: Task) -> str:
    """What people call a task: its own title if it is an own step, else the chain's."""
    return task.title or chain.title_of(task.node) or task.node


def printed_number(node: str) -> str:
    """The number that the handbook prints for a step; letter ids (x1, d_…) and own steps have none."""
    return node if node[:1].isdigit() else ""


def visits(tasks: Iterable[Task]) -> dict[int, int]:
    """Which visit of its node each standing task is, by task number."""
    count: dict[str, int] = defaultdict(int)
    nth = {}
    for task in tasks:
        if task.state != TaskState.VOID:
            count[task.node] += 1
            nth[task.number] = count[task.node]
    return nth


def tell_past(chains: Chains, tasks: Sequence[Task], deviations: Sequence[Deviation]) -> list[Past]:
    """Everything behind the present, in the order in which it happened. `tasks` come by number, `deviations` by move.

    What was taken back is left out but for the trace that it was taken back.
    """
    return _Telling(chains, tasks, deviations).told()


def _moves_taken_back(deviations: Iterable[Deviation]) -> dict[int, int]:
    """For the move of every undo, the move that it took back: the newest that still stood."""
    found: dict[int, int] = {}
    standing: list[int] = []
    newest = 0
    for deviation in deviations:
        standing += range(newest + 1, deviation.move)
        newest = deviation.move
        if deviation.kind != DeviationKind.UNDO:
            standing.append(newest)
        elif standing:
            found[newest] = standing.pop()
    return found


class _Telling:
    def __init__(self, chains: Chains, tasks: Sequence[Task], deviations: Sequence[Deviation]) -> None:
        self.chains, self.chain = chains, chains.now
        self.layer = layers_of(chains.now).of
        self.nth = visits(tasks)
        self.closed: dict[int, list[Task]] = defaultdict(list)
        self.opened: dict[int, list[Task]] = defaultdict(list)
        for task in tasks:
            self.opened[task.opened_move].append(task)
            if task.closed_move is not None and task.state != TaskState.VOID:
                self.closed[task.closed_move].append(task)
        self.detours = {deviation.move: deviation for deviation in deviations if not deviation.undone}
        self.undone = {deviation.move: deviation for deviation in deviations if deviation.undone}
        self.taken_back = _moves_taken_back(deviations)
        self.past: list[Past] = []

    def told(self) -> list[Past]:
        for move in sorted({*self.closed, *self.opened, *self.detours}):
            deviation = self.detours.get(move)
            for task in self.closed[move]:
                if deviation is None or task.pk != deviation.from_task_id or task.state not in GIVEN_UP:
                    self._walk(task)
            if deviation is not None:
                self.past.append(self._detour(deviation))
            else:
                self._turn_back(move)
        return self.past

    def _walk(self, task: Task) -> None:
        nth = self.nth[task.number]
        if task.kind != NodeKind.DECISION or task.state != TaskState.DONE:
            self.past.append(Walked(task, title_of(self.chains.of(task), task), nth))
            return
        answer = Answer(task, self.chains.of(task).title_of(task.node))
        walked = (part for part in reversed(self.past) if isinstance(part, Walked))
        before = next((part for part in walked if task.opened_move in part.moves), None)
        if before is None:
            self.past.append(Walked(task, "", nth, [answer]))
        else:
            before.answers.append(answer)

    def _turn_back(self, move: int) -> None:
        """Tell of a loop, if this move opened again a step that lies before what it closed."""
        for task in self.opened[move]:
            left = [self.layer.get(other.node, 0) for other in self.closed[move] if other is not task]
            if self.nth.get(task.number, 1) > 1 and 0 < self.layer.get(task.node, 0) <= max(left, default=0):
                last = self.past[-1] if self.past else None
                because = last.answers[-1] if isinstance(last, Walked) and last.answers else None
                self.past.append(Loop(task, title_of(self.chains.of(task), task), because))
                return

    def _detour(self, deviation: Deviation) -> Detour:
        taken_back = self.undone.get(self.taken_back.get(deviation.move, 0))
        origin = deviation.from_task or self._own_step(taken_back or deviation)
        return Detour(
            deviation,
            origin,
            title_of(self.chains.of(origin), origin) if origin else "",
            self._target(taken_back or deviation),
            taken_back,
        )

    def _own_step(self, deviation: Deviation) -> Task | None:
        return next((task for task in self.opened[deviation.move] if task.node.startswith(OWN)), None)

    def _target(self, deviation: Deviation) -> str:
        version = deviation.kind == DeviationKind.VERSION
        return deviation.to_node if version else self._name(deviation.to_node)

    def _name(self, node: str) -> str:
        rules = {rule.id: rule.title for rule in self.chain.standing_rules}
        return rules.get(node) or " ".join(filter(None, (printed_number(node), self.chain.title_of(node))))
