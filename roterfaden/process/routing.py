"""Lines between the boxes of a drawing: straight down where the way is free, else round the side in a lane.

All lines to the same box share one lane, so that five answers which lead to one end draw one rail, not five.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

LANE, TURN, POINT = 18, 8, 14
GUTTER = 16
LineState = Literal["ahead", "walked", "detour"]
Side = Literal["left", "right"]


@dataclass(frozen=True)
class Box:
    """A box by its upper left corner, in the row `row`."""

    x: int
    y: int
    width: int
    height: int
    row: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle_x(self) -> int:
        return self.x + self.width // 2

    @property
    def middle_y(self) -> int:
        return self.y + self.height // 2

    def outline(self, shape: str) -> str:
        """The border as an SVG path."""
        if shape == "question":
            return (
                f"M{self.x} {self.middle_y}L{self.x + POINT} {self.y}H{self.right - POINT}L{self.right} {self.middle_y}"
                f"L{self.right - POINT} {self.bottom}H{self.x + POINT}Z"
            )
        radius = min(self.height // 2, 26) if shape == "round" else 8
        arc = f"A{radius} {radius} 0 0 1"
        return (
            f"M{self.x + radius} {self.y}H{self.right - radius}{arc} {self.right} {self.y + radius}"
            f"V{self.bottom - radius}{arc} {self.right - radius} {self.bottom}H{self.x + radius}"
            f"{arc} {self.x} {self.bottom - radius}V{self.y + radius}{arc} {self.x + radius} {self.y}Z"
        )


@dataclass(frozen=True)
class Wire:
    """What is to be connected."""

    origin: str
    target: str
    label: str
    is_back: bool
    state: LineState


@dataclass(frozen=True)
class Line:
    """One line as an SVG path, the point of its arrow, and its label with its place."""

    path: str
    arrow: str
    state: LineState
    label: str
    label_x: int
    label_y: int
    anchor: Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Routed:
    lines: Sequence[Line]
    width: int
    height: int


def route(boxes: dict[str, Box], wires: Sequence[Wire]) -> Routed:
    """Draw all wires. Effects: the boxes are moved to the right to make room for the lanes on the left."""
    sides: dict[int, Side] = {
        index: "left" if wire.is_back else "right"
        for index, wire in enumerate(wires)
        if wire.is_back or wire.state == "detour" or _is_blocked(boxes, boxes[wire.origin], boxes[wire.target])
    }
    targets: dict[Side, list[str]] = {
        side: _nearest_first(boxes, {wires[i].target for i, s in sides.items() if s == side})
        for side in ("left", "right")
    }
    shift = LANE * len(targets["left"])
    for node, box in boxes.items():
        boxes[node] = Box(box.x + shift, box.y, box.width, box.height, box.row)
    edge = {"left": min(box.x for box in boxes.values()), "right": max(box.right for box in boxes.values())}
    rows = _rows(boxes.values())
    lines = []
    for index, wire in enumerate(wires):
        origin, target = boxes[wire.origin], boxes[wire.target]
        side = sides.get(index)
        if side is None:
            lines.append(_straight(wire, origin, target))
            continue
        away = LANE * (targets[side].index(wire.target) + 1)
        lane = edge[side] + (away if side == "right" else -away)
        lines.append(_round(wire, origin, target, rows, lane=lane, side=side))
    width = edge["right"] + LANE * len(targets["right"])
    return Routed(lines, width, max(box.bottom for box in boxes.values()))


def _nearest_first(boxes: Mapping[str, Box], nodes: Iterable[str]) -> list[str]:
    return sorted(nodes, key=lambda node: (boxes[node].row, node))


def _rows(boxes: Iterable[Box]) -> dict[int, list[Box]]:
    rows: dict[int, list[Box]] = {}
    for box in boxes:
        rows.setdefault(box.row, []).append(box)
    return rows


def _is_blocked(boxes: Mapping[str, Box], a: Box, b: Box) -> bool:
    """Whether a way down from `a` to `b` would run through another box, or is none at all."""
    if b.row <= a.row:
        return True
    low, high = sorted((a.middle_x, b.middle_x))
    between = [box for box in boxes.values() if a.row < box.row < b.row]
    return any(box.x - GUTTER <= high and box.right + GUTTER >= low for box in between)


def _straight(wire: Wire, a: Box, b: Box) -> Line:
    bend = (b.y - a.bottom) // 2
    path = f"M{a.middle_x} {a.bottom}C{a.middle_x} {a.bottom + bend} {b.middle_x} {b.y - bend} {b.middle_x} {b.y}"
    aside = b.middle_x - a.middle_x
    if abs(aside) < GUTTER:
        x, anchor = a.middle_x + 8, "start"
    else:
        x, anchor = a.middle_x + aside // 2, "middle"
    y = a.bottom + (18 if abs(aside) < GUTTER else bend + 4)
    return Line(path, _arrow_down(b.middle_x, b.y), wire.state, wire.label, x, y, anchor)  # type: ignore[arg-type]


def _round(wire: Wire, a: Box, b: Box, rows: Mapping[int, Sequence[Box]], *, lane: int, side: Side) -> Line:
    """Out of `a` to the side, along the lane, and into `b` from the side; over or under what stands beside them."""
    turn = TURN if side == "right" else -TURN
    free_out, free_in = _is_free(a, rows, side), _is_free(b, rows, side)
    out_x = a.right if side == "right" else a.x
    out_y = a.middle_y if free_out else a.bottom + GUTTER
    start = f"M{out_x} {out_y}" if free_out else f"M{a.middle_x} {a.bottom}V{out_y - TURN}Q{a.middle_x} {out_y} {a.middle_x + turn} {out_y}"
    in_x = b.right if side == "right" else b.x
    in_y = b.middle_y if free_in else b.y - GUTTER
    up = TURN if in_y > out_y else -TURN
    along = (
        f"H{lane - turn}Q{lane} {out_y} {lane} {out_y + up}V{in_y - up}Q{lane} {in_y} {lane - turn} {in_y}"
        if abs(in_y - out_y) > 2 * TURN
        else f"H{lane}V{in_y}"
    )
    if free_in:
        end, arrow = f"H{in_x}", _arrow_aside(in_x, in_y, side)
    else:
        end = f"H{b.middle_x + turn}Q{b.middle_x} {in_y} {b.middle_x} {in_y + TURN}V{b.y}"
        arrow = _arrow_down(b.middle_x, b.y)
    label_x = out_x + turn if free_out else a.middle_x + turn
    anchor = "start" if side == "right" else "end"
    return Line(start + along + end, arrow, wire.state, wire.label, label_x, out_y - 6, anchor)  # type: ignore[arg-type]


def _is_free(box: Box, rows: Mapping[int, Sequence[Box]], side: Side) -> bool:
    others = (other for other in rows[box.row] if other != box)
    return not any(other.x > box.x if side == "right" else other.x < box.x for other in others)


def _arrow_down(x: int, y: int) -> str:
    return f"M{x - 4} {y - 7}L{x} {y}L{x + 4} {y - 7}"


def _arrow_aside(x: int, y: int, side: Side) -> str:
    back = 7 if side == "right" else -7
    return f"M{x + back} {y - 4}L{x} {y}L{x + back} {y + 4}"
