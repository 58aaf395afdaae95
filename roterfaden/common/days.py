"""Calendar days as people in the office count them."""

from datetime import date, datetime

from django.utils import timezone


def local_day(at: datetime) -> date:
    """The calendar day of a moment in the current time zone."""
    return timezone.localtime(at).date()
