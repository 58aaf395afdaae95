"""Runs at a glance, for lists: how many steps are done, how often it went back, how much may lie ahead."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.engine.definition import Chain, End, NodeKind
from roterfaden.process.models import Run, Task
from roterfaden.process.spoken import spoken

GOOD_ENDS = frozenset({"success", "handover"})


@dataclass(frozen=True)
class OpenPlace:
    """One open task of a run: its number there, its node, its title, and which visit of the node it is."""

    number: int
    node: str
    title: str
    nth: int


@dataclass(frozen=True)
class Glance:
    """What a list says of one run."""

    done: int = 0
    loops: int = 0
    ahead: int = 0
    ended: bool = False
    # what the chain calls the end that was reached; "" if the thread runs or was left
    end: str = ""
    open: tuple[OpenPlace, ...] = ()


@dataclass
class _Walk:
    nodes: list[str] = field(default_factory=list)
    done: int = 0
    open: list[OpenPlace] = field(default_factory=list)


def glances(runs: Sequence[Run]) -> dict[int, Glance]:
    """One glance per run, by its id, with one query for all. The runs come with their chain version."""
    walks: dict[int, _Walk] = {run.pk: _Walk() for run in runs}
    chains = {run.pk: spoken(chain_of(run.chain_version)) for run in runs}
    visits: Counter[tuple[int, str]] = Counter()
    rows = Task.objects.filter(run__in=list(walks)).exclude(state=TaskState.VOID).order_by("run_id", "number")
    for run_id, number, node, kind, state, title in rows.values_list(
        "run_id", "number", "node", "kind", "state", "title"
    ):
        walk, chain = walks[run_id], chains[run_id]
        visits[run_id, node] += 1
        if chain.step(node) is not None:
            walk.nodes.append(node)
        if state == TaskState.DONE and kind != NodeKind.DECISION:
            walk.done += 1
        elif state == TaskState.OPEN:
            shown = title or chain.title_of(node)
            walk.open.append(OpenPlace(number, node, shown, visits[run_id, node]))
    return {run.pk: _glance(run, chains[run.pk], walks[run.pk]) for run in runs}


def _glance(run: Run, chain: Chain, walk: _Walk) -> Glance:
    return Glance(
        done=walk.done,
        loops=count_loops(walk.nodes),
        ahead=max((steps_ahead(chain, place.node) for place in walk.open), default=0),
        ended=run.state != RunState.RUNNING,
        end=chain.title_of(run.end_node),
        open=tuple(walk.open),
    )


def count_loops(nodes: Iterable[str]) -> int:
    """How often a walk turned back to where it had been: each stretch of known nodes counts once."""
    seen: set[str] = set()
    loops, turning = 0, False
    for node in nodes:
        known = node in seen
        if known and not turning:
            loops += 1
        turning = known
        seen.add(node)
    return loops


def steps_ahead(chain: Chain, node: str) -> int:
    """The fewest steps from `node` to an end that is no failure; 0 if there is none or the node is unknown."""
    if node not in chain.nodes:
        return 0
    shortest: dict[str, int] = {node: 0}
    todo = deque([node])
    while todo:
        here = todo.popleft()
        for after in chain.successors(here):
            cost = shortest[here] + (chain.step(after) is not None)
            if cost < shortest.get(after, cost + 1):
                shortest[after] = cost
                # steps cost one, questions nothing: what costs nothing is looked at first
                (todo.append if chain.step(after) else todo.appendleft)(after)
    good = [cost for place, cost in shortest.items() if _is_good_end(chain, place)]
    return min(good, default=0)


def _is_good_end(chain: Chain, node: str) -> bool:
    end = chain.nodes[node]
    return isinstance(end, End) and end.kind in GOOD_ENDS
