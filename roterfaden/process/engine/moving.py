"""Carry the state of a run over to another version of its chain. Pure; used by `process.moving`.

Open steps are found again by their id, or where a person said. What is not found, or would leave a state that the
engine could not have made, is refused with a sentence: nothing is skipped or lost silently.
"""

from collections.abc import Mapping
from typing import NamedTuple

from roterfaden.process.engine.definition import Chain, Decision, Split
from roterfaden.process.engine.legality import faults_of
from roterfaden.process.engine.moves import MoveRefused
from roterfaden.process.engine.rebuilt import arrival_there, frame_there, parts
from roterfaden.process.engine.state import Arrival, Frame, State, Visit

# where a person says that an open step is not to be done any more
VOID = "-"


class Unplaced(MoveRefused):
    """An open step is not there in the other version, and nobody has said where to go on instead."""


class Carried(NamedTuple):
    """The new state, and what became of each open visit: it stays, or another takes its place, or nothing does.

    `reframed` stay as well, but lie in a rebuilt parallel part now: before and after.
    """

    state: State
    stays: tuple[Visit, ...]
    reframed: tuple[tuple[Visit, Visit], ...]
    replaced: tuple[tuple[Visit, Visit], ...]
    void: tuple[Visit, ...]

    @property
    def changes_rows(self) -> bool:
        return bool(self.reframed or self.replaced or self.void)


def carry_over(old: Chain, new: Chain, state: State, corrections: Mapping[str, str]) -> Carried:
    """The state on `new`. `corrections` say for ids of old steps where to go on, or VOID.

    Refuses (Unplaced, MoveRefused): a run that is over, an open step without a place, branches that would wait for
    ever, a parallel part into which nobody came by its beginning.
    """
    if state.ended is not None or state.left:
        raise MoveRefused("Der Faden ist schon zu Ende; er bleibt auf seiner Fassung lesbar.")
    carrying = _Carrying(old, new, state, corrections)
    carried = carrying.carried()
    faults = faults_of(new, carried.state)
    if faults:
        raise MoveRefused(faults[0] + carrying.by_hand(carried))
    return carried


def target_of(old: Chain, new: Chain, node: str, corrections: Mapping[str, str]) -> str:
    """Where an open step goes on: where a person said, else at the step or question with the same id. "" if nowhere."""
    said = corrections.get(node)
    if said is not None:
        return said if said == VOID or said in new.places() else ""
    found = new.nodes.get(node)
    same_kind = found is not None and isinstance(found, Decision) is isinstance(old.nodes.get(node), Decision)
    return node if same_kind and node in new.places() else ""


def suggestion(old: Chain, new: Chain, node: str) -> str:
    """Where a step that is gone might go on: at the nearest that follows it and is still there; "" if there is none."""
    seen, todo = {node}, [node]
    while todo:
        here = todo.pop(0)
        for after in old.successors(here) if here in old.nodes else ():
            if after in new.places():
                return after
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return ""


class _Carrying:
    def __init__(self, old: Chain, new: Chain, state: State, corrections: Mapping[str, str]) -> None:
        self.old, self.new, self.state, self.corrections = old, new, state, corrections
        self.next_number = state.next_number
        self.stays: list[Visit] = []
        self.reframed: list[tuple[Visit, Visit]] = []
        self.replaced: list[tuple[Visit, Visit]] = []
        self.void: list[Visit] = []
        targets = {v.number: target_of(old, new, v.node, corrections) for v in state.open if not v.is_own}
        self.parts = parts(old, new, state, targets)

    def carried(self) -> Carried:
        for visit in self.state.open:
            self._place(visit)
        self._require_whole_rounds()
        waiting = [arrival for row in self.state.waiting if (arrival := self._arrival(row)) is not None]
        after = self._after()
        opened = tuple(after[visit.number] for visit in self.state.open if visit.number in after)
        state = State(opened, tuple(waiting), self.next_number)
        reframed, replaced = tuple(self.reframed), tuple(self.replaced)
        return Carried(state, tuple(self.stays), reframed, replaced, tuple(self.void))

    def _after(self) -> dict[int, Visit]:
        """What each open visit is on the other version, by its number here."""
        kept = {visit.number: visit for visit in self.stays}
        return {old.number: new for old, new in (*self.replaced, *self.reframed)} | kept

    def _place(self, visit: Visit) -> None:
        if visit.is_own:
            node, frames = visit.node, self._there(visit)
        else:
            node = target_of(self.old, self.new, visit.node, self.corrections)
            if not node:
                title = self.old.title_of(visit.node)
                raise Unplaced(
                    f"„{title}“ gibt es in der anderen Fassung nicht. Bitte wählen Sie, wo es weitergeht.",
                    node=visit.node,
                    possible=self.new.places(),
                )
            if node == VOID:
                self.void.append(visit)
                return
            frames = self._frames(visit, node)
            self._require_beginning(visit, node, frames)
        if (node, frames) == (visit.node, visit.frames):
            self.stays.append(visit)
        elif node == visit.node:
            self.reframed.append((visit, visit._replace(frames=frames)))
        else:
            self.replaced.append((visit, Visit(self.next_number, node, frames)))
            self.next_number += 1

    def _require_whole_rounds(self) -> None:
        """Refuse to leave a round of a parallel part from which others would still come to its join."""
        inside = {(f.split, f.instance) for visit in self._placed() for f in visit.frames}
        for old, new in (*self.replaced, *self.reframed):
            left = {(f.split, f.instance) for f in self._there(old)}
            left -= {(f.split, f.instance) for f in new.frames}
            if left & inside:
                raise MoveRefused(
                    f"„{self.old.title_of(old.node)}“ läuft neben anderen Schritten und verließe sie. Lassen Sie ihn "
                    "entfallen, oder wählen Sie einen Schritt desselben Zweigs.",
                    node=old.node,
                )

    def _placed(self) -> list[Visit]:
        return list(self._after().values())

    def _there(self, visit: Visit) -> tuple[Frame, ...]:
        """The rounds in which the visit lies, as their parts are called in the other version."""
        return tuple(frame_there(frame, self.parts) for frame in visit.frames)

    def _frames(self, visit: Visit, node: str) -> tuple[Frame, ...]:
        """The rounds in which the visit still lies, from the outermost to the first that it has left."""
        kept: list[Frame] = []
        for frame in self._there(visit):
            if node not in self.new.inside.get((frame.split, frame.branch), frozenset()):
                break
            kept.append(frame)
        return tuple(kept)

    def _require_beginning(self, visit: Visit, node: str, frames: tuple[Frame, ...]) -> None:
        """Refuse to land inside a parallel part that the run has not begun: its other branches would be lost."""
        around = {split for split, branch in self.new.inside if node in self.new.inside[split, branch]}
        before = {split for split, branch in self.old.inside if visit.node in self.old.inside[split, branch]}
        outside = before - {frame.split for frame in visit.frames}
        missing = around - {frame.split for frame in frames} - outside
        if missing:
            start = self.new.split_by_id[min(missing)].split_from
            raise MoveRefused(
                f"„{self.new.title_of(node)}“ liegt in der anderen Fassung neben anderen Schritten, die nie begonnen "
                f"würden. Möglich ist der Schritt davor: „{self.new.title_of(start)}“.",
                node=node,
            )

    def _arrival(self, arrival: Arrival) -> Arrival | None:
        """The arrival as it waits on the other version; None if its round or its branch is gone with all in it."""
        before = self.old.split_by_id.get(arrival.split)
        arrival = arrival_there(arrival, self.parts)
        split = self.new.split_by_id.get(arrival.split)
        if split is None or before is None:
            return None
        inside = {(frame.split, frame.instance) for visit in self._placed() for frame in visit.frames}
        waits = (arrival.split, arrival.instance) in inside
        if split.mode == before.mode == "all":
            return arrival if waits and arrival.branch in split.branches else None
        if split.mode != before.mode or arrival.branch not in split.branches:
            if waits:
                raise MoveRefused(
                    "Die Verzweigung, in der dieser Fall steht, ist in der anderen Fassung anders gebaut. "
                    f"{self._by_hand(split)}"
                )
            return None
        return self._opened_join(arrival, split, waits=waits)

    def by_hand(self, carried: Carried) -> str:
        """What a person can do where a parallel part does not fit; "" where the run stands in none."""
        rounds = {frame.split for visit in carried.state.open for frame in visit.frames}
        splits = [self.new.split_by_id[split] for split in sorted(rounds) if split in self.new.split_by_id]
        return f" {self._by_hand(splits[0])}" if splits else ""

    def _by_hand(self, split: Split) -> str:
        before = self.new.title_of(split.split_from)
        return (
            "Von Hand: Schließen Sie die Zweige zuerst ab und stellen Sie dann um. Oder lassen Sie einen offenen "
            f"Schritt bei „{before}“ weitergehen und die übrigen entfallen; dann beginnen die Zweige neu."
        )

    def _opened_join(self, arrival: Arrival, split: Split, *, waits: bool) -> Arrival | None:
        after = self._after()
        join = after.get(arrival.join_visit or 0)
        if not waits and (join is None or join.node != split.joins_at):
            return None
        if join is None or join.node != split.joins_at:
            title = self.new.title_of(split.joins_at)
            raise MoveRefused(
                f"„{title}“ ist schon offen, während Zweige davor noch laufen; er muss offen bleiben."
            )
        return arrival._replace(join_visit=join.number)
