"""The profile line: abilities and requirements of one instrument side by side, told apart by shape, not by colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from roterfaden.profiles.searching import Reason

ROW, TOP, LEFT, STEP, SHIFT = 24, 36, 250, 56, 5


@dataclass(frozen=True)
class Mark:
    """One row of the drawing; x positions are None where nobody knows."""

    title: str
    y: int
    ability: int | None
    requirement: int | None
    standing: str


@dataclass(frozen=True)
class ProfileLine:
    """Everything the template draws: columns, rows, the two lines as parts without gaps over what is unknown."""

    width: int
    height: int
    columns: list[tuple[int, int]]
    marks: list[Mark]
    ability_lines: list[str]
    requirement_lines: list[str]


def draw(reasons: Sequence[Reason], *, values: Sequence[int]) -> ProfileLine:
    """Lay out the lines of one instrument from its reasons, in their order."""
    at = {value: LEFT + STEP * n for n, value in enumerate(values)}
    marks = [
        Mark(
            reason.title, TOP + ROW * n,
            None if reason.line.ability is None else at[reason.line.ability] - SHIFT,
            None if reason.line.requirement is None else at[reason.line.requirement] + SHIFT,
            reason.line.standing.value,
        )
        for n, reason in enumerate(reasons)
    ]  # fmt: skip
    return ProfileLine(
        width=LEFT + STEP * len(values),
        height=TOP + ROW * len(marks),
        columns=[(x, value) for value, x in at.items()],
        marks=marks,
        ability_lines=_parts([(mark.ability, mark.y) for mark in marks]),
        requirement_lines=_parts([(mark.requirement, mark.y) for mark in marks]),
    )


def _parts(points: list[tuple[int | None, int]]) -> list[str]:
    parts: list[list[str]] = [[]]
    for x, y in points:
        if x is None:
            parts.append([])
        else:
            parts[-1].append(f"{x},{y}")
    return [" ".join(part) for part in parts if len(part) > 1]
