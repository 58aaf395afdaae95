"""The calendar feed: a secret address for a user's own calendar. It tells days and times, never who or what."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy
from icalendar import Calendar, Event

from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.cases.queries import own_cases
from roterfaden.deadlines.choices import AppointmentState, Outcome
from roterfaden.deadlines.models import Appointment, CalendarFeed, CaseDeadline, FollowUp
from roterfaden.deadlines.queries import my_appointments, start_of
from roterfaden.process.models import Deadline

actions.register("deadlines.feed_made", "Kalenderadresse angelegt")
actions.register("deadlines.feed_revoked", "Kalenderadresse gesperrt")

TOKEN_BYTES = 32
BACK, AHEAD = timedelta(days=60), timedelta(days=400)
PRODUCT = "-//Roter Faden//Kalender//DE"
DOMAIN = "roterfaden.invalid"
TITLES = {
    "appointment": gettext_lazy("Termin"),
    "internal": gettext_lazy("Interner Termin"),
    "deadline": gettext_lazy("Frist"),
    "follow_up": gettext_lazy("Wiedervorlage"),
}


def make_feed(*, user: User, by: User, at: datetime) -> str:
    """Give `user` a new secret for the feed and return it: it is told once. The former one ends."""
    with transaction.atomic():
        _revoke(user, at=at)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        feed = CalendarFeed.objects.create(user=user, token_hash=_hash(token), made_at=at)
        trail.record("deadlines.feed_made", by=by, at=at, subject=feed)
    return token


def revoke_feed(*, user: User, by: User, at: datetime) -> None:
    """End the feed of `user`; does nothing where there is none."""
    with transaction.atomic():
        feed = feed_of(user)
        if feed is not None:
            _revoke(user, at=at)
            trail.record("deadlines.feed_revoked", by=by, at=at, subject=feed)


def feed_of(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).first()


def user_of_feed(token: str) -> User | None:
    """Whose feed it is; nobody's for a wrong or revoked secret, and for a user who may no longer log in."""
    feed = CalendarFeed.objects.filter(
        token_hash=_hash(token), revoked_at__isnull=True, user__is_active=True
    ).select_related("user")
    found = feed.first()
    return found.user if found is not None else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _revoke(user: User, *, at: datetime) -> None:
    CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=at)


def calendar_of(user: User, *, today: date) -> bytes:
    """The user's appointments, and deadlines and follow-ups of their open cases, as iCalendar; with four queries.

    Titles name the kind in the user's language, and the file number. Equal content gives equal bytes, so that it can be
    compared.
    """
    with speaking_to(user, on=today):
        return _calendar_of(user, today=today)


def _calendar_of(user: User, *, today: date) -> bytes:
    first, last = today - BACK, today + AHEAD
    appointments = my_appointments(user, on=today).filter(
        starts_at__gte=start_of(first), starts_at__lt=start_of(last)
    )
    shown = appointments.exclude(state=AppointmentState.CANCELLED).select_related("case")
    events = [_appointment(row) for row in shown.order_by("starts_at", "pk")]
    cases = own_cases(user, on=today)
    events += _days(cases, user, last)
    return _file(events)


def appointment_file(appointment: Appointment) -> bytes:
    """One appointment as a file for any calendar, as neutral as the feed; in the language of the moment."""
    return _file([_appointment(appointment)])


def _days(cases: Iterable[Case], user: User, last: date) -> list[Event]:
    numbers = {case.pk: case.file_number for case in cases}
    chains = Deadline.objects.filter(
        run__case_run__case__in=numbers, closed_at__isnull=True, suspended_since__isnull=True, due_on__lt=last
    ).values_list("uuid", "due_on", "created_at", "run__case_run__case_id")
    own = CaseDeadline.objects.filter(
        case__in=numbers,
        outcome=Outcome.OPEN,
        deadline__suspended_since__isnull=True,
        deadline__due_on__lt=last,
    ).values_list("uuid", "deadline__due_on", "created_at", "case_id")
    follow_ups = FollowUp.objects.filter(assigned_to=user, outcome=Outcome.OPEN, case__in=numbers)
    rows = [("deadline", *row) for row in (*chains, *own)]
    rows += [("follow_up", *row) for row in follow_ups.values_list("uuid", "due_on", "created_at", "case_id")]
    found = []
    for kind, uuid, due_on, made, case_id in sorted(rows, key=lambda row: (row[2], row[1])):
        event = _event(uuid, made, f"{TITLES[kind]} {numbers[case_id]}")
        event.add("dtstart", due_on)
        event.add("dtend", due_on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        found.append(event)
    return found


def _appointment(row: Appointment) -> Event:
    title = (
        f"{TITLES['appointment']} {row.case.file_number}" if row.case is not None else str(TITLES["internal"])
    )
    event = _event(row.uuid, row.created_at, title)
    event.add("dtstart", row.starts_at)
    event.add("dtend", row.ends_at)
    event.add("sequence", row.revision - 1)
    if row.state == AppointmentState.CANCELLED:
        event.add("status", "CANCELLED")
    return event


def _event(uuid: object, made: datetime, title: str) -> Event:
    event = Event()
    event.add("uid", f"{uuid}@{DOMAIN}")
    event.add("dtstamp", made.replace(microsecond=0))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    return event


def _file(events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Roter Faden")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
