"""Goals of a report held against its numbers: the whole, and each row of a table with part and whole of the goal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from roterfaden.statistics.statutory import Goal, ReportKind


@dataclass(frozen=True)
class RowShare:
    """The share of one row in percent (None: hidden, or no whole) and whether it keeps the bound."""

    percent: float | None
    kept: bool

    @property
    def words(self) -> str:
        if self.percent is None:
            return "–"
        text = f"{self.percent:.1f} %".replace(".", ",")
        return f"{text}, {_('erreicht') if self.kept else _('nicht erreicht')}"


def goal_of(table: Mapping[str, Any], kind: ReportKind) -> Goal | None:
    """The goal whose part and whole are the two columns of this table."""
    columns = tuple(column["id"] for column in table["columns"])
    return next((goal for goal in kind.goals if goal.of and goal.of == columns), None)


def shares_of(table: Mapping[str, Any], goal: Goal) -> list[RowShare]:
    """For each row and the sum: part of whole."""
    return [_share(row, goal) for row in (*(row["values"] for row in table["rows"]), table["total"])]


def _share(values: list[int | None], goal: Goal) -> RowShare:
    part, whole = values
    if part is None or not whole:
        return RowShare(None, kept=False)
    return RowShare(round(part * 100 / whole, 1), kept=part * 100 >= goal.at_least * whole)
