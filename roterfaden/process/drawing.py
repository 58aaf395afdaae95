"""The whole chain as a drawing: layers from top to bottom, ways back at the side, the walked path marked.

Pure and deterministic: places and lines out of a chain and the nodes a run has visited. The page turns them into SVG.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from roterfaden.process.engine.definition import Chain, Decision, NodeKind
from roterfaden.process.thread import printed_number

WIDTH, HEIGHT = 190, 58
GAP_X, GAP_Y = 34, 50
MARGIN, BACK_LANE = 24, 16
LINE_LENGTH, MAX_LINES = 27, 3
SWEEPS = 4


@dataclass(frozen=True)
class Walk:
    """What a run did: nodes visited, ways walked between them, nodes that are open now."""

    visited: frozenset[str] = frozenset()
    ways: frozenset[tuple[str, str]] = frozenset()
    open: frozenset[str] = frozenset()

    @classmethod
    def of(cls, visits: Iterable[tuple[str, bool]], *, start: str, end: str) -> "Walk":
        """From the visits in order (node, whether it is open), the start and, once it has ended, the end."""
        visits = list(visits)
        nodes = [start, *(node for node, _open in visits), *([end] if end else [])]
        return cls(
            frozenset(nodes), frozenset(pairwise(nodes)), frozenset(node for node, is_open in visits if is_open)
        )


@dataclass(frozen=True)
class Place:
    """One node of the drawing; x and y are its upper left corner."""

    node: str
    kind: str
    number: str
    title: str
    lines: tuple[str, ...]
    x: int
    y: int
    state: str  # open | walked | ahead

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def text(self) -> list[tuple[int, str]]:
        """The lines of the title with their baselines, centred in the box."""
        first = self.y + HEIGHT // 2 - (len(self.lines) - 1) * 8 + 4
        return [(first + index * 16, line) for index, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Way:
    """One line of the drawing, as an SVG path, with the answer that it stands for."""

    path: str
    walked: bool
    label: str
    label_x: int
    label_y: int


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    places: Sequence[Place]
    ways: Sequence[Way]
    box_width: int = WIDTH
    box_height: int = HEIGHT


def draw(chain: Chain, walk: Walk) -> Drawing:
    """Lay out `chain` and mark what `walk` says."""
    starts = [s.id for s in chain.starts if s.id in walk.visited] or [s.id for s in chain.starts]
    nodes = [node for node in chain.nodes if chain.kind_of(node) != NodeKind.START or node in starts]
    edges = [(a, b, label) for a in nodes for b, label in _labelled(chain, a)]
    layer = _layers(nodes, edges)
    rows = _rows(nodes, edges, layer)
    back_ways = sum(1 for a, b, _label in edges if layer[b] <= layer[a])
    left = MARGIN + BACK_LANE * (back_ways + 1)
    widest = max(len(row) for row in rows)
    places = {
        node: _place(chain, walk, node, left + _shift(widest, len(row)) + column * (WIDTH + GAP_X), index)
        for index, row in enumerate(rows)
        for column, node in enumerate(row)
    }
    ways, lane = [], 0
    for a, b, label in edges:
        if layer[b] <= layer[a]:
            lane += 1
        ways.append(_way(places[a], places[b], label, (a, b) in walk.ways, left - BACK_LANE * lane, layer[b] > layer[a]))
    # walked ways lie on top
    ways.sort(key=lambda way: way.walked)
    return Drawing(
        width=left + widest * (WIDTH + GAP_X) - GAP_X + MARGIN,
        height=2 * MARGIN + len(rows) * (HEIGHT + GAP_Y) - GAP_Y,
        places=[places[node] for row in rows for node in row],
        ways=ways,
    )


def _labelled(chain: Chain, node: str) -> list[tuple[str, str]]:
    found = chain.nodes[node]
    if isinstance(found, Decision):
        return [(outcome.next, outcome.label) for outcome in found.outcomes]
    return [(following, "") for following in chain.successors(node)]


Edge = tuple[str, str, str]


def _layers(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The longest way from a start, not counting ways back."""
    following: dict[str, list[str]] = {node: [] for node in nodes}
    for a, b, _label in edges:
        following[a].append(b)
    back = _back_edges(nodes, following)
    layer = dict.fromkeys(nodes, 0)
    for node in _topological(nodes, following, back):
        for after in following[node]:
            if (node, after) not in back:
                layer[after] = max(layer[after], layer[node] + 1)
    return layer


def _back_edges(nodes: Sequence[str], following: dict[str, list[str]]) -> set[tuple[str, str]]:
    back, done, on_path = set(), set(), set()
    for root in nodes:
        stack = [(root, iter(following[root]))] if root not in done else []
        on_path |= {root} if stack else set()
        while stack:
            node, rest = stack[-1]
            after = next(rest, None)
            if after is None:
                stack.pop()
                on_path.discard(node)
                done.add(node)
            elif after in on_path:
                back.add((node, after))
            elif after not in done:
                on_path.add(after)
                stack.append((after, iter(following[after])))
    return back


def _topological(
    nodes: Sequence[str], following: dict[str, list[str]], back: set[tuple[str, str]]
) -> list[str]:
    waiting = dict.fromkeys(nodes, 0)
    for node in nodes:
        for after in following[node]:
            if (node, after) not in back:
                waiting[after] += 1
    ready = [node for node in nodes if not waiting[node]]
    order = []
    while ready:
        node = ready.pop(0)
        order.append(node)
        for after in following[node]:
            if (node, after) not in back:
                waiting[after] -= 1
                if not waiting[after]:
                    ready.append(after)
    return order


def _rows(nodes: Sequence[str], edges: Sequence[Edge], layer: dict[str, int]) -> list[list[str]]:
    """The nodes layer by layer, each row ordered so that lines cross little."""
    rows: list[list[str]] = [[] for _ in range(max(layer.values()) + 1)]
    for node in nodes:
        rows[layer[node]].append(node)
    rows = [row for row in rows if row]
    near: dict[str, list[str]] = {node: [] for node in nodes}
    for a, b, _label in edges:
        near[a].append(b)
        near[b].append(a)
    for _ in range(SWEEPS):
        position = {node: (index + 0.5) / len(row) for row in rows for index, node in enumerate(row)}
        for row in rows:
            row.sort(key=lambda node: sum(position[n] for n in near[node]) / max(len(near[node]), 1))
    return rows


def _shift(widest: int, count: int) -> int:
    return (widest - count) * (WIDTH + GAP_X) // 2


def _place(chain: Chain, walk: Walk, node: str, x: int, row: int) -> Place:
    title = chain.title_of(node)
    number = printed_number(node)
    lines = textwrap.wrap(f"{number} {title}".strip(), LINE_LENGTH)
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], lines[MAX_LINES - 1].rstrip(".,; ")[: LINE_LENGTH - 1] + "…"]
    state = "open" if node in walk.open else "walked" if node in walk.visited else "ahead"
    y = MARGIN + row * (HEIGHT + GAP_Y)
    return Place(node, str(chain.kind_of(node)), number, title, tuple(lines), x, y, state)


def _way(a: Place, b: Place, label: str, walked: bool, lane: int, downwards: bool) -> Way:
    if downwards:
        bottom, top = a.y + HEIGHT, b.y
        bend = (top - bottom) // 2 if top - bottom < 2 * GAP_Y else GAP_Y
        path = (
            f"M{a.middle} {bottom}C{a.middle} {bottom + bend} {b.middle} {top - bend} {b.middle} {top}"
        )
        shift = (b.middle - a.middle) // 6
        return Way(path, walked, label, a.middle + shift + (6 if shift >= 0 else -6), bottom + 18)
    from_y, to_y = a.y + HEIGHT // 2, b.y + HEIGHT // 2
    path = f"M{a.x} {from_y}L{lane + 8} {from_y}Q{lane} {from_y} {lane} {from_y - 8}L{lane} {to_y + 8}Q{lane} {to_y} {lane + 8} {to_y}L{b.x} {to_y}"
    return Way(path, walked, label, a.x - 14, from_y - 6)
