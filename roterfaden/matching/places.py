"""What a search runs over: many workplaces (or persons) as arrays, one person (or workplace) as plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
UNKNOWN = 0
# levels are stored as 1 + (value - lowest value of the scale); 0 says that nobody knows
LEVELS = 8
ANY_REGION = frozenset[int]()


class BadProfile(ValueError):
    """A profile names an item that there is not, or a value outside the scale; the message names it."""


@dataclass(frozen=True)
class Scale:
    """The items of all instruments in one order, each with its lowest and highest value."""

    items: tuple[str, ...]
    lowest: tuple[int, ...]
    highest: tuple[int, ...]

    def encode(self, values: Mapping[str, int]) -> list[int]:
        """The levels in the order of the items. Refuses, by name, an unknown item and a value outside its scale."""
        strangers = sorted(set(values) - set(self.items))
        if strangers:
            raise BadProfile(f"Das Merkmal „{strangers[0][:60]}“ gibt es nicht.")
        for item, low, high in zip(self.items, self.lowest, self.highest, strict=True):
            value = values.get(item)
            if value is not None and (type(value) is not int or not low <= value <= high):
                raise BadProfile(f"„{item}“: {value!r} liegt nicht zwischen {low} und {high}.")
        return [
            UNKNOWN if item not in values else values[item] - low + 1
            for item, low in zip(self.items, self.lowest, strict=True)
        ]


@dataclass(frozen=True)
class Terms:
    """The hard conditions of one side. For a person: what is possible. For a workplace: what it asks for.

    `regions`: ids, empty for anywhere (a workplace has one). Hours a week, 0 and 80 for unknown. `marks` are bits: what
    a person must not do, or what the place brings with it. `licence`: the person has one, or the place needs one.
    """

    regions: frozenset[int] = ANY_REGION
    hours_from: int = 0
    hours_to: int = 80
    licence: bool = False
    marks: int = 0


@dataclass(frozen=True)
class Places:
    """Many workplaces: `levels` is one row of bytes per item, the other arrays hold one value per workplace."""

    levels: Bytes
    region: npt.NDArray[np.uint16]
    hours_from: Bytes
    hours_to: Bytes
    licence: npt.NDArray[np.bool_]
    marks: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return int(self.region.shape[0])

    @property
    def nbytes(self) -> int:
        return sum(
            a.nbytes
            for a in (self.levels, self.region, self.hours_from, self.hours_to, self.licence, self.marks)
        )


@dataclass(frozen=True)
class Seeker:
    """One person: levels in the order of the scale, and what is possible. `declined`: places not to offer again."""

    levels: Sequence[int]
    terms: Terms = Terms()
    declined: frozenset[int] = field(default_factory=frozenset)


def places_of(rows: Iterable[tuple[Sequence[int], Terms]], *, items: int) -> Places:
    """Arrays from rows of levels and terms, in their order."""
    found = list(rows)
    levels = np.array([levels for levels, _ in found], dtype=np.uint8).reshape(len(found), items)
    terms = [one for _, one in found]
    return Places(
        levels=np.ascontiguousarray(levels.T),
        region=np.array([next(iter(one.regions), 0) for one in terms], dtype=np.uint16),
        hours_from=np.array([one.hours_from for one in terms], dtype=np.uint8),
        hours_to=np.array([one.hours_to for one in terms], dtype=np.uint8),
        licence=np.array([one.licence for one in terms], dtype=np.bool_),
        marks=np.array([one.marks for one in terms], dtype=np.uint32),
    )
