"""Calendar days as people in the office count them."""

from datetime import date, datetime, time

from django.utils import timezone


def local_day(at: datetime) -> date:
    """The calendar day of a moment in the current time zone."""
    return timezone.localtime(at).date()


def noon(day: date) -> datetime:
    """The moment in the middle of a calendar day in the current time zone."""
    return timezone.make_aware(datetime.combine(day, time(12)))
