"""Where the elements stand: layers from left to right, lanes from top to bottom, flows in the gaps between."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from roterfaden.process.bpmn.structure import Element, Flow, Structure
from roterfaden.process.layers import layering

SLOT, GUTTER, TRACK, HEADER = 140, 70, 12, 30
LEFT, TOP, EDGE = 160, 80, 30
# room for the labels of starts and ends, and of flows over the uppermost boxes
MARGIN, OVER = 70, 18
# a name stands upright in its lane
LETTER = 7
SIZES = {"userTask": (180, 90), "exclusiveGateway": (50, 50), "parallelGateway": (50, 50)}
EVENT = (36, 36)
LABEL_WIDTH, LABEL_LINE, LABEL_LETTERS = 150, 14, 24


@dataclass(frozen=True)
class Bounds:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    def moved(self, x: int, y: int) -> "Bounds":
        return Bounds(self.x + x, self.y + y, self.width, self.height)


Point = tuple[int, int]


@dataclass
class Layout:
    """Places of shapes (by element), of their labels, and of flows (by their place in the structure)."""

    shapes: dict[str, Bounds] = field(default_factory=dict)
    labels: dict[str, Bounds] = field(default_factory=dict)
    ways: dict[int, list[Point]] = field(default_factory=dict)
    way_labels: dict[int, Bounds] = field(default_factory=dict)
    lanes: list[Bounds] = field(default_factory=list)
    pool: Bounds = Bounds(0, 0, 0, 0)

    def move(self, x: int, y: int) -> None:
        self.shapes = {key: bounds.moved(x, y) for key, bounds in self.shapes.items()}
        self.labels = {key: bounds.moved(x, y) for key, bounds in self.labels.items()}
        self.ways = {key: [(a + x, b + y) for a, b in points] for key, points in self.ways.items()}
        self.way_labels = {key: bounds.moved(x, y) for key, bounds in self.way_labels.items()}

    def take(self, other: "Layout") -> None:
        self.shapes |= other.shapes
        self.labels |= other.labels
        self.ways |= other.ways
        self.way_labels |= other.way_labels


def lay_out(structure: Structure, lane_of: Mapping[str, int], lanes: Sequence[str]) -> Layout:
    """Place all elements; `lane_of`: in which of the `lanes`, by name, an element of the process stands."""
    whole, heights, width = _container(structure, "", lane_of, [LETTER * len(name) for name in lanes] or [0])
    header = HEADER * (2 if lanes else 1)
    whole.move(LEFT + header, TOP)
    y = TOP
    for height in heights if lanes else []:
        whole.lanes.append(Bounds(LEFT + HEADER, y, width + HEADER, height))
        y += height
    whole.pool = Bounds(LEFT, TOP, width + header, sum(heights))
    return whole


@dataclass
class _Grid:
    """Layer, lane and slot of each element of one container, and the coordinates of layers and slots."""

    layer: dict[str, int]
    lane: dict[str, int]
    slot: dict[str, int]
    sizes: dict[str, tuple[int, int]]
    x: list[int] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    lane_y: list[int] = field(default_factory=list)
    heights: list[int] = field(default_factory=list)

    def span(self, element: str) -> int:
        return ceil((self.sizes[element][1] + EDGE) / SLOT)

    def top(self, element: str) -> int:
        return self.lane_y[self.lane[element]] + self.slot[element] * SLOT

    def bounds(self, element: str) -> Bounds:
        width, height = self.sizes[element]
        layer = self.layer[element]
        x = self.x[layer] + (self.widths[layer] - width) // 2
        return Bounds(x, self.top(element) + (self.span(element) * SLOT - height) // 2, width, height)


def _container(
    structure: Structure, container: str, lane_of: Mapping[str, int], lanes: Sequence[int]
) -> tuple[Layout, list[int], int]:
    """The layout of what stands directly in `container`, from (0, 0); with the heights of its lanes and its width.

    `lanes`: how high each lane is at least.
    """
    made = Layout()
    elements = structure.inside(container)
    sizes: dict[str, tuple[int, int]] = {}
    inner: dict[str, Layout] = {}
    for element in elements:
        if element.tag == "subProcess":
            inner[element.id], heights, width = _container(structure, element.id, {}, [0])
            sizes[element.id] = width, sum(heights)
        elif element.tag != "boundaryEvent":
            sizes[element.id] = SIZES.get(element.tag, EVENT)
    flows = [
        (number, flow)
        for number, flow in enumerate(structure.flows)
        if _is_inside(structure, flow, container)
    ]
    attached = {element.id: element.attached_to for element in elements if element.attached_to}
    ways = [(attached.get(flow.source, flow.source), flow.target) for _, flow in flows]
    grid = _grid(elements, sizes, ways, {key: lane_of.get(key, 0) for key in sizes}, lanes)
    for element in elements:
        if element.id in sizes:
            made.shapes[element.id] = grid.bounds(element.id)
        if element.id in inner:
            bounds = made.shapes[element.id]
            inner[element.id].move(bounds.x, bounds.y)
            made.take(inner[element.id])
    _attach(elements, made)
    _label(elements, made)
    _route(flows, attached, grid, made)
    return made, grid.heights, grid.x[-1] + grid.widths[-1] + MARGIN


def _is_inside(structure: Structure, flow: Flow, container: str) -> bool:
    return structure.elements[flow.source].container == container


def _grid(
    elements: Sequence[Element],
    sizes: dict[str, tuple[int, int]],
    ways: Sequence[Point | tuple[str, str]],
    lane: dict[str, int],
    lanes: Sequence[int],
) -> _Grid:
    nodes = sorted(sizes, key=lambda key: next(e.tag != "startEvent" for e in elements if e.id == key))
    following: dict[str, list[str]] = {node: [] for node in nodes}
    before: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in ways:
        following[str(source)].append(str(target))
        before[str(target)].append(str(source))
    layers = layering(nodes, following)
    layer = dict(layers.of)
    for element in elements:
        if element.tag == "startEvent" and following[element.id]:
            layer[element.id] = max(min(layer[after] for after in following[element.id]) - 1, 0)
    grid = _Grid(layer, lane, {}, sizes)
    _fill_slots(grid, nodes, before, layers.back)
    depth = max(layer.values(), default=0) + 1
    tracks = Counter(layer[str(source)] for source, _ in ways)
    grid.widths = [
        max((sizes[n][0] for n in nodes if layer[n] == place), default=0) for place in range(depth)
    ]
    x = MARGIN
    for place in range(depth):
        grid.x.append(x)
        x += grid.widths[place] + GUTTER + TRACK * tracks[place]
    y = 0
    for place, least in enumerate(lanes):
        slots = max((grid.slot[n] + grid.span(n) for n in nodes if lane[n] == place), default=1)
        grid.lane_y.append(y + OVER)
        grid.heights.append(max(slots * SLOT + OVER, least))
        y += grid.heights[-1]
    return grid


def _fill_slots(
    grid: _Grid, nodes: Sequence[str], before: Mapping[str, Sequence[str]], back: frozenset[tuple[str, str]]
) -> None:
    """Each element stands beside those it follows, or in the next free slot below."""
    taken: set[tuple[int, int, int]] = set()
    for node in sorted(nodes, key=lambda key: grid.layer[key]):
        lane, layer = grid.lane[node], grid.layer[node]
        near = [
            grid.slot[b]
            for b in before[node]
            if b in grid.slot and grid.lane[b] == lane and (b, node) not in back
        ]
        slot = min(near, default=0)
        while any((lane, layer, slot + more) in taken for more in range(grid.span(node))):
            slot += 1
        taken |= {(lane, layer, slot + more) for more in range(grid.span(node))}
        grid.slot[node] = slot


def _attach(elements: Sequence[Element], made: Layout) -> None:
    """Timers hang at the lower edge of their step, ways out of a subprocess at its right edge."""
    count: Counter[str] = Counter()
    for element in elements:
        if element.attached_to:
            host = made.shapes[element.attached_to]
            width, height = EVENT
            count[element.attached_to] += 1
            if element.event == "timer":
                x, y = host.x + 12, host.y + host.height - height // 2
            else:
                x, y = host.x + host.width - width // 2, host.y + 16 + 60 * (count[element.attached_to] - 1)
            made.shapes[element.id] = Bounds(x, y, width, height)


def _label(elements: Sequence[Element], made: Layout) -> None:
    for element in elements:
        if element.name and element.tag not in {"userTask", "subProcess"}:
            shape = made.shapes[element.id]
            height = LABEL_LINE * ceil(len(element.name) / LABEL_LETTERS)
            x = shape.x + shape.width // 2 - LABEL_WIDTH // 2
            made.labels[element.id] = Bounds(x, shape.y + shape.height + 4, LABEL_WIDTH, height)


def _route(flows: Sequence[tuple[int, Flow]], attached: Mapping[str, str], grid: _Grid, made: Layout) -> None:
    """Straight where nothing stands between; else by the gutter and the gap over the target, and in from the left."""
    used: Counter[int] = Counter()
    entering: Counter[str] = Counter()
    for number, flow in flows:
        host = attached.get(flow.source, flow.source)
        start, end = made.shapes[flow.source], made.shapes[flow.target]
        a, b = grid.layer[host], grid.layer[flow.target]
        x1, y1, x2, y2 = start.x + start.width, start.middle, end.x, end.middle
        if b == a + 1 and y1 == y2:
            points = [(x1, y1), (x2, y2)]
        else:
            track = grid.x[a] + grid.widths[a] + 24 + TRACK * used[a]
            used[a] += 1
            if b == a + 1:
                points = [(x1, y1), (track, y1), (track, y2), (x2, y2)]
            else:
                gap = grid.top(flow.target) + 4 + 5 * (entering[flow.target] % 3)
                entering[flow.target] += 1
                enter = grid.x[b] - 20 + 4 * (entering[flow.target] % 3)
                points = [(x1, y1), (track, y1), (track, gap), (enter, gap), (enter, y2), (x2, y2)]
        made.ways[number] = points
        if flow.label:
            made.way_labels[number] = _way_label(flow.label, points)


def _way_label(text: str, points: Sequence[Point]) -> Bounds:
    """Beside the bend after which the flow goes its own way."""
    x, y = points[0] if len(points) == 2 else points[2]  # noqa: PLR2004
    width = min(90, 12 + 7 * len(text))
    height = LABEL_LINE * ceil(len(text) / 12)
    return Bounds(x + 5, y - height - 3, width, height)
