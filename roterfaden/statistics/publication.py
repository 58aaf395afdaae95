"""What of a report may be read by everybody: small counts hidden, also beside what was published before. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from roterfaden.statistics.choices import Place
from roterfaden.statistics.content import Content, Table, signs_of
from roterfaden.statistics.definitions import FIGURES
from roterfaden.statistics.protection import Side, Twin, hidden_beside
from roterfaden.statistics.statutory import CROSS, FLOW
from roterfaden.statistics.suppression import SMALLEST, Cell, Grid, TooFew, rounded

# columns of a flow by the neighbour that tells them, too: its own column there
SHARED = {Place.BEFORE: (0, 3), Place.AFTER: (3, 0)}


@dataclass(frozen=True)
class Beside:
    """Something published before: its counts, what of them was shown, how its period lies to ours.

    `later`: it was first published after the first version of ours.
    """

    content: Content
    told: Content
    place: Place
    later: bool = False


def for_publication(
    content: Content,
    *,
    smallest: int = SMALLEST,
    rounding: bool = False,
    beside: Sequence[Beside] = (),
) -> Content:
    """The same with small counts hidden (None) and whatever protects them, or with every count rounded to five.

    What could be worked out from several tables together stays away: derived counts and shares, as soon as anything is
    hidden; a table that cannot be protected, by itself or `beside` others, is left out and named.
    """
    outside = [table for table in content["tables"] if not table["internal"]]
    if rounding:
        tables = [_rounded(table) for table in outside]
        numbers = [
            {**one, "value": rounded(int(one["value"] or 0))} for one in content["numbers"] if _counts(one)
        ]
        return {**content, "tables": tables, "numbers": numbers}
    kept, left_out = [], []
    any_hidden = any(_hides(one.told, one.content) for one in beside)
    for table in outside:
        grid = Grid([*(row["values"] for row in table["rows"]), table["total"]], signs_of(table))
        try:
            hidden = hidden_beside(
                grid,
                smallest=smallest,
                margin=grid.columns - 1 if table["shape"] == CROSS else None,
                twins=_twins(table, beside),
                sides=_sides(table, beside),
            )
        except TooFew:
            left_out.append(_("%(table)s: zu wenige, um sie zu veröffentlichen.") % {"table": table["title"]})
            any_hidden = True
        else:
            kept.append(_without(table, hidden))
            any_hidden = any_hidden or bool(hidden)
    numbers = [] if any_hidden else [one for one in content["numbers"] if _tells_enough(one, smallest)]
    return {**content, "tables": kept, "numbers": numbers, "missing": [*content["missing"], *left_out]}


def _twins(table: Table, beside: Sequence[Beside]) -> list[Twin]:
    """The same table in other versions, in our rows and columns. Raises TooFew if one hides what has no place here."""
    found = []
    for one in beside:
        told, true = _named(one.told, table["id"]), _named(one.content, table["id"])
        if one.place != Place.SAME or told is None or true is None:
            continue
        places = {column["id"]: n for n, column in enumerate(true["columns"])}
        rows = {row["key"]: row["values"] for row in true["rows"]} | {None: true["total"]}
        shown = {row["key"]: row["values"] for row in told["rows"]}
        cells, hidden = [], set()
        for r, key in enumerate([*(row["key"] for row in table["rows"]), None]):
            values = rows.get(key)
            line = []
            for c, column in enumerate(table["columns"]):
                place = places.get(column["id"])
                if values is None or place is None:
                    line.append(0)
                    continue
                line.append(values[place])
                if key is not None and shown[key][place] is None:
                    hidden.add((r, c))
            cells.append(line)
        if len(hidden) != sum(value is None for values in shown.values() for value in values):
            raise TooFew("Eine frühere Fassung verdeckt, was es hier nicht gibt.")
        found.append(Twin(cells, frozenset(hidden)))
    return found


def _sides(table: Table, beside: Sequence[Beside]) -> list[Side]:
    """The neighbouring years with the same table, one of each. Raises TooFew as `_twins` does."""
    found: dict[Place, Side] = {}
    for one in beside:
        told, true = _named(one.told, table["id"]), _named(one.content, table["id"])
        if table["shape"] != FLOW or one.place not in SHARED or told is None or true is None:
            continue
        ours, theirs = SHARED[one.place]
        counts = {row["key"]: row["values"][theirs] for row in true["rows"]}
        hides = {row["key"] for row in told["rows"] if row["values"][theirs] is None}
        hidden = {r: counts[row["key"]] for r, row in enumerate(table["rows"]) if row["key"] in hides}
        if len(hidden) != len(hides):
            raise TooFew("Das Jahr daneben verdeckt, was es hier nicht gibt.")
        known = found.get(one.place)
        least = (
            {r: min(count, known.hidden.get(r, count)) for r, count in hidden.items()} if known else hidden
        )
        found[one.place] = Side(ours, least, later=known.later if known else one.later)
    return list(found.values())


def _named(content: Content, table_id: str) -> Table | None:
    return next((table for table in content["tables"] if table["id"] == table_id), None)


def _hides(told: Content, content: Content) -> bool:
    """Whether something is hidden or was left out."""
    outside = sum(not table["internal"] for table in content["tables"])
    hidden = any(
        value is None for table in told["tables"] for row in table["rows"] for value in row["values"]
    )
    return hidden or len(told["tables"]) < outside


def _without(table: Table, hidden: frozenset[Cell]) -> Table:
    rows = [
        {**row, "values": [None if (r, c) in hidden else value for c, value in enumerate(row["values"])]}
        for r, row in enumerate(table["rows"])
    ]
    return {**table, "rows": rows}


def _rounded(table: Table) -> Table:
    rows = [{**row, "values": [rounded(value) for value in row["values"]]} for row in table["rows"]]
    return {**table, "rows": rows, "total": [rounded(value) for value in table["total"]]}


def _counts(one: Mapping[str, Any]) -> bool:
    figure = FIGURES.get(one["key"])
    return figure is not None and figure.adds_up


def _tells_enough(one: Mapping[str, Any], smallest: int) -> bool:
    return not _counts(one) or not 0 < (one["value"] or 0) < smallest
