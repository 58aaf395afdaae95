"""Steps along the calendar: days that count, months that lack a day."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from roterfaden.process.reckoning.terms import CountsFrom, Span, Unit

ONE_DAY = timedelta(days=1)
MONTHS = 12
DAYS_OF_WEEK = 7
Counts = Callable[[date], bool]


class OutOfRange(ValueError):
    """The day lies outside of the years that calendars know."""


def move_days(day: date, count: int, counts: Counts, *, back: bool = False) -> date:
    """Go `count` days on from `day` (or back), stepping over days that do not count."""
    step = -ONE_DAY if back else ONE_DAY
    while count:
        day = _checked(day, step)
        count -= counts(day)
    return day


def _checked(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        raise OutOfRange("Dieser Tag liegt außerhalb des Kalenders.") from None


def move_months(day: date, months: int, *, number: int) -> date:
    """The day with this `number` in the month `months` after that of `day`; the last one if that month lacks it."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        raise OutOfRange("Dieser Tag liegt außerhalb des Kalenders.")
    return date(year, month + 1, min(number, monthrange(year, month + 1)[1]))


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    return move_months(day, months, number=day.day)


def months_of(span: Span) -> int:
    return span.amount * (MONTHS if span.unit == Unit.YEARS else 1)


def days_of(span: Span) -> int:
    return span.amount * (DAYS_OF_WEEK if span.unit == Unit.WEEKS else 1)


def end_by_months(
    start: date, span: Span, counts_from: CountsFrom, *, back: bool = False
) -> tuple[date, bool]:
    """The end of a span of months or years (§ 188 Abs. 2 and 3 BGB), and whether its month lacked the day."""
    months = -months_of(span) if back else months_of(span)
    if counts_from == CountsFrom.SAME_DAY and not back:
        if start.day == 1:
            return move_months(start, months, number=1) - ONE_DAY, False
        number = start.day - 1
    else:
        number = start.day
    end = move_months(start, months, number=number)
    return end, end.day != number
