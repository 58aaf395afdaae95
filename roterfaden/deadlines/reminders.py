"""Reminders by mail, for those who want them: what is due, overdue, or comes near. File numbers only, no names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.choices import Role
from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import User
from roterfaden.accounts.queries import memberships_of
from roterfaden.audit import actions, trail
from roterfaden.cases.access import cases_open_to, only_open
from roterfaden.cases.choices import Need
from roterfaden.cases.models import Case
from roterfaden.cases.queries import own_cases
from roterfaden.cases.worklist import Item
from roterfaden.common.days import local_day
from roterfaden.deadlines.choices import AppointmentState, Frequency
from roterfaden.deadlines.models import Reminder
from roterfaden.deadlines.queries import my_appointments, start_of
from roterfaden.deadlines.worklist import SHOWN, waiting
from roterfaden.jobs import clock
from roterfaden.jobs.outbox import queue_mail

actions.register("deadlines.reminder_chosen", "Erinnerung per E-Mail eingestellt")

MORNING = time(6, 30)
SATURDAY, MONDAY = 5, 0
SOON = timedelta(days=7)
SUBJECT = gettext_lazy("Roter Faden: Ihre Fristen und Termine")
NAMES = {
    Need.FOLLOW_UP: gettext_lazy("Wiedervorlage"),
    Need.MANDATE: gettext_lazy("Ende eines Auftrags"),
    Need.APPOINTMENT: gettext_lazy("Termin festhalten"),
}
MOST_LINES = 40
PAGES = {"/": gettext_lazy("Arbeitsliste"), "/termine/": gettext_lazy("Kalender")}


class ReminderRefused(ValueError):
    """The reminder cannot be set like this; the message says why."""


@dataclass
class Letter:
    """What one reminder says, in its parts."""

    parts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, title: str, line: str) -> None:
        self.parts.setdefault(title, []).append(line)

    @property
    def text(self) -> str:
        blocks = []
        for title, lines in self.parts.items():
            rest = len(lines) - MOST_LINES
            more = [f"- {_('und %(n)s weitere') % {'n': rest}}"] if rest > 0 else []
            blocks.append("\n".join([title, *(f"- {line}" for line in lines[:MOST_LINES]), *more]))
        foot = _("Namen stehen hier mit Absicht nicht. Alles Weitere steht in Ihrer Arbeitsliste.")
        return "\n\n".join([*blocks, foot])


def choose_reminder(*, user: User, frequency: Frequency, email: str, by: User, at: datetime) -> Reminder:
    """How often `user` is reminded, and where to. Refuses a reminder without an address. Effects: an audit entry."""
    if frequency != Frequency.NEVER and not email:
        raise ReminderRefused("Bitte geben Sie an, wohin die Erinnerung gehen soll.")
    with transaction.atomic():
        row, _made = Reminder.objects.update_or_create(
            user=user, defaults={"frequency": frequency, "email": email}
        )
        trail.record(
            "deadlines.reminder_chosen",
            by=by,
            at=at,
            subject=row,
            details={"frequency": str(frequency)},
        )
    return row


@clock.nightly("deadlines.reminders")
def send_reminders(*, at: datetime) -> Mapping[str, Any]:
    """Queue today's reminders for the morning; safe to repeat: one mail for each user and day."""
    today = local_day(at)
    rows = Reminder.objects.filter(user__is_active=True).exclude(frequency=Frequency.NEVER)
    queued = 0
    for row in rows.select_related("user").order_by("pk"):
        if not _wants(row, today):
            continue
        with speaking_to(row.user, on=today):
            letter = letter_for(row.user, today=today)
            if letter.parts:
                _queue(row, letter, today=today, at=at)
                queued += 1
    return {"queued": queued}


def _wants(row: Reminder, today: date) -> bool:
    if row.frequency == Frequency.WEEKLY:
        return today.weekday() == MONDAY
    return today.weekday() < SATURDAY


def _queue(row: Reminder, letter: Letter, *, today: date, at: datetime) -> None:
    morning = timezone.make_aware(datetime.combine(today, MORNING))
    queue_mail(
        key=f"reminder:{row.user.uuid}:{today.isoformat()}",
        to=row.email,
        subject=str(SUBJECT),
        body=f"{letter.text}\n{_addresses()}",
        not_before=max(morning, at),
        by=None,
        at=at,
    )


def _addresses() -> str:
    """Where to read on: the worklist and the calendar. Nothing where nobody said how the installation is reached."""
    found = [f"{title}: {address(path)}" for path, title in PAGES.items() if address(path)]
    return "\n".join(found)


def address(path: str) -> str:
    """The full address of a page, where the installation says how it is reached."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""


def mail_address(user: User) -> str:
    """Where mails to a user go: the address named for reminders, else that of the account; "" for none."""
    row = Reminder.objects.filter(user=user).first()
    return (row.email if row else "") or user.email


def letter_for(user: User, *, today: date) -> Letter:
    """What `user` is to be reminded of on the day `today`. The number of queries does not grow with the cases."""
    letter = Letter()
    _appointments(letter, user, today)
    mine = only_open(own_cases(user, on=today), user, *SHOWN, on=today)
    reach = cases_open_to(user, *SHOWN, on=today)
    items = waiting(mine, today=today, reach=reach, assigned_to=user)
    led = _led_cases(user, today)
    late = [item for item in waiting(led, today=today) if _escalated(item, today)] if led is not None else []
    numbers = dict(
        Case.objects.filter(pk__in={item.case_id for item in (*items, *late)}).values_list(
            "pk", "file_number"
        )
    )
    for item in items:
        if item.due is not None and item.due <= today + SOON:
            letter.add(_part(item.due, today), _line(item, numbers[item.case_id]))
    for item in late:
        letter.add(_("Im Team überfällig (Hinweis an die Leitung)"), _line(item, numbers[item.case_id]))
    return letter


def _appointments(letter: Letter, user: User, today: date) -> None:
    rows = my_appointments(user, on=today).filter(
        state=AppointmentState.PLANNED,
        starts_at__gte=start_of(today),
        starts_at__lt=start_of(today + timedelta(days=1)),
    )
    for row in rows.select_related("case").order_by("starts_at"):
        what = row.case.file_number if row.case is not None else _("intern")
        letter.add(_("Termine heute"), f"{date_format(timezone.localtime(row.starts_at), 'H:i')} {what}")


def _led_cases(user: User, today: date) -> Any:
    """The cases of the teams that `user` leads, or of the whole service where the lead has no team."""
    led = list(memberships_of(user, on=today, roles=[Role.TEAM_LEAD]))
    if not led:
        return None
    teams = [row.team_id for row in led if row.team_id]
    whole = [row.organisation_id for row in led if not row.team_id]
    found = cases_open_to(user, *SHOWN, on=today)
    return found.filter(team__in=teams) | found.filter(service__in=whole)


def _escalated(item: Item, today: date) -> bool:
    return item.escalate_on is not None and item.escalate_on <= today


def _part(due: date, today: date) -> str:
    if due < today:
        return _("Überfällig")
    return _("Heute fällig") if due == today else _("In den nächsten sieben Tagen")


def _line(item: Item, number: str) -> str:
    day = date_format(item.due, "d.m.Y") if item.due else ""
    return f"{number}: {NAMES.get(item.need, _('Frist'))} {day}".strip()
