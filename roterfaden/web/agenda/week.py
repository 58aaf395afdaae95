"""The week of a user, or of their team: one list, day by day."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.models import Appointment
from roterfaden.deadlines.queries import (
    Week,
    my_appointments,
    team_appointments,
    unrecorded,
    week_of,
)
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, user_of

actions.register("deadlines.calendar_read", "Kalender gelesen", reading=True)

MINE, TEAM = "mine", "team"
READS = {MINE: my_appointments, TEAM: team_appointments}
FIRST, LAST = date(2000, 1, 10), date(2199, 12, 1)
SHOWN_OPEN = 20


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Appointments of one week, with what is still to be recorded above."""
    user, today = user_of(request), timezone.localdate()
    scope = request.GET.get("scope", MINE)
    if scope not in READS:
        scope = MINE
    week = week_of(_day(request.GET.get("week", ""), today))
    rows = READS[scope](user, on=today)
    shown = _loaded(week.of(rows))
    to_record = _loaded(unrecorded(my_appointments(user, on=today), at=timezone.now()))[:SHOWN_OPEN]
    _record_reading(user, scope, week)
    note_listed(request, [row.case for row in (*shown, *to_record) if row.case])
    context = {
        "nav": "agenda",
        "segments": _segments(scope, week),
        "days": _by_day(week, shown),
        "to_record": to_record,
        "title": _title(week),
        "now": timezone.now(),
        "scope": scope,
        "week": week,
        "nothing": not shown,
    }
    return render(request, "agenda/week.html", context | _turning(scope, week, today))


def _record_reading(user: User, scope: str, week: Week) -> None:
    trail.record_read(
        "deadlines.calendar_read",
        by=user,
        at=timezone.now(),
        subject=user,
        details={"scope": scope, "week": week.monday.isoformat()},
    )


def _loaded(rows: Any) -> list[Appointment]:
    """With all that a line shows, in two queries."""
    related = ("case__person", "case__data_key", "case__service", "service", "data_key")
    return list(rows.select_related(*related).prefetch_related("colleagues").order_by("starts_at", "pk"))


def _by_day(week: Week, rows: list[Appointment]) -> list[tuple[date, list[Appointment]]]:
    """Every working day of the week, and Saturday and Sunday where something is."""
    found: dict[date, list[Appointment]] = defaultdict(list)
    for row in rows:
        if row.state != AppointmentState.CANCELLED:
            found[timezone.localtime(row.starts_at).date()].append(row)
    return [(day, found[day]) for day in week.days if found[day] or day.weekday() < 5]  # noqa: PLR2004


def _day(typed: str, today: date) -> date:
    """A day of the week that is asked for; nonsense is this week."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today
    return day if FIRST <= day <= LAST else today


def _title(week: Week) -> str:
    first, last = week.days[0], week.days[-1]
    number = first.isocalendar().week
    days = f"{date_format(first, 'j. F')} bis {date_format(last, 'j. F Y')}"
    return _("Woche %(n)s: %(days)s") % {"n": number, "days": days}


def _segments(scope: str, week: Week) -> list[Link]:
    titles = {MINE: _("Meine Termine"), TEAM: _("Team")}
    return [Link(title=title, url=_address(key, week), current=key == scope) for key, title in titles.items()]


def _turning(scope: str, week: Week, today: date) -> dict[str, str]:
    before, after = Week(week.monday - timedelta(days=7)), Week(week.monday + timedelta(days=7))
    return {
        "before_url": _address(scope, before),
        "after_url": _address(scope, after),
        "this_url": "" if week == week_of(today) else _address(scope, week_of(today)),
    }


def _address(scope: str, week: Week) -> str:
    return f"{reverse('agenda:index')}?scope={scope}&week={week.monday.isoformat()}"
