"""Which ways of a chain a run has gone: for the drawing, and for the list beside it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roterfaden.process.choices import DeviationKind, TaskState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.layers import Way
from roterfaden.process.models import Task
from roterfaden.process.past import Detour
from roterfaden.process.thread import Story


@dataclass(frozen=True)
class Walk:
    """The nodes visited and how often, those open now, the drawn ways gone, and the ways gone beside them."""

    times: Mapping[str, int] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    # visited, but never done
    skipped: frozenset[str] = frozenset()
    ways: frozenset[Way] = frozenset()
    detours: frozenset[Way] = frozenset()


NOWHERE = Walk()
GONE_ON = frozenset({TaskState.DONE, TaskState.SKIPPED})


def walk_of(story: Story) -> Walk:
    """The walk of a run from its visits. What was taken back was never walked."""
    tasks = [visit.task for visit in story.visits if not visit.is_own]
    times = Counter(task.node for task in tasks)
    times.update(filter(None, (story.run.start_node, story.run.end_node)))
    kept = {task.node for task in tasks if task.state in {TaskState.DONE, TaskState.OPEN}}
    ways = {*_drawn_ways(story, tasks), *_into_joins(story.chain, tasks)}
    return Walk(
        times=times,
        open=frozenset(task.node for task in tasks if task.state == TaskState.OPEN),
        skipped=frozenset(task.node for task in tasks if task.node not in kept),
        ways=frozenset(ways),
        detours=frozenset(way for way in _ways_beside(story, tasks) if way[0] != way[1] and way not in ways),
    )


def _drawn_ways(story: Story, tasks: Sequence[Task]) -> Iterator[Way]:
    """From each task that a move left by the drawn way to each task, or to the end, that the same move opened."""
    chain, run = story.chain, story.run
    left: dict[int, list[Task]] = defaultdict(list)
    opened: dict[int, list[str]] = defaultdict(list)
    for task in tasks:
        opened[task.opened_move].append(task.node)
        left[task.closed_move or 0].append(task)
    yield from (
        (run.start_node, node) for node in opened[1] if node in story.first_chain.successors(run.start_node)
    )
    if run.end_node:
        opened[max(left, default=0)].append(run.end_node)
    for move in left.keys() & opened.keys() - {0}:
        for task in left[move]:
            if task.state in GONE_ON:
                yield from ((task.node, node) for node in opened[move] if node in _leads_to(chain, task))


def _leads_to(chain: Chain, task: Task) -> Sequence[str]:
    decision = chain.decision(task.node)
    if decision is None:
        return chain.successors(task.node)
    outcome = decision.outcome(task.outcome)
    return (outcome.next,) if outcome else ()


def _into_joins(chain: Chain, tasks: Sequence[Task]) -> Iterator[Way]:
    """One branch opens a join, but all that are done have come there."""
    visited = {task.node for task in tasks}
    for join in {split.joins_at for split in chain.splits} & visited:
        yield from (
            (task.node, join) for task in tasks if task.state in GONE_ON and join in _leads_to(chain, task)
        )


def _ways_beside(story: Story, tasks: Sequence[Task]) -> Iterator[Way]:
    """Jumps, early ends and standing rules: from what was given up to where it went instead."""
    rules = {rule.id: rule.leads_to for rule in story.chain.standing_rules}
    for part in story.past:
        if not isinstance(part, Detour):
            continue
        deviation = part.deviation
        if deviation.kind == DeviationKind.JUMP and part.origin is not None:
            yield part.origin.node, deviation.to_node
        elif deviation.kind in {DeviationKind.END_EARLY, DeviationKind.RULE}:
            given_up = [task for task in tasks if task.closed_move == deviation.move]
            yield from ((task.node, rules.get(deviation.to_node, deviation.to_node)) for task in given_up)
