"""Rank workplaces for a person: hard conditions first, then the cost of every item; exact, ties in the order of entry.

No index is built: each search reads the arrays as they are, so a change of a profile counts in the next search.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from roterfaden.matching.places import LEVELS, UNKNOWN, Places, Seeker

BLOCK = 1 << 16
STRIDE = 16
FEW = 3
MANY = 256
NO_LIMIT = 65535
BYTE = 255


class Obstacle(IntFlag):
    """The hard conditions that a workplace does not meet."""

    REGION = 1
    HOURS = 2
    LICENCE = 4
    MUST_NOT = 8
    DECLINED = 16


@dataclass(frozen=True)
class Weights:
    """What a step too little, a step too much and an unknown item cost; `items` weigh more (or nothing) by name.

    Whole numbers from 0 to 9, visible to all and changeable per service. With 60 items no sum leaves 16 bits.
    """

    shortfall: int = 4
    surplus: int = 1
    unknown: int = 1
    items: Mapping[str, int] = field(default_factory=dict)

    def cost(self, item: str, ability: int, requirement: int) -> int:
        """The cost of one item from its two levels."""
        weight = self.items.get(item, 1)
        if UNKNOWN in (ability, requirement):
            return weight * self.unknown
        if ability < requirement:
            return weight * self.shortfall * (requirement - ability)
        return weight * self.surplus * (ability - requirement)


class Hit(NamedTuple):
    """One workplace of the result: its place in the arrays, and what it costs (0 fits in every item)."""

    place: int
    cost: int


def cost_tables(items: Sequence[str], weights: Weights) -> npt.NDArray[np.uint16]:
    """[item, ability, requirement] → cost."""
    return np.array(
        [[[weights.cost(i, a, r) for r in range(LEVELS)] for a in range(LEVELS)] for i in items],
        dtype=np.uint16,
    ).reshape(len(items), LEVELS, LEVELS)


def obstacles(seeker: Seeker, places: Places, *, at: slice = slice(None)) -> npt.NDArray[np.uint8]:
    """For each workplace the hard conditions that it does not meet, as `Obstacle` bits; 0 where it may be offered."""
    terms = seeker.terms
    found = np.zeros(places.region[at].shape, dtype=np.uint8)
    if terms.regions:
        elsewhere = np.ones(1 << 16, dtype=np.uint8)
        elsewhere[list(terms.regions)] = 0
        found |= elsewhere[places.region[at]] * np.uint8(Obstacle.REGION)
    outside = (places.hours_from[at] > terms.hours_to) | (places.hours_to[at] < terms.hours_from)
    found |= outside.view(np.uint8) * np.uint8(Obstacle.HOURS)
    if not terms.licence:
        found |= places.licence[at].view(np.uint8) * np.uint8(Obstacle.LICENCE)
    if terms.marks:
        found |= ((places.marks[at] & np.uint32(terms.marks)) != 0).view(np.uint8) * np.uint8(
            Obstacle.MUST_NOT
        )
    if seeker.declined:
        start = at.start or 0
        inside = [one - start for one in seeker.declined if start <= one < start + found.size]
        found[inside] |= np.uint8(Obstacle.DECLINED)
    return found


def rank(seeker: Seeker, places: Places, tables: npt.NDArray[np.uint16], *, top: int) -> list[Hit]:
    """The `top` workplaces without an obstacle that cost least; equal ones in the order of entry. Exact."""
    own = tables[np.arange(len(seeker.levels)), np.asarray(seeker.levels, dtype=np.intp)]
    best = np.empty(0, dtype=np.int64)
    for start in range(0, len(places), BLOCK):
        at = slice(start, min(start + BLOCK, len(places)))
        which = np.flatnonzero(obstacles(seeker, places, at=at) == 0)
        limit = int(best.max() >> 32) if best.size == top else NO_LIMIT
        which, costs = _costs(own, places.levels[:, at], which, limit=limit)
        keys = (costs.astype(np.int64) << 32) | (which + start)
        best = _smallest(np.concatenate((best, _smallest(keys, top))), top)
    best.sort()
    return [Hit(int(key & 0xFFFFFFFF), int(key >> 32)) for key in best]


def _costs(
    own: npt.NDArray[np.uint16], levels: npt.NDArray[np.uint8], which: npt.NDArray[np.intp], *, limit: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.uint16]]:
    """The summed costs of the workplaces `which` of a block, without those that cost more than `limit` anyway.

    Costs only grow, so whoever is above the limit after some items cannot come back: leaving them out stays exact.
    """
    narrow = which.size * FEW < levels.shape[1]
    sums = np.zeros(which.size if narrow else levels.shape[1], dtype=np.uint16)
    for first in range(0, len(own), STRIDE):
        rows = levels[first : first + STRIDE]
        sums += _partial(own[first : first + STRIDE], rows.take(which, axis=1) if narrow else rows)
        if not narrow and limit < NO_LIMIT:
            keep = which[sums[which] <= limit]
            if keep.size * FEW < levels.shape[1]:
                narrow, which, sums = True, keep, sums[keep]
    return which, (sums if narrow else sums[which])


def _partial(own: npt.NDArray[np.uint16], levels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    """Costs over a few items. Two share a look-up: their levels fit in a byte, and `translate` is the fastest table."""
    sums = np.zeros(levels.shape[1], dtype=np.uint16)
    for first in range(0, len(own), 2):
        if first + 1 < len(own):
            pair = (own[first][:, None] + own[first + 1][None, :]).ravel()
            text = (levels[first] * np.uint8(LEVELS) | levels[first + 1]).tobytes()
        else:
            pair, text = own[first], levels[first].tobytes()
        sums += _looked_up(text, pair & BYTE)
        if pair.max() > BYTE:
            sums += _looked_up(text, pair >> 8).astype(np.uint16) << 8
    return sums


def _looked_up(text: bytes, values: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint8]:
    table = values.astype(np.uint8).tobytes().ljust(256, b"\0")
    return np.frombuffer(text.translate(table), dtype=np.uint8)


def _smallest(keys: npt.NDArray[np.int64], top: int) -> npt.NDArray[np.int64]:
    return keys if keys.size <= top else np.partition(keys, top - 1)[:top]


def rank_many(
    seekers: Sequence[Seeker], places: Places, tables: npt.NDArray[np.uint16], *, top: int
) -> list[list[Hit]]:
    """`rank` for many persons at once: the costs of all pairs are one product of matrices, exact in 32-bit floats.

    Per item the cost of an unknown requirement is the base, and each level that occurs adds its difference to it.
    """
    items, count = places.levels.shape[0], len(places)
    most = int(places.levels.max(initial=0))
    asked = (places.levels[:, None, :] == np.arange(1, most + 1, dtype=np.uint8)[None, :, None]).astype(
        np.float32
    )
    asked = asked.reshape(items * most, count)
    known = np.array([one.levels for one in seekers], dtype=np.intp).reshape(len(seekers), items)
    found: list[list[Hit]] = []
    # 32 bits sort several times as fast
    kind = np.int32 if count * NO_LIMIT < np.iinfo(np.int32).max else np.int64
    closed = int(np.iinfo(kind).max)
    numbers = np.arange(count, dtype=kind)
    for start in range(0, len(seekers), MANY):
        block = seekers[start : start + MANY]
        own = tables[np.arange(items)[None, :], known[start : start + MANY]].astype(np.float32)
        base = own[:, :, 0].sum(axis=1)
        more = (own[:, :, 1 : most + 1] - own[:, :, :1]).reshape(len(block), items * most)
        costs = more @ asked
        costs += base[:, None]
        keys = costs.astype(kind)
        keys *= count
        keys += numbers
        np.putmask(keys, _closed(block, places), closed)
        if count > top:
            keys = np.partition(keys, top - 1, axis=1)[:, :top]
        keys.sort(axis=1)
        found += _hits(keys, count, closed)
    return found


def _hits(keys: npt.NDArray[Any], count: int, closed: int) -> list[list[Hit]]:
    """Sorted keys as hits, without those that are closed."""
    if not keys.size:
        return [[] for _ in keys]
    ends = (keys < closed).sum(axis=1).tolist()
    costs, numbers = np.divmod(keys, count)
    pairs = zip(numbers.tolist(), costs.tolist(), ends, strict=True)
    return [list(map(Hit, row[:end], prices[:end])) for row, prices, end in pairs]


def _closed(seekers: Sequence[Seeker], places: Places) -> npt.NDArray[np.bool_]:
    """[person, workplace] → whether some hard condition is not met."""
    outside = np.zeros((len(seekers), int(places.region.max(initial=0)) + 1), dtype=np.bool_)
    for row, one in enumerate(seekers):
        if one.terms.regions:
            outside[row] = True
            outside[row, [region for region in one.terms.regions if region < outside.shape[1]]] = False
    column = np.array(
        [(t.hours_from, t.hours_to, t.licence, t.marks) for t in (one.terms for one in seekers)],
        dtype=np.uint32,
    )[:, :, None]
    closed = np.take(outside, places.region, axis=1)
    closed |= places.hours_from[None, :] > column[:, 1].astype(np.uint8)
    closed |= places.hours_to[None, :] < column[:, 0].astype(np.uint8)
    closed |= places.licence[None, :] & (column[:, 2] == 0)
    closed |= (places.marks[None, :] & column[:, 3]) != 0
    for row, one in enumerate(seekers):
        if one.declined:
            closed[row, [place for place in one.declined if place < len(places)]] = True
    return closed
