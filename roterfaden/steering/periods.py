"""The time a figure is about: whole months, never beyond today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

MONTHS = 12


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both days included; `today` is the day on which it is looked at."""

    first: date
    last: date
    today: date

    @property
    def reached(self) -> date:
        """The last day that is not in the future."""
        return min(self.last, self.today)

    @property
    def begins_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def ends_before(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))

    @property
    def month_ends(self) -> list[date]:
        """The last day of each month that has begun; of the running month today."""
        found, month = [], self.first.replace(day=1)
        while month <= self.reached:
            following = next_month(month)
            found.append(min(following - timedelta(days=1), self.reached))
            month = following
        return found


def next_month(month: date) -> date:
    return date(month.year + month.month // MONTHS, month.month % MONTHS + 1, 1)


def month_before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def year_of(year: int, *, today: date) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), today)


def month_of(month: date, *, today: date) -> Period:
    first = month.replace(day=1)
    return Period(first, next_month(first) - timedelta(days=1), today)


def last_twelve_months(*, today: date) -> Period:
    """The twelve finished months before the month of `today`."""
    first = today.replace(day=1)
    return Period(date(first.year - 1, first.month, 1), first - timedelta(days=1), today)
