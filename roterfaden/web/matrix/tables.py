"""Matrix and own use as rows of a table."""

from dataclasses import dataclass

from roterfaden.process.matrix import Cells, FieldOfActivity, Measure, shipped_matrix
from roterfaden.process.own_use import ELSEWHERE, OwnUse


@dataclass(frozen=True)
class Cell:
    """One measure in one field: usual or not, in the source or not, how often used by oneself."""

    field: FieldOfActivity
    usual: bool
    in_source: bool = False
    used: int = 0
    worked_here: bool = False


@dataclass(frozen=True)
class Row:
    measure: Measure
    cells: list[Cell]
    elsewhere: int = 0

    @property
    def missing(self) -> int:
        """How many crosses the source prints of which it is not known where."""
        return self.measure.marks - len(self.measure.certain)


def crosses(cells: Cells) -> list[Row]:
    """The matrix: for each cell whether it is usual, and whether the source says so."""
    shipped = shipped_matrix()
    return [
        Row(
            measure,
            [
                Cell(field, usual=field.id in cells[measure.id], in_source=field.id in measure.certain)
                for field in shipped.fields
            ],
        )
        for measure in shipped.measures
    ]


def use_rows(use: OwnUse, cells: Cells) -> list[Row]:
    """The matrix with one's own numbers."""
    shipped = shipped_matrix()
    return [
        Row(
            measure,
            [
                Cell(
                    field,
                    usual=field.id in cells[measure.id],
                    used=use.uses.get((measure.id, field.id), 0),
                    worked_here=field.id in use.fields,
                )
                for field in shipped.fields
            ],
            elsewhere=use.uses.get((measure.id, ELSEWHERE), 0),
        )
        for measure in shipped.measures
    ]
