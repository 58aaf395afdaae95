"""Compare abilities with requirements item by item (KASSYS M3): shortfall, match, surplus, unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How one item stands between a person and a workplace."""

    SHORTFALL = "shortfall"
    MATCH = "match"
    SURPLUS = "surplus"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Line:
    """One item: what the person brings, what is asked for; None where nobody knows. `steps` is the distance."""

    item: str
    ability: int | None
    requirement: int | None

    @property
    def standing(self) -> Standing:
        if self.ability is None or self.requirement is None:
            return Standing.UNKNOWN
        if self.ability < self.requirement:
            return Standing.SHORTFALL
        return Standing.MATCH if self.ability == self.requirement else Standing.SURPLUS

    @property
    def steps(self) -> int:
        if self.ability is None or self.requirement is None:
            return 0
        return abs(self.ability - self.requirement)


def compare(
    items: Sequence[str], *, abilities: Mapping[str, int], requirements: Mapping[str, int]
) -> list[Line]:
    """One line per item, in the order of `items`; a value that is missing on one side is unknown, never zero."""
    return [Line(item, abilities.get(item), requirements.get(item)) for item in items]


def changes(
    items: Sequence[str], *, before: Mapping[str, int], after: Mapping[str, int]
) -> list[tuple[str, int, int]]:
    """The items that are known on both days and differ: item, value then, value now."""
    both = [item for item in items if item in before and item in after]
    return [(item, before[item], after[item]) for item in both if before[item] != after[item]]
