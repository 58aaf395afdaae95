"""Where a run stands: open visits and waiting arrivals. All of it is plain values, to be stored as rows."""

from typing import Any, NamedTuple


class Frame(NamedTuple):
    """A visit lies inside one branch of one split. `instance` tells apart the rounds of a loop."""

    split: str
    instance: int
    branch: str


class Visit(NamedTuple):
    """One open step or decision. Own steps have a node `own:<number>`, which the chain does not know."""

    number: int
    node: str
    frames: tuple[Frame, ...] = ()

    @classmethod
    def from_row(cls, number: int, node: str, frames: list[Any]) -> "Visit":
        return cls(number, node, tuple(Frame(*frame) for frame in frames))

    def frames_as_row(self) -> list[list[Any]]:
        return [list(frame) for frame in self.frames]

    @property
    def is_own(self) -> bool:
        return self.node.startswith(OWN)


class Arrival(NamedTuple):
    """One finished branch at its join. `join_visit` is the visit that the join opened, if it did already."""

    split: str
    instance: int
    branch: str
    join_visit: int | None = None


class State(NamedTuple):
    """A run between two moves. Neither open nor ended nor left: not begun."""

    open: tuple[Visit, ...] = ()
    waiting: tuple[Arrival, ...] = ()
    next_number: int = 1
    ended: str | None = None
    left: bool = False

    def visit(self, number: int) -> Visit | None:
        return next((visit for visit in self.open if visit.number == number), None)


OWN = "own:"
