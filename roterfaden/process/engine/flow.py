"""How a token flows: entering, splitting, joining, leaving a parallel part, ending. Used by `moves` only."""

from collections.abc import Iterable

from roterfaden.process.engine.definition import Chain, Decision, End, Split, Step
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
        """Close one visit. With the join of an at-least-one part go the branches that are still open."""
        self.open.remove(visit)
        self.effects.append(VisitClosed(visit.number, how))
        if self.waiting:
            joined = [(a.split, a.instance) for a in self.waiting if a.join_visit == visit.number]
            for split, instance in dict.fromkeys(joined):
                self.drop_round(split, instance)

    def leave_node(self, visit: Visit) -> None:
        """Follow the way out of a step that is done or skipped. An own step leads nowhere."""
        split = self.chain.split_at.get(visit.node)
        if split is not None:
            instance = self.next_number
            for branch in split.branches:
                self.enter(branch, (*visit.frames, Frame(split.id, instance, branch)))
        elif visit.node in self.chain.following:
            self.enter(self.chain.following[visit.node], visit.frames)

    def enter(self, node: str, frames: tuple[Frame, ...]) -> None:
        """A token arrives at `node`: wait at a join, leave a parallel part, open a visit, or end the run."""
        while frames:
            frame = frames[-1]
            split = self.chain.split_by_id[frame.split]
            if node == split.joins_at:
                self.arrive(split, frame, frames[:-1])
                return
            if node in self.chain.inside[frame.split, frame.branch]:
                break
            self.drop_round(frame.split, frame.instance)
            frames = frames[:-1]
        target = self.chain.targets[node]
        if isinstance(target, End):
            self.end(target)
        else:
            self.open_visit(target, frames)

    def arrive(self, split: Split, frame: Frame, outer: tuple[Frame, ...]) -> None:
        """A branch is done. Open the join when all are (or when the first is), else wait for the rest."""
        here = [a for a in self.waiting if a.split == frame.split and a.instance == frame.instance]
        if split.mode == "at_least_one":
            join_visit = here[0].join_visit if here else self.next_number
            self.wait(Arrival(frame.split, frame.instance, frame.branch, join_visit))
            if not here:
                self.enter(split.joins_at, outer)
        elif {a.branch for a in here} | {frame.branch} >= set(split.branches):
            self.forget([(frame.split, frame.instance)])
            self.enter(split.joins_at, outer)
        else:
            self.wait(Arrival(frame.split, frame.instance, frame.branch))

    def wait(self, arrival: Arrival) -> None:
        self.waiting.append(arrival)
        self.effects.append(ArrivalWaits(arrival))

    def drop_round(self, split: str, instance: int) -> None:
        """Give up one round of a parallel part with all that lies in it: open visits, arrivals, inner rounds,
        and the join that an at-least-one part opened before all branches were done.
        """
        rounds = {(split, instance): None}
        joins = {a.join_visit for a in self.waiting if (a.split, a.instance) == (split, instance)} - {None}
        doomed = []
        for visit in self.open:
            places = [(frame.split, frame.instance) for frame in visit.frames]
            if (split, instance) in places:
                rounds |= dict.fromkeys(places[places.index((split, instance)) :])
                doomed.append(visit)
            elif visit.number in joins:
                doomed.append(visit)
        self.forget(rounds)
        for visit in doomed:
            self.close(visit, Closed.DROPPED)

    def forget(self, rounds: Iterable[tuple[str, int]]) -> None:
        """Take the arrivals of these rounds away."""
        for split, instance in rounds:
            kept = [a for a in self.waiting if (a.split, a.instance) != (split, instance)]
            if len(kept) < len(self.waiting):
                self.waiting = kept
                self.effects.append(ArrivalsGone(split, instance))

    def open_visit(self, node: Step | Decision, frames: tuple[Frame, ...]) -> None:
        visit = Visit(self.next_number, node.id, frames)
        self.next_number += 1
        self.open.append(visit)
        if isinstance(node, Step):
            self.effects.append(VisitOpened(visit, "step"))
            # a deadline that counts back from a later step has no day yet
            if node.deadline is not None and node.id not in self.chain.counting_back:
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
        """Close all that is open and forget all that waits."""
        self.forget(dict.fromkeys((a.split, a.instance) for a in self.waiting))
        for visit in tuple(self.open):
            self.close(visit, Closed.DROPPED)
