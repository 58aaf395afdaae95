"""A parallel part that was rebuilt: which part and which branches of the other version are those of a running round.

Parts and branches are found by their ids; else by the steps that lie in them. A part is found only if each branch that
the round uses has a branch of its own there; nothing is guessed.
"""

from collections.abc import Mapping
from typing import NamedTuple

from roterfaden.process.engine.definition import Chain, Split
from roterfaden.process.engine.state import Arrival, Frame, State


class Part(NamedTuple):
    """What became of one parallel part: its id in the other version, and of its branches."""

    split: str
    branches: Mapping[str, str]


def parts(old: Chain, new: Chain, state: State, targets: Mapping[int, str]) -> dict[str, Part]:
    """For each part in which the run stands and that has another id or other branches now: what it is there.

    `targets` says for the number of an open visit at which place it goes on.
    """
    found: dict[str, Part] = {}
    for split_id in {frame.split for visit in state.open for frame in visit.frames}:
        before = old.split_by_id.get(split_id)
        used = _used(split_id, state, targets)
        if before is None or _unchanged(split_id, used, new):
            continue
        same = new.split_by_id.get(split_id)
        candidates = [same] if same else [s for s in new.splits if s.id not in old.split_by_id]
        mapped = [part for split in candidates if (part := _part(before, split, used, old, new)) is not None]
        if len(mapped) == 1:
            found[split_id] = mapped[0]
    return found


def frame_there(frame: Frame, found: Mapping[str, Part]) -> Frame:
    """The frame as it is called in the other version."""
    part = found.get(frame.split)
    return Frame(part.split, frame.instance, part.branches[frame.branch]) if part else frame


def arrival_there(arrival: Arrival, found: Mapping[str, Part]) -> Arrival:
    """The arrival as it is called in the other version."""
    part = found.get(arrival.split)
    return arrival._replace(split=part.split, branch=part.branches[arrival.branch]) if part else arrival


def _used(split: str, state: State, targets: Mapping[int, str]) -> dict[str, set[str]]:
    """The branches that the rounds of this part use, each with the places at which it goes on (none: it is done)."""
    used: dict[str, set[str]] = {arrival.branch: set() for arrival in state.waiting if arrival.split == split}
    for visit in state.open:
        for frame in visit.frames:
            if frame.split == split:
                used.setdefault(frame.branch, set()).add(targets.get(visit.number, ""))
    return used


def _unchanged(split: str, used: Mapping[str, set[str]], new: Chain) -> bool:
    there = new.split_by_id.get(split)
    return there is not None and set(used) <= set(there.branches)


def _part(before: Split, there: Split, used: Mapping[str, set[str]], old: Chain, new: Chain) -> Part | None:
    """How the branches in use are called in `there`; None unless each has exactly one of its own."""
    if before.mode != there.mode:
        return None
    branches: dict[str, str] = {}
    for branch, places in used.items():
        wanted = places - {"", there.joins_at} or set(old.inside.get((before.id, branch), ()))
        possible = [b for b in there.branches if wanted & new.inside.get((there.id, b), frozenset())]
        if branch in possible:
            possible = [branch]
        if len(possible) != 1 or possible[0] in branches.values():
            return None
        branches[branch] = possible[0]
    return Part(there.id, branches)
