"""Which rows count in a period: there at its start or end, come, gone, happened."""

from collections.abc import Callable
from datetime import date
from typing import Any

from roterfaden.statistics.engine import ibis
from roterfaden.statistics.periods import Period

Condition = Callable[[Any, Period], Any]


def _day(day: date) -> Any:
    return ibis().date(day.year, day.month, day.day)


def _open_on(table: Any, day: date) -> Any:
    return (table.start <= _day(day)) & (table.end.isnull() | (table.end > _day(day)))


def at_start(table: Any, period: Period) -> Any:
    return _open_on(table, period.eve)


def at_end(table: Any, period: Period) -> Any:
    return _open_on(table, period.last)


def came_in(table: Any, period: Period) -> Any:
    return (table.start >= _day(period.first)) & (table.start <= _day(period.last))


def went_out(table: Any, period: Period) -> Any:
    return table.end.notnull() & (table.end >= _day(period.first)) & (table.end <= _day(period.last))


def happened(table: Any, period: Period) -> Any:
    return (table.day >= _day(period.first)) & (table.day <= _day(period.last))


def present(table: Any, period: Period) -> Any:
    """At least one day of the period."""
    return (table.start <= _day(period.last)) & (table.end.isnull() | (table.end >= _day(period.first)))


def count_where(condition: Condition) -> Condition:
    return lambda table, period: condition(table, period).ifelse(1, 0).sum().fill_null(0)
