"""The whole chain as a drawing: layers from top to bottom, ways back on the left, long ways on the right.

Pure and deterministic: boxes and lines in whole pixels, out of a chain and a walk. A template turns them into SVG.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from roterfaden.process.engine.definition import Chain, Decision, End, NodeKind
from roterfaden.process.grid import Grid, grid_of
from roterfaden.process.layers import Layers, layers_of
from roterfaden.process.past import printed_number
from roterfaden.process.routing import Box, Line, Shape, Wire, route
from roterfaden.process.walk import NOWHERE, Walk

WIDTH, GAP_X, GAP_Y, MARGIN = 204, 36, 60, 28
LINE_HEIGHT, PADDING = 17, 13
MAX_LINES, MIN_LINES = 4, 2
SHAPES: dict[NodeKind, Shape] = {
    NodeKind.START: "round",
    NodeKind.STEP: "step",
    NodeKind.DECISION: "question",
    NodeKind.END: "round",
}
LINE_LENGTH: dict[Shape, int] = {"round": 26, "step": 28, "question": 25}

BRANCHING = {"all": "und", "at_least_one": "und/oder"}

PlaceState = Literal["open", "walked", "skipped", "ahead"]


@dataclass(frozen=True)
class LeadsTo:
    """One way out of a place, in words: the answer, if it takes one, and the place after it."""

    answer: str
    title: str
    walked: bool


@dataclass(frozen=True)
class Place:
    """One node: its box, its words, and what the walk did there."""

    node: str
    kind: NodeKind
    number: str
    title: str
    hands_over_to: str
    box: Box
    lines: Sequence[str]
    state: PlaceState
    times: int
    leads_to: Sequence[LeadsTo]

    @property
    def text(self) -> list[tuple[int, str]]:
        """The lines of the title with their baselines, in the middle of the box."""
        first = self.box.middle_y - (len(self.lines) - 1) * LINE_HEIGHT // 2 + 5
        return [(first + index * LINE_HEIGHT, line) for index, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Drawing:
    """`places` in the order in which one reads them as a list."""

    width: int
    height: int
    places: Sequence[Place]
    lines: Sequence[Line]
    walked: bool


def draw(chain: Chain, walk: Walk = NOWHERE) -> Drawing:
    """Lay out `chain` and mark what `walk` says. Starts that were not taken are left out of a walked chain."""
    starts = [start.id for start in chain.starts if start.id in walk.times] or [s.id for s in chain.starts]
    nodes = [node for node in chain.nodes if chain.kind_of(node) != NodeKind.START or node in starts]
    layers = layers_of(chain, nodes)
    boxes = _boxes(chain, grid_of(chain, nodes, layers))
    wires = [*_wires(chain, nodes, layers, walk), *_detours(walk, layers)]
    routed = route(boxes, wires)
    places = [_place(chain, walk, node, boxes[node]) for node in _reading_order(chain, nodes, layers)]
    # what was walked lies on top
    lines = sorted(routed.lines, key=lambda line: line.state != "ahead")
    return Drawing(routed.width + MARGIN, routed.height + MARGIN, places, lines, bool(walk.times))


def _boxes(chain: Chain, grid: Grid) -> dict[str, Box]:
    left = min(grid.column.values())
    boxes = {}
    y = MARGIN
    for index, row in enumerate(grid.rows):
        height = max(len(_wrapped(chain, node)) for node in row) * LINE_HEIGHT + 2 * PADDING
        for node in row:
            x = MARGIN + round((grid.column[node] - left) * (WIDTH + GAP_X))
            boxes[node] = Box(x, y, WIDTH, height, index, SHAPES[chain.kind_of(node)])
        y += height + GAP_Y
    return boxes


def _wrapped(chain: Chain, node: str) -> list[str]:
    """The words of a box, at least MIN_LINES (empty ones last) and at most MAX_LINES."""
    width = LINE_LENGTH[SHAPES[chain.kind_of(node)]]
    lines = textwrap.wrap(_named(chain, node), width)
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], lines[MAX_LINES - 1][: width - 1].rstrip(" .,;") + "…"]
    return [*lines, *[""] * (MIN_LINES - len(lines))]


def _wires(chain: Chain, nodes: Sequence[str], layers: Layers, walk: Walk) -> list[Wire]:
    inside = set(nodes)
    modes = {split.split_from: BRANCHING[split.mode] for split in chain.splits}
    wires = []
    for node in nodes:
        labels: dict[str, list[str]] = {}
        for after, answer in _ways_out(chain, node):
            labels.setdefault(after, []).append(answer or modes.get(node, ""))
        wires += [
            Wire(
                node,
                after,
                " / ".join(answers),
                is_back=(node, after) in layers.back,
                state="walked" if (node, after) in walk.ways else "ahead",
            )
            for after, answers in labels.items()
            if after in inside
        ]
    return wires


def _detours(walk: Walk, layers: Layers) -> list[Wire]:
    known = sorted((a, b) for a, b in walk.detours if a in layers.of and b in layers.of)
    return [Wire(a, b, "", is_back=layers.of[b] <= layers.of[a], state="detour") for a, b in known]


def _ways_out(chain: Chain, node: str) -> list[tuple[str, str]]:
    found = chain.nodes[node]
    if isinstance(found, Decision):
        return [(outcome.next, outcome.label) for outcome in found.outcomes]
    return [(after, "") for after in chain.successors(node)]


def _reading_order(chain: Chain, nodes: Sequence[str], layers: Layers) -> list[str]:
    def place(node: str) -> tuple[int, int]:
        kind = chain.kind_of(node)
        return {NodeKind.START: 0, NodeKind.END: 2}.get(kind, 1), layers.of[node]

    return sorted(nodes, key=place)


def _place(chain: Chain, walk: Walk, node: str, box: Box) -> Place:
    found = chain.nodes[node]
    times = walk.times.get(node, 0)
    state: PlaceState = "walked" if times else "ahead"
    if node in walk.open:
        state = "open"
    elif node in walk.skipped:
        state = "skipped"
    return Place(
        node=node,
        kind=chain.kind_of(node),
        number=printed_number(node),
        title=chain.title_of(node),
        hands_over_to=found.chain if isinstance(found, End) else "",
        box=box,
        lines=[line for line in _wrapped(chain, node) if line],
        state=state,
        times=times,
        leads_to=[
            LeadsTo(answer, _named(chain, after), (node, after) in walk.ways)
            for after, answer in _ways_out(chain, node)
        ],
    )


def _named(chain: Chain, node: str) -> str:
    return f"{printed_number(node)} {chain.title_of(node)}".strip()
