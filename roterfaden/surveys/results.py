"""What came out of a round, as tables in words: for the page, the CSV and the PDF. Only what may be told is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from roterfaden.surveys.disclosure import AND, NONE
from roterfaden.surveys.groups import title_of
from roterfaden.surveys.models import Round
from roterfaden.surveys.reader import Question
from roterfaden.surveys.wording import asked_of, cell_word

# of a round that was closed by an older rule: a count that is held back
HELD_BACK = "•"
FAVOURABLE = ({"4", "5"}, {"yes"})
Cell = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One line: its title, and each cell with the head of its column."""

    title: str
    cells: Sequence[Cell]
    is_sum: bool = False


@dataclass(frozen=True)
class Grid:
    """One table in words; `id` is its own in the page."""

    id: str
    title: str
    row_title: str
    heads: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Answered:
    """One question with its tables: all sheets, then by group. Without tables nothing may be told of it."""

    question: Question
    tables: Sequence[Grid] = field(default_factory=list)


def answered(survey: Round) -> list[Answered]:
    """The results in the order of the questions; free texts are not among them."""
    told = {row["part"]: row for row in survey.results}
    found = []
    for question in survey.questionnaire.questions:
        rows = [(part, told[part]) for part in question.parts if part in told]
        if rows:
            tables = [grid for part, row in rows for grid in _grids(question, part, row)]
            found.append(Answered(question, tables))
    return found


def _grids(question: Question, part: str, row: Mapping[str, Any]) -> list[Grid]:
    asked = asked_of(question, part)
    if not row["counts"] or set(row["counts"].values()) == {None}:
        return []
    whole = _grid(question, part, asked or _("Alle Bögen"), [(_("Bögen"), row["counts"])])
    groups = row.get("groups", [])
    if not groups:
        return [whole]
    named = [(", ".join(title_of(one) for one in group["of"]), group["counts"]) for group in groups]
    title = _("%(asked)s Nach Gruppen") % {"asked": asked} if asked else _("Nach Gruppen")
    return [whole, _grid(question, part, title, named)]


def _grid(
    question: Question, part: str, title: str, columns: Sequence[tuple[str, Mapping[str, int | None]]]
) -> Grid:
    cells = [cell for cell in columns[0][1] if cell != NONE or any(counts[cell] for _head, counts in columns)]
    rows = [
        Row(
            cell_word(question.kind, part, cell),
            [(head, _shown(counts[cell])) for head, counts in columns],
        )
        for cell in cells
    ]
    sums = [(head, _sum(counts)) for head, counts in columns]
    heads = [head for head, _counts in columns]
    known = f"{part}-{len(columns)}"
    return Grid(known, title, _("Antwort"), heads, [*rows, Row(_("Summe"), sums, is_sum=True)])


def words(survey: Round) -> list[tuple[str, list[str]]]:
    """The free texts by question; those of a round that was closed by an older rule stand under no question."""
    asked = {question.id: question.text for question in survey.questionnaire.questions}
    loose = [one for one in survey.texts if isinstance(one, str)]
    by_question = [(asked[one["of"]], one["texts"]) for one in survey.texts if not isinstance(one, str)]
    return [*by_question, *([(_("In eigenen Worten"), loose)] if loose else [])]


def share(survey: Round, part: str) -> Fraction | None:
    """How many of all sheets answered favourably (4 and 5, or yes); None where that is not told."""
    return next((share_of(row["counts"]) for row in survey.results if row["part"] == part), None)


def share_of(counts: Mapping[str, int | None]) -> Fraction | None:
    """The favourable share of one told table; None where it cannot be read off, or a count is held back."""
    known = {cell: count for cell, count in counts.items() if count is not None}
    total = sum(known.values())
    if len(known) < len(counts) or not total:
        return None
    for wanted in FAVOURABLE:
        inside = {cell: count for cell, count in known.items() if set(cell.split(AND)) <= wanted}
        if {value for cell in inside for value in cell.split(AND)} == wanted:
            return Fraction(sum(inside.values()), total)
    return None


def percent(part: Fraction | None) -> str:
    """A share as people read it; a dash where none is told."""
    return "–" if part is None else f"{round(part * 100)} %"


def _shown(count: int | None) -> str:
    return HELD_BACK if count is None else str(count)


def _sum(counts: Mapping[str, int | None]) -> str:
    known = [count for count in counts.values() if count is not None]
    return str(sum(known)) if len(known) == len(counts) else HELD_BACK
