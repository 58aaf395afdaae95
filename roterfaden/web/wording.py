"""Days in words, as people in an office say them. Nothing here reads the clock."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.process.glance import Glance, OpenPlace
from roterfaden.process.models import ChainVersion


def as_day(value: date | datetime) -> date:
    """The calendar day of a date or of a moment, in the time zone of the page."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day_as(day: date, pattern: str) -> str:
    """A day in a pattern of Django's `date` filter, in the language of the page."""
    return _in_words(day, pattern, get_language() or "")


@lru_cache(maxsize=4096)
def _in_words(day: date, pattern: str, _language: str) -> str:
    """A list says some fifty days, and the next one nearly the same."""
    return date_format(day, pattern)


def weekday_and_date(value: date | datetime) -> str:
    """`Fr 27.11.2026`"""
    return day_as(as_day(value), "D d.m.Y")


def day_and_month(value: date | datetime) -> str:
    """`27.11.`"""
    return day_as(as_day(value), "d.m.")


def short_date(value: date | datetime, today: date) -> str:
    """`Fr 27.11.`, with the year only when it is another one."""
    day = as_day(value)
    return day_as(day, "D d.m." if day.year == today.year else "D d.m.Y")


def until(value: date | datetime, today: date) -> str:
    """How far a due day lies from `today`: `in 4 Tagen`, `heute`, `seit 3 Tagen überfällig`."""
    days = (as_day(value) - today).days
    if days == 0:
        return _("heute")
    if days == 1:
        return _("morgen")
    if days == -1:
        return _("seit gestern überfällig")
    if days < 0:
        return ngettext("seit %(n)s Tag überfällig", "seit %(n)s Tagen überfällig", -days) % {"n": -days}
    return ngettext("in %(n)s Tag", "in %(n)s Tagen", days) % {"n": days}


def lasting(since: date | datetime, today: date) -> str:
    """How long something has been going on: `seit heute`, `seit 1 Tag`, `seit 69 Tagen`."""
    days = (today - as_day(since)).days
    if days <= 0:
        return _("seit heute")
    return ngettext("seit %(n)s Tag", "seit %(n)s Tagen", days) % {"n": days}


def urgency(value: date | datetime, today: date) -> str:
    """`overdue`, `today`, `soon` (within a week) or `later`."""
    days = (as_day(value) - today).days
    if days < 0:
        return "overdue"
    if days == 0:
        return "today"
    return "soon" if days <= 7 else "later"  # noqa: PLR2004


def chain_name(key: str, title: str) -> str:
    """`V1 Vermittlung auf den allgemeinen Arbeitsmarkt`: key and title, without what stands in brackets."""
    return f"{key} {shipped(title).split(' (', maxsplit=1)[0]}"


def place_in_chain(version: ChainVersion, place: OpenPlace | None) -> str:
    """`V1 Vermittlung …, Schritt 5, 2. Mal`; own steps and questions have no number."""
    parts = [chain_name(version.key, version.title)]
    if place is not None and place.node[:1].isdigit():
        parts.append(_("Schritt %(n)s") % {"n": place.node})
    if place is not None and place.nth > 1:
        parts.append(_("%(n)s. Mal") % {"n": place.nth})
    return ", ".join(parts)


def standing_of(glance: Glance) -> str:
    """What is open in a run, or how it came to its end."""
    if glance.open:
        return ", ".join(place.title for place in glance.open)
    if glance.end:
        return _("Ende: %(title)s") % {"title": glance.end}
    return _("Der Faden wurde verlassen") if glance.ended else _("Es läuft kein Faden")


def duration(minutes: int) -> str:
    """`45 Min.`, `2 Std.`, `2 Std. 15 Min.`"""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(_("%(n)s Std.") % {"n": hours})
    if rest or not hours:
        parts.append(_("%(n)s Min.") % {"n": rest})
    return " ".join(parts)


def until_when(moment: datetime, now: datetime) -> str:
    """`bis 16:10 Uhr`, with the day where it is another one: `bis Sa 28.11., 02:10 Uhr`."""
    clock = date_format(timezone.localtime(moment), "H:i")
    if as_day(moment) == as_day(now):
        return _("bis %(time)s Uhr") % {"time": clock}
    return _("bis %(day)s, %(time)s Uhr") % {"day": short_date(moment, as_day(now)), "time": clock}
