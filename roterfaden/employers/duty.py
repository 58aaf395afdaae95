"""The duty to employ disabled people as it applies to one company."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """How many places a company owes, how many are filled, and the share in percent with one decimal."""

    owed: int
    filled: int
    percent: float
    law: str

    @property
    def missing(self) -> int:
        return max(self.owed - self.filled, 0)


def standing(*, staff: int, filled: int, owed: int, law: str) -> Standing:
    """The share of disabled staff against the duty; a company without staff has the share 0."""
    return Standing(owed, filled, round(100 * filled / staff, 1) if staff else 0.0, law)
