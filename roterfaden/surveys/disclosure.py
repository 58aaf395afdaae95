"""What of the answers may be told. Pure: numbers in, numbers out; no small cell, nor one that can be worked out.

A table is told whole or not at all: each of its cells is nought or at least the minimum, and so is what is left of the
total without it. Where the answers one by one are too few, they are counted together in coarser steps. Every table
counts all sheets: whoever left a question out has a cell too, so the sums of two questions do not differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from roterfaden.surveys.choices import Kind
from roterfaden.surveys.reader import Question

LEAST = 5
NONE, AND = "none", "+"
STEPS = ("1", "2", "3", "4", "5")
VALUES: dict[Kind, tuple[str, ...]] = {Kind.PAIR: STEPS, Kind.SCALE: STEPS, Kind.YES_NO: ("yes", "no")}
Cells = tuple[tuple[str, ...], ...]
LOW, LOWER, HIGH, HIGHER = ("1", "2"), ("1", "2", "3"), ("4", "5"), ("3", "4", "5")
# from fine to coarse; a few who are content are not hidden for longer than a few who are not
STEPS_LADDER: tuple[Cells, ...] = (
    (*((step,) for step in STEPS), (NONE,)),
    (LOW, ("3",), HIGH, (NONE,)),
    (LOWER, HIGH, (NONE,)),
    (LOW, HIGHER, (NONE,)),
    ((*LOWER, NONE), HIGH),
    (LOW, (*HIGHER, NONE)),
)
YES_NO_LADDER: tuple[Cells, ...] = (
    (("yes",), ("no",), (NONE,)),
    (("yes",), ("no", NONE)),
    (("no",), ("yes", NONE)),
)
LADDERS = {Kind.PAIR: STEPS_LADDER, Kind.SCALE: STEPS_LADDER, Kind.YES_NO: YES_NO_LADDER}
Counts = dict[str, int]
Names = tuple[str, ...]


def is_safe(counts: Iterable[int], *, minimum: int) -> bool:
    """Whether a whole table may be told: no cell is small, and none holds nearly all."""
    cells = list(counts)
    total = sum(cells)
    return total >= minimum and all(
        count == 0 or (count >= minimum and total - count >= minimum) for count in cells
    )


def counted(given: Sequence[str], cells: Cells) -> Counts:
    """How many of the answers fall into each cell, by the name of the cell; an answer left out is empty."""
    return {AND.join(cell): sum((one or NONE) in cell for one in given) for cell in cells}


def finest(given: Sequence[str], kind: Kind, *, minimum: int) -> Cells | None:
    """The finest cells in which these answers may be told; None if there are none."""
    fitting = (cells for cells in LADDERS[kind] if is_safe(counted(given, cells).values(), minimum=minimum))
    return next(fitting, None)


def is_within(fine: Cells, coarse: Cells) -> bool:
    """Whether each cell of `coarse` is made of whole cells of `fine`; two others can be subtracted."""
    return all(any(set(small) <= set(large) for large in coarse) for small in fine)


def blocks_of(sizes: Mapping[str, int], *, minimum: int) -> list[Names]:
    """The groups, those with too few sheets joined until they are enough: the finest parts of every breakdown.

    They are the same for all tables of a round, or the sums of two tables would tell how many a small group gave. One
    without a sheet is joined like a small one.
    """
    alone = sorted((name for name in sizes if sizes[name] >= minimum), key=lambda name: (-sizes[name], name))
    small = [name for name in sizes if sizes[name] < minimum]
    while small and alone and sum(sizes[name] for name in small) < minimum:
        small.append(alone.pop())
    return [*((name,) for name in sizes if name in alone), *([tuple(sorted(small))] if small else [])]


def parted(
    blocks: Mapping[Names, Sequence[str]], cells: Cells, *, minimum: int
) -> list[tuple[Names, Counts]]:
    """The rows of a breakdown: blocks that may be told alone, the others together; empty if it would be one row.

    The others are joined by blocks that could stand alone until they may be told, because they follow by subtraction.
    """
    tables = {names: counted(given, cells) for names, given in blocks.items()}
    alone = [names for names, table in tables.items() if is_safe(table.values(), minimum=minimum)]
    alone.sort(key=lambda names: (sum(tables[names].values()), names), reverse=True)
    others = [names for names in tables if names not in alone]
    while others and alone and not is_safe(_joined(tables, others, cells).values(), minimum=minimum):
        others.append(alone.pop())
    rows: list[tuple[Names, Counts]] = [(names, table) for names, table in tables.items() if names in alone]
    if others:
        rows.append((tuple(sorted(chain.from_iterable(others))), _joined(tables, others, cells)))
    return rows if len(rows) > 1 else []


def published(
    questions: Sequence[Question],
    sheets: Sequence[tuple[str, Mapping[str, str]]],
    *,
    groups: Sequence[str] = (),
    minimum: int,
) -> list[dict[str, Any]]:
    """One row for each part of a question: the counts that may be told, and the same for groups of sheets.

    `sheets` are the group of each and its answers. `groups` are all that were asked, also those without a sheet: that
    nobody of a group answered is no more told than that few did. Counts are empty where nothing may be told. Free texts
    are not here.
    """
    sizes = {name: sum(group == name for group, _answers in sheets) for name in groups}
    blocks = blocks_of(sizes, minimum=minimum)
    rows: list[dict[str, Any]] = []
    for question in questions:
        if question.kind == Kind.TEXT:
            continue
        for part in question.parts:
            given = [answers.get(part, "") for _group, answers in sheets]
            cells = finest(given, question.kind, minimum=minimum)
            row: dict[str, Any] = {
                "part": part,
                "counts": counted(given, cells) if cells else {},
                "groups": [],
            }
            if cells and len(blocks) > 1:
                by_block = {
                    names: [answers.get(part, "") for group, answers in sheets if group in names]
                    for names in blocks
                }
                row["groups"] = _breakdown(by_block, cells, question.kind, minimum=minimum)
            rows.append(row)
    return rows


def _breakdown(
    blocks: Mapping[Names, Sequence[str]], total: Cells, kind: Kind, *, minimum: int
) -> list[dict[str, Any]]:
    """The breakdown with the most rows, of those the finest; never across the cells of the total."""
    allowed = [cells for cells in LADDERS[kind] if is_within(total, cells)]
    best = max((parted(blocks, cells, minimum=minimum) for cells in allowed), key=len)
    return [{"of": list(names), "counts": counts} for names, counts in best]


def _joined(tables: Mapping[Names, Counts], blocks: Sequence[Names], cells: Cells) -> Counts:
    return {AND.join(cell): sum(tables[names][AND.join(cell)] for names in blocks) for cell in cells}
