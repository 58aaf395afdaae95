"""How a token flows: entering nodes, splitting, joining, leaving a parallel part, ending. Used by `moves` only."""

from roterfaden.process.engine.definition import Chain, Decision, End, Split, Start, Step
from roterfaden.process.engine.effects import (
    ArrivalsGone,
    ArrivalWaits,
    Closed,
    DeadlineSet,
    Effect,
    HandedOver,
    RunEnded,
    VisitClosed,
    VisitOpened,
)
from roterfaden.process.engine.state import Arrival, Frame, State, Visit


class Flow:
    """One move in the making: mutable copies of the state's parts, and the effects so far."""

    __slots__ = ("chain", "effects", "ended", "left", "next_number", "open", "waiting")

    def __init__(self, chain: Chain, state: State) -> None:
        self.chain = chain
        self.open = list(state.open)
        self.waiting = list(state.waiting)
        self.next_number = state.next_number
        self.ended = state.ended
        self.left = state.left
        self.effects: list[Effect] = []

    def state(self) -> State:
        return State(tuple(self.open), tuple(self.waiting), self.next_number, self.ended, self.left)

    def close(self, visit: Visit, how: Closed) -> None:
        """Close one visit; if it was a join of an at-least-one part, the branches still open there are dropped."""
        self.open.remove(visit)
        self.effects.append(VisitClosed(visit.number, how))
        joined = (
            {(a.split, a.instance) for a in self.waiting if a.join_visit == visit.number}
            if self.waiting
            else ()
        )
        for split, instance in joined:
            self.drop_round(split, instance)

    def leave_node(self, visit: Visit) -> None:
        """Follow the way out of a step that is done or skipped."""
        split = self.chain.split_at.get(visit.node)
        if split is not None:
            instance = self.next_number
            for branch in split.branches:
                self.enter(branch, (*visit.frames, Frame(split.id, instance, branch)))
            return
        step = self.chain.nodes.get(visit.node)
        if isinstance(step, Step):
            self.enter(step.next[0], visit.frames)

    def enter(self, node: str, frames: tuple[Frame, ...]) -> None:
        """A token arrives at `node`: wait at a join, step out of a parallel part, open a visit, or end the run."""
        while frames and self.ended is None:
            frame = frames[-1]
            split = self.chain.split_by_id[frame.split]
            if node == split.joins_at:
                self.arrive(split, frame, frames[:-1])
                return
            if node in self.chain.inside[frame.split, frame.branch]:
                break
            self.drop_round(frame.split, frame.instance)
            frames = frames[:-1]
        found = self.chain.nodes[node]
        if isinstance(found, End):
            self.end(found)
        elif isinstance(found, Step | Decision):
            self.open_visit(found, frames)
        elif isinstance(found, Start):
            self.enter(found.enters_at, frames)

    def arrive(self, split: Split, frame: Frame, outer: tuple[Frame, ...]) -> None:
        here = [a for a in self.waiting if a.split == frame.split and a.instance == frame.instance]
        if split.mode == "at_least_one":
            join_visit = here[0].join_visit if here else self.next_number
            self.wait(Arrival(frame.split, frame.instance, frame.branch, join_visit))
            if not here:
                self.enter(split.joins_at, outer)
            return
        if {a.branch for a in here} | {frame.branch} >= set(split.branches):
            self.waiting = [a for a in self.waiting if a not in here]
            if here:
                self.effects.append(ArrivalsGone(frame.split, frame.instance))
            self.enter(split.joins_at, outer)
            return
        self.wait(Arrival(frame.split, frame.instance, frame.branch))

    def wait(self, arrival: Arrival) -> None:
        self.waiting.append(arrival)
        self.effects.append(ArrivalWaits(arrival))

    def drop_round(self, split: str, instance: int) -> None:
        """Give up one round of a parallel part: its open visits are dropped, its arrivals forgotten."""
        for visit in [
            v for v in self.open if any(f.split == split and f.instance == instance for f in v.frames)
        ]:
            if visit in self.open:
                self.close(visit, Closed.DROPPED)
        if any(a.split == split and a.instance == instance for a in self.waiting):
            self.waiting = [a for a in self.waiting if (a.split, a.instance) != (split, instance)]
            self.effects.append(ArrivalsGone(split, instance))

    def open_visit(self, node: Step | Decision, frames: tuple[Frame, ...]) -> None:
        visit = Visit(self.next_number, node.id, frames)
        self.next_number += 1
        self.open.append(visit)
        if isinstance(node, Step):
            self.effects.append(VisitOpened(visit, "step"))
            if node.deadline is not None:
                self.effects.append(DeadlineSet(visit.number, node.deadline))
        else:
            self.effects.append(VisitOpened(visit, "decision"))

    def end(self, end: End) -> None:
        self.ended = end.id
        self.drop_all()
        self.effects.append(RunEnded(end.id, end.kind))
        if end.chain:
            self.effects.append(HandedOver(end.chain, end.enters_at))

    def drop_all(self) -> None:
        while self.open:
            self.close(self.open[0], Closed.DROPPED)
        for split, instance in {(a.split, a.instance) for a in self.waiting}:
            self.effects.append(ArrivalsGone(split, instance))
        self.waiting = []
