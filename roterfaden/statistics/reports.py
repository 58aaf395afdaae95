"""Reckon figures: one value, or a table by dimensions. The way in for reports, indicators, charts and exports.

value("inflow", period=Period.year(2026), services=[service], where={"gender": "female"})
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.statistics.definitions import FIGURES
from roterfaden.statistics.dimensions import dimension
from roterfaden.statistics.engine import Stage, stage_for, stage_in_database
from roterfaden.statistics.figure import Figure
from roterfaden.statistics.periods import Period
from roterfaden.statistics.relations import counted
from roterfaden.statistics.splitting import Dimension

Value = int | float | None
Key = tuple[str, ...]
DECIMALS = 1


class UnknownFigure(LookupError):
    """There is no figure with this id."""


@dataclass(frozen=True)
class Reckoned:
    """Values by key (one part for each dimension) and figure. Keys without anything are missing."""

    figures: tuple[Figure, ...]
    by: tuple[Dimension, ...]
    rows: Mapping[Key, Mapping[str, Value]]

    def value(self, key: Key, figure: str) -> Value:
        return self.rows.get(key, {}).get(figure, 0 if FIGURES[figure].adds_up else None)

    def keys(self) -> list[Key]:
        return sorted(self.rows)


def figure_of(figure_id: str) -> Figure:
    """The figure with this id; refuses with UnknownFigure."""
    try:
        return FIGURES[figure_id]
    except KeyError:
        raise UnknownFigure(_("Die Zahl „%(id)s“ gibt es nicht.") % {"id": figure_id}) from None


def value(
    figure: str,
    *,
    period: Period,
    services: Sequence[Organisation],
    where: Mapping[str, str] | None = None,
) -> Value:
    """One figure of `services` over `period`, of the slice `where` (dimension: value). None: nothing to reckon from.

    Counts are whole; shares, means and medians have one decimal. Refuses with UnknownFigure or UnknownDimension.
    """
    found = reckon([figure], period=period, services=services, where=where)
    return found.value((), figure)


def reckon(
    figures: Sequence[str],
    *,
    period: Period,
    services: Sequence[Organisation],
    by: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
    patient: bool = False,
) -> Reckoned:
    """Several figures of `services` over `period`, split `by` dimensions. One query for each relation that they count.

    `patient`: see `engine.stage_for`. Refuses with UnknownFigure, and with UnknownDimension where one of the figures
    cannot be split or narrowed so.
    """
    chosen = [figure_of(one) for one in figures]
    if not services:
        return Reckoned(tuple(chosen), (), {})
    stage = _stage(chosen, by, where or {}, services, patient=patient)
    try:
        return reckon_on(stage, chosen, period=period, by=by, where=where)
    finally:
        stage.release()


def reckon_on(
    stage: Stage,
    figures: Sequence[Figure],
    *,
    period: Period,
    by: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
) -> Reckoned:
    """The same over tables that are at hand."""
    rows: dict[Key, dict[str, Value]] = defaultdict(dict)
    split: tuple[Dimension, ...] = ()
    for relation in dict.fromkeys(figure.relation for figure in figures):
        own = [figure for figure in figures if figure.relation == relation]
        split = tuple(dimension(one, relation=relation) for one in by)
        asked = _asked(counted(stage, relation), own, split, period, _narrowed(where, relation))
        for row in stage.asked(asked):
            key = tuple(str(row.pop(f"by_{n}")) for n in range(len(split)))
            rows[key] |= {name: _rounded(FIGURES[name], found) for name, found in row.items()}
    # a slice that counts nothing is none
    kept = {key: values for key, values in rows.items() if not by or any(values.values())}
    return Reckoned(tuple(figures), split, kept)


def rows_behind(
    figure: str,
    *,
    period: Period,
    services: Sequence[Organisation],
    where: Mapping[str, str] | None = None,
) -> frozenset[int]:
    """The pseudonyms of the cases that a number stands for. The same are not looked for twice in the same tables."""
    stage = stage_for(services, patient=True)
    key = ("behind", figure, period, *sorted((where or {}).items()))
    return stage.once(key, lambda: _rows_behind(stage, figure, period, where))


def _rows_behind(
    stage: Stage, figure: str, period: Period, where: Mapping[str, str] | None
) -> frozenset[int]:
    chosen = figure_of(figure)
    table = counted(stage, chosen.relation)
    if "case" not in table.columns:
        return frozenset()
    for one, wanted in _narrowed(where, chosen.relation):
        table = table.filter(one.column(table) == wanted)
    found = table.filter(chosen.drill(table, period)).select("case").distinct()
    return frozenset(row["case"] for row in stage.asked(found))


def _asked(
    table: Any,
    figures: Sequence[Figure],
    split: Sequence[Dimension],
    period: Period,
    where: Sequence[tuple[Dimension, str]],
) -> Any:
    for one, wanted in where:
        table = table.filter(one.column(table) == wanted)
    table = table.mutate(**{f"by_{n}": one.column(table) for n, one in enumerate(split)})
    measures = {figure.id: figure.measure(table, period) for figure in figures}
    if not split:
        return table.aggregate(**measures)
    return table.group_by([f"by_{n}" for n in range(len(split))]).aggregate(**measures)


def _narrowed(where: Mapping[str, str] | None, relation: str) -> list[tuple[Dimension, str]]:
    return [(dimension(one, relation=relation), wanted) for one, wanted in (where or {}).items()]


def _stage(
    figures: Sequence[Figure],
    by: Sequence[str],
    where: Mapping[str, str],
    services: Sequence[Organisation],
    *,
    patient: bool,
) -> Stage:
    needed = [dimension(one, relation=figure.relation) for figure in figures for one in (*by, *where)]
    sealed = any(one.sealed for one in needed) or any(one.sealed for one in figures)
    if settings.STATISTICS_ENGINE == "database" and not sealed:
        return stage_in_database(services)
    return stage_for(services, patient=patient)


def _rounded(figure: Figure, found: Any) -> Value:
    if found is None:
        return 0 if figure.adds_up else None
    return int(found) if figure.adds_up or float(found).is_integer() else round(float(found), DECIMALS)
