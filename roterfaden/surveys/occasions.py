"""When somebody is asked, as data: an event, how long after it, and for how long the asking is still fitting."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.common.yaml_fields import Fields
from roterfaden.process.deadline_fields import NOTHING, span_at
from roterfaden.process.reckoning.counting import days_of, end_by_months
from roterfaden.process.reckoning.terms import CountsFrom, Span, Unit
from roterfaden.surveys.choices import Event, Group

FILE = Path(__file__).resolve().parents[1] / "catalogue" / "surveys" / "occasions-2026-11.yaml"
BY_MONTHS = (Unit.MONTHS, Unit.YEARS)
SOME_UNITS = (*BY_MONTHS, Unit.DAYS, Unit.WEEKS)


@dataclass(frozen=True)
class Occasion:
    """One occasion of asking."""

    id: str
    asked: Group
    event: Event
    after: Span
    within: Span
    title: str

    def due_on(self, happened_on: date) -> date:
        """From which day on somebody is asked."""
        return _moved(happened_on, self.after)

    def days(self, *, on: date) -> tuple[date, date] | None:
        """The first and the last day on which the event must have happened to make somebody due on the day `on`."""
        return _days(self, on)

    def is_due(self, happened_on: date, *, on: date) -> bool:
        """Whether the day has come and is not long gone."""
        due_on = self.due_on(happened_on)
        return due_on <= on <= _moved(due_on, self.within)


@cache
def shipped_occasions() -> dict[str, Occasion]:
    return {one.id: one for one in read_occasions(FILE)}


def read_occasions(path: Path, text: str | None = None) -> tuple[Occasion, ...]:
    """The occasions of one file. Raises FileFaults with every fault and its line."""
    file = CatalogueFile(path, text)
    file.edition("survey_occasions")
    found = tuple(_occasion(fields) for fields in file.top.many("occasions", least=1))
    file.top.unique("occasions", [one.id for one in found])
    file.close()
    return found


def _occasion(fields: Fields) -> Occasion:
    asked, event = fields.choice("asked", Group.values), fields.choice("event", Event.values)
    found = Occasion(
        id=fields.identifier("id"),
        asked=Group(asked) if asked in Group.values else Group.CLIENT,
        event=Event(event) if event in Event.values else Event.CASE_OPENED,
        after=_span(fields, "after"),
        within=_span(fields, "within"),
        title=fields.text("title", most=80),
    )
    fields.close()
    return found


def _span(fields: Fields, key: str) -> Span:
    span = span_at(fields, key)
    if span is None or span.unit not in SOME_UNITS:
        fields.refuse(key, "Hier steht eine Dauer in Tagen, Wochen, Monaten oder Jahren.")
        return NOTHING
    return span


def _moved(day: date, span: Span) -> date:
    if span.unit in BY_MONTHS:
        return end_by_months(day, span, CountsFrom.NEXT_DAY)[0]
    return day + timedelta(days=days_of(span))


@lru_cache(512)
def _days(occasion: Occasion, on: date) -> tuple[date, date] | None:
    shortest, longest = _at_least(occasion.after), _at_most(occasion.after) + _at_most(occasion.within)
    days = (on - timedelta(days=back) for back in range(shortest, longest + 1))
    found = [day for day in days if occasion.is_due(day, on=on)]
    return (found[-1], found[0]) if found else None


def _at_most(span: Span) -> int:
    """How many days the span has at most."""
    longest = {Unit.MONTHS: 31, Unit.YEARS: 366}
    return span.amount * longest[span.unit] if span.unit in BY_MONTHS else days_of(span)


def _at_least(span: Span) -> int:
    """How many days the span has at least, however it is counted at the ends of months."""
    shortest = {Unit.MONTHS: 28, Unit.YEARS: 365}
    return max(span.amount * shortest[span.unit] - 1, 0) if span.unit in BY_MONTHS else days_of(span)
