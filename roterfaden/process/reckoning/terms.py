"""What a deadline is made of: how long, in which direction, what a weekend does, and by which law it is counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Direction(StrEnum):
    AFTER = "after"
    BEFORE = "before"


class CountsFrom(StrEnum):
    """Whether the day of the event is left out (§ 187 Abs. 1 BGB) or is itself the first day (§ 187 Abs. 2 BGB)."""

    NEXT_DAY = "next_day"
    SAME_DAY = "same_day"


class Weekend(StrEnum):
    """What becomes of an end on a Saturday, a Sunday or a public holiday."""

    STAYS = "stays"
    NEXT = "next_working_day"
    PREVIOUS = "previous_working_day"


WORDS = {
    Unit.DAYS: ("Tag", "Tage"),
    Unit.WORKING_DAYS: ("Arbeitstag", "Arbeitstage"),
    Unit.WEEKS: ("Woche", "Wochen"),
    Unit.MONTHS: ("Monat", "Monate"),
    Unit.YEARS: ("Jahr", "Jahre"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time. Nought days means: at once, on the same day."""

    amount: int
    unit: Unit

    @property
    def words(self) -> str:
        """`3 Wochen`, `1 Monat`, `sofort`."""
        if self.amount == 0:
            return "sofort"
        one, many = WORDS[self.unit]
        return f"{self.amount} {one if self.amount == 1 else many}"


@dataclass(frozen=True, slots=True)
class Term:
    """One way to count from an event to a day. `rests`: recesses of the law (ATSG 38) do not count."""

    span: Span
    direction: Direction = Direction.AFTER
    counts_from: CountsFrom = CountsFrom.NEXT_DAY
    weekend: Weekend = Weekend.STAYS
    rests: bool = False


@dataclass(frozen=True, slots=True)
class Recess:
    """A time of the year in which deadlines rest: by days of the calendar, or by days around Easter."""

    title: str
    # month and day; the last may lie in the next year
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    easter_before: int = 0
    easter_after: int = 0


@dataclass(frozen=True)
class Method:
    """By which law days are counted: what to cite for each step, and when deadlines rest."""

    id: str
    title: str
    cites: Mapping[str, str] = field(default_factory=dict)
    recesses: tuple[Recess, ...] = ()
    # days that many take for holidays: (month, day) -> name
    ordinary_days: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def cite(self, step: str) -> str:
        """` (§ 188 Abs. 2 BGB)`, or nothing where no law says it."""
        found = self.cites.get(step, "")
        return f" ({found})" if found else ""


@dataclass(frozen=True, slots=True)
class Pause:
    """The deadline rests from `first` to `last` (both count as resting); without `last` it still rests."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """The deadline is prolonged: by a span from its present end, or to a day."""

    span: Span | None = None
    until: date | None = None


Change = Pause | Extension


@dataclass(frozen=True, slots=True)
class Computed:
    """The day, and how it was counted, sentence by sentence. `resting`: the day moves on as long as the pause lasts."""

    due_on: date
    steps: tuple[str, ...]
    resting: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.steps)
