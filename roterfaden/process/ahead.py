"""What may come after the open places of a chain, in the order in which it may come."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from roterfaden.process.engine.definition import Chain, Decision, End, Step

MOST_STEPS = 6


@dataclass(frozen=True)
class Coming:
    """A step or end that may come. `only_if` names the answer without which it does not come next."""

    node: str
    title: str
    only_if: str = ""
    note: str = ""
    is_end: bool = False


def what_comes(chain: Chain, places: Iterable[str], *, visited: Collection[str]) -> Sequence[Coming]:
    """The next steps beyond `places`, nearest first, at most MOST_STEPS, then the nearest good end.

    Steps that were visited already are left out: a loop back is shown when it happens.
    """
    starts = [place for place in places if place in chain.nodes]
    if not starts:
        return []
    steps: list[Coming] = []
    ends: list[End] = []
    seen = set(starts)
    todo = deque((following, label) for place in starts for following, label in _ways(chain, place))
    while todo:
        node, label = todo.popleft()
        if node in seen:
            continue
        seen.add(node)
        match chain.nodes[node]:
            case Step() as step if node not in visited:
                note = step.deadline.note if step.deadline else ""
                steps.append(Coming(node, step.title, label if _alone(chain, starts, node) else "", note))
            case End() as end:
                ends.append(end)
            case _:
                pass
        todo.extend((following, "") for following, _label in _ways(chain, node))
    good = [end for end in ends if end.kind in {"success", "handover"}] or ends
    closing = [Coming(good[0].id, good[0].title, is_end=True)] if good else []
    return steps[:MOST_STEPS] + closing


def _ways(chain: Chain, node: str) -> list[tuple[str, str]]:
    """Where `node` leads, with the answer that leads there; questions in between are seen through."""
    found = chain.nodes[node]
    if isinstance(found, Decision):
        return [(outcome.next, outcome.label) for outcome in found.outcomes]
    following = chain.successors(node)
    if len(following) == 1 and (question := chain.decision(following[0])) is not None:
        return [(outcome.next, outcome.label) for outcome in question.outcomes]
    return [(after, "") for after in following]


def _alone(chain: Chain, starts: Sequence[str], node: str) -> bool:
    """Whether only one of the next answers leads to `node`."""
    ways = [way for place in starts for way in _ways(chain, place)]
    others = [target for target, label in ways if target != node and label]
    return node not in chain.reachable(others, without=set(starts))
