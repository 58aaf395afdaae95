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
            frozenset(nodes),
            frozenset(pairwise(nodes)),
            frozenset(node for node, is_open in visits if is_open),
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
    back = [edge for edge in edges if layer[edge[1]] <= layer[edge[0]]]
    widest = max(len(row) for row in rows)
    left = MARGIN + BACK_LANE * (len(back) + 1)
    right = left + widest * (WIDTH + GAP_X) - GAP_X
    places = {
        node: _place(chain, walk, node, left + _shift(widest, len(row)) + column * (WIDTH + GAP_X), index)
        for index, row in enumerate(rows)
        for column, node in enumerate(row)
    }
    far = [
        edge for edge in edges if edge not in back and _is_blocked(places, places[edge[0]], places[edge[1]])
    ]
    ways = [
        _way(places, edge, (edge[0], edge[1]) in walk.ways, back=back, far=far, left=left, right=right)
        for edge in edges
    ]
    # walked ways lie on top
    ways.sort(key=lambda way: way.walked)
    return Drawing(
        width=right + BACK_LANE * (len(far) + 1) + MARGIN,
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


def _is_blocked(places: dict[str, Place], a: Place, b: Place) -> bool:
    """Whether a straight way down from `a` to `b` would run through another box."""
    between = [p for p in places.values() if a.y < p.y < b.y]
    low, high = sorted((a.middle, b.middle))
    return any(p.x <= high and p.x + WIDTH >= low for p in between)


def _way(
    places: dict[str, Place],
    edge: Edge,
    walked: bool,
    *,
    back: Sequence[Edge],
    far: Sequence[Edge],
    left: int,
    right: int,
) -> Way:
    a, b, label = places[edge[0]], places[edge[1]], edge[2]
    if edge in back:
        lane = left - BACK_LANE * (back.index(edge) + 1)
        return Way(
            _round_the_side(a.x, a.y, b.x, b.y, lane, 8), walked, label, a.x - 16, a.y + HEIGHT // 2 - 7
        )
    if edge in far:
        lane = right + BACK_LANE * (far.index(edge) + 1)
        path = _round_the_side(a.x + WIDTH, a.y, b.x + WIDTH, b.y, lane, -8)
        return Way(path, walked, label, a.x + WIDTH + 16, a.y + HEIGHT // 2 - 7)
    bottom, top = a.y + HEIGHT, b.y
    bend = (top - bottom) // 2
    path = f"M{a.middle} {bottom}C{a.middle} {bottom + bend} {b.middle} {top - bend} {b.middle} {top}"
    shift = (b.middle - a.middle) // 6
    return Way(path, walked, label, a.middle + shift + (12 if shift >= 0 else -12), bottom + 20)


def _round_the_side(from_x: int, from_y: int, to_x: int, to_y: int, lane: int, bow: int) -> str:
    """A way out of one side of a box, along `lane`, and into the same side of another box."""
    y1, y2 = from_y + HEIGHT // 2, to_y + HEIGHT // 2
    turn = 8 if y2 > y1 else -8
    return (
        f"M{from_x} {y1}L{lane + bow} {y1}Q{lane} {y1} {lane} {y1 + turn}"
        f"L{lane} {y2 - turn}Q{lane} {y2} {lane + bow} {y2}L{to_x} {y2}"
    )
