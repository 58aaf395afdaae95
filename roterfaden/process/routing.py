"""Lines between the boxes of a drawing: straight down where the way is free, else round the side in a lane.

All lines to the same box share one lane, so that five answers which lead to one end draw one rail, not five.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

LANE, FIRST_LANE, TURN, POINT = 18, 34, 8, 14
GUTTER = 16
# how far a line that leaves a box and one that enters it at the same side keep apart
APART = 9
LineState = Literal["ahead", "walked", "detour"]
Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = ("left", "right")
Shape = Literal["step", "question", "round"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Box:
    """A box by its upper left corner, in the row `row`. Starts and ends are round, questions pointed at the sides."""

    x: int
    y: int
    width: int
    height: int
    row: int
    shape: Shape = "step"

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

    def side_x(self, side: Side, y: int) -> int:
        """Where the border stands at the height `y`."""
        inwards = POINT * abs(y - self.middle_y) * 2 // self.height if self.shape == "question" else 0
        return self.right - inwards if side == "right" else self.x + inwards

    @property
    def outline(self) -> str:
        """The border as an SVG path."""
        if self.shape == "question":
            return (
                f"M{self.x} {self.middle_y}L{self.x + POINT} {self.y}H{self.right - POINT}"
                f"L{self.right} {self.middle_y}L{self.right - POINT} {self.bottom}H{self.x + POINT}Z"
            )
        radius = min(self.height // 2, 26) if self.shape == "round" else 8
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
    anchor: Anchor


@dataclass(frozen=True)
class Routed:
    lines: Sequence[Line]
    width: int
    height: int


def route(boxes: dict[str, Box], wires: Sequence[Wire]) -> Routed:
    """Draw all wires. Effects: the boxes are moved to the right to make room for the lanes on the left."""
    sides = [_side_of(boxes, wire) for wire in wires]
    targets = {
        side: _nearest_first(boxes, {wire.target for wire, s in zip(wires, sides, strict=True) if s == side})
        for side in SIDES
    }
    shift = _breadth(targets["left"])
    for node, box in boxes.items():
        boxes[node] = replace(box, x=box.x + shift)
    edge = {"left": min(box.x for box in boxes.values()), "right": max(box.right for box in boxes.values())}
    busy = {
        (node, side)
        for side in SIDES
        for node in {wire.origin for wire, s in zip(wires, sides, strict=True) if s == side}
        & set(targets[side])
    }
    rows = _rows(boxes.values())
    labelled = Counter(w.target for w, s in zip(wires, sides, strict=True) if s is None and w.label)
    lines = []
    for wire, side in zip(wires, sides, strict=True):
        if side is None:
            alone = labelled[wire.target] == 1
            lines.append(_straight(wire, boxes[wire.origin], boxes[wire.target], alone=alone))
            continue
        away = FIRST_LANE + LANE * targets[side].index(wire.target)
        lane = edge[side] + (away if side == "right" else -away)
        out_by = APART if (wire.origin, side) in busy else 0
        in_by = APART if (wire.target, side) in busy else 0
        path = _Round(boxes[wire.origin], boxes[wire.target], rows, lane, side, out_by, in_by)
        lines.append(path.line(wire))
    width = edge["right"] + _breadth(targets["right"])
    return Routed(lines, width, max(box.bottom for box in boxes.values()))


def _breadth(lanes: Sequence[str]) -> int:
    return FIRST_LANE + LANE * (len(lanes) - 1) if lanes else 0


def _side_of(boxes: Mapping[str, Box], wire: Wire) -> Side | None:
    """Round which side a wire runs; None if it can go straight down."""
    if wire.is_back:
        return "left"
    blocked = _is_blocked(boxes, boxes[wire.origin], boxes[wire.target])
    return "right" if blocked or wire.state == "detour" else None


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


def _straight(wire: Wire, a: Box, b: Box, *, alone: bool) -> Line:
    """Down from `a` to `b`. The label stands where the line arrives, if it is `alone` there, else under way."""
    bend = (b.y - a.bottom) // 2
    path = f"M{a.middle_x} {a.bottom}C{a.middle_x} {a.bottom + bend} {b.middle_x} {b.y - bend} {b.middle_x} {b.y}"
    arrow = _arrow_down(b.middle_x, b.y)
    aside = b.middle_x - a.middle_x
    if alone or abs(aside) < GUTTER:
        return Line(path, arrow, wire.state, wire.label, b.middle_x + 9, b.y - 11, "start")
    return Line(path, arrow, wire.state, wire.label, a.middle_x + aside // 2, a.bottom + bend + 5, "middle")


@dataclass(frozen=True)
class _Round:
    """Out of `a` to the side, along the lane, into `b` from the side; under or over what stands beside them."""

    a: Box
    b: Box
    rows: Mapping[int, Sequence[Box]]
    lane: int
    side: Side
    out_by: int
    in_by: int

    def line(self, wire: Wire) -> Line:
        turn = TURN if self.side == "right" else -TURN
        a, b, lane = self.a, self.b, self.lane
        free_out, free_in = _is_free(a, self.rows, self.side), _is_free(b, self.rows, self.side)
        out_y = a.middle_y + self.out_by if free_out else a.bottom + GUTTER
        in_y = b.middle_y - self.in_by if free_in else b.y - GUTTER
        out_x, in_x = a.side_x(self.side, out_y), b.side_x(self.side, in_y)
        down = TURN if in_y > out_y else -TURN
        start = f"M{out_x} {out_y}"
        if not free_out:
            start = (
                f"M{a.middle_x} {a.bottom}V{out_y - TURN}Q{a.middle_x} {out_y} {a.middle_x + turn} {out_y}"
            )
        along = f"H{lane - turn}Q{lane} {out_y} {lane} {out_y + down}V{in_y - down}Q{lane} {in_y} {lane - turn} {in_y}"
        end, arrow = f"H{in_x}", _arrow_aside(in_x, in_y, self.side)
        if not free_in:
            end = f"H{b.middle_x + turn}Q{b.middle_x} {in_y} {b.middle_x} {in_y + TURN}V{b.y}"
            arrow = _arrow_down(b.middle_x, b.y)
        anchor: Anchor = "start" if self.side == "right" else "end"
        label_x, label_y = (out_x + turn, out_y - 6) if free_out else (a.middle_x + 2 * turn, out_y + 15)
        if self.out_by:
            label_y = out_y + 15
        return Line(start + along + end, arrow, wire.state, wire.label, label_x, label_y, anchor)


def _is_free(box: Box, rows: Mapping[int, Sequence[Box]], side: Side) -> bool:
    others = (other for other in rows[box.row] if other != box)
    return not any(other.x > box.x if side == "right" else other.x < box.x for other in others)


def _arrow_down(x: int, y: int) -> str:
    return f"M{x - 4} {y - 7}L{x} {y}L{x + 4} {y - 7}"


def _arrow_aside(x: int, y: int, side: Side) -> str:
    back = 7 if side == "right" else -7
    return f"M{x + back} {y - 4}L{x} {y}L{x + back} {y + 4}"
