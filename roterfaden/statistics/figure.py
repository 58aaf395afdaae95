"""What a figure is, and how one is put together from conditions. `definitions` holds them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roterfaden.statistics.conditions import Condition, at_end, at_start, came_in, count_where, went_out
from roterfaden.statistics.periods import Period

LAW = "§ 197 Abs. 1 SGB IX"
HOUSE = _("eigene Festlegung")
CASES = _("Fälle")
FLOW = ("stock_start", "inflow", "outflow", "stock")
Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure. `relation` is what is counted, `measure` the sum over it, `drill` which rows a number stands for."""

    id: str
    title: Words
    definition: Words
    unit: Words
    source: Words
    relation: str
    measure: Callable[[Any, Period], Any]
    drill: Callable[[Any, Period], Any]
    # counts of people or cases add up over slices; shares and medians do not
    adds_up: bool = True
    # reckoned from what is under the seal, so only the extract has it
    sealed: bool = False


def figure(
    identifier: str,
    title: Words,
    definition: Words,
    relation: str,
    condition: Condition,
    *,
    unit: Words = CASES,
    source: Words = LAW,
    measure: Condition | None = None,
    adds_up: bool | None = None,
    sealed: bool = False,
) -> Figure:
    """A figure that counts the rows with `condition`, or takes `measure` of them."""
    return Figure(
        id=identifier,
        title=title,
        definition=definition,
        unit=unit,
        source=source,
        relation=relation,
        measure=measure or count_where(condition),
        drill=condition,
        adds_up=measure is None if adds_up is None else adds_up,
        sealed=sealed,
    )


def flow(prefix: str, relation: str, unit: Words, what: Mapping[str, Words]) -> list[Figure]:
    """Stock at the start, inflow, outflow, stock at the end of a relation with `start` and `end`."""
    return [
        figure(f"{prefix}{name}", title, what[name], relation, condition, unit=unit)
        for name, title, condition in (
            ("stock_start", _("Bestand am Anfang"), at_start),
            ("inflow", pgettext_lazy("Statistik", "Zugänge"), came_in),
            ("outflow", _("Abgänge"), went_out),
            ("stock", _("Bestand am Ende"), at_end),
        )
    ]


def share(part: Condition, whole: Condition) -> Condition:
    """In percent, to one decimal; nothing where there is no whole."""

    def measure(table: Any, period: Period) -> Any:
        top = part(table, period).ifelse(1, 0).sum()
        bottom = whole(table, period).ifelse(1, 0).sum().nullif(0)
        return top * 100.0 / bottom

    return measure


def of_kinds(column: str, values: tuple[Any, ...], when: Condition) -> Condition:
    """Rows with one of `values` (members of choices) in `column`."""
    wanted = [str(value.value) for value in values]
    return lambda table, period: when(table, period) & table[column].isin(wanted)


def sum_of(column: str, when: Condition) -> Condition:
    return lambda table, period: table[column].sum(where=when(table, period)).fill_null(0)
