"""Which way is forward in a chain: every node's layer, and the ways that lead back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from roterfaden.process.engine.definition import Chain

Way = tuple[str, str]


@dataclass(frozen=True)
class Layers:
    """The longest way from a start to each node, not counting ways back; and those ways back."""

    of: Mapping[str, int]
    back: frozenset[Way]
    following: Mapping[str, Sequence[str]]

    def ahead(self, node: str) -> Iterator[str]:
        """The nodes that follow `node` without going back."""
        return (after for after in self.following[node] if (node, after) not in self.back)

    def reachable(self, roots: Iterable[str], *, without: str = "") -> set[str]:
        """The nodes ahead of `roots`, these included, on ways that do not pass `without`."""
        seen: set[str] = set()
        todo = [root for root in roots if root != without]
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo += [after for after in self.ahead(node) if after != without]
        return seen


def layers_of(chain: Chain, nodes: Sequence[str] = ()) -> Layers:
    """The layers of `chain`, or of the part of it that consists of `nodes`."""
    nodes = nodes or tuple(chain.nodes)
    inside = set(nodes)
    return layering(nodes, {n: tuple(a for a in chain.successors(n) if a in inside) for n in nodes})


def layering(nodes: Sequence[str], following: Mapping[str, Sequence[str]]) -> Layers:
    """The layers of any graph of `nodes`."""
    back = _ways_back(nodes, following)
    layer = dict.fromkeys(nodes, 0)
    for node in _in_order(nodes, following, back):
        for after in following[node]:
            if (node, after) not in back:
                layer[after] = max(layer[after], layer[node] + 1)
    return Layers(layer, back, following)


def _ways_back(nodes: Sequence[str], following: Mapping[str, Sequence[str]]) -> frozenset[Way]:
    """Ways to a node from which one just came, in a walk through the chain that begins at its starts."""
    back: set[Way] = set()
    done: set[str] = set()
    for root in nodes:
        path = {root: iter(following[root])} if root not in done else {}
        while path:
            node = next(reversed(path))
            after = next(path[node], None)
            if after is None:
                del path[node]
                done.add(node)
            elif after in path:
                back.add((node, after))
            elif after not in done:
                path[after] = iter(following[after])
    return frozenset(back)


def _in_order(
    nodes: Sequence[str], following: Mapping[str, Sequence[str]], back: frozenset[Way]
) -> Iterator[str]:
    """Every node after all that lead to it."""
    waiting = dict.fromkeys(nodes, 0)
    for node in nodes:
        for after in following[node]:
            waiting[after] += (node, after) not in back
    ready = [node for node in nodes if not waiting[node]]
    for node in ready:
        yield node
        for after in following[node]:
            if (node, after) not in back:
                waiting[after] -= 1
                if not waiting[after]:
                    ready.append(after)
