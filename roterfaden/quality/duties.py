"""Days of quality work that belong to somebody: agreements, audits, evidence. For the start page and a neutral mail.

Each package says by `source` which days of its own wait for a user; nothing here knows which packages there are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import User
from roterfaden.common.days import local_day
from roterfaden.deadlines.choices import Frequency
from roterfaden.deadlines.models import Reminder
from roterfaden.deadlines.reminders import MONDAY, SATURDAY, address
from roterfaden.jobs import clock
from roterfaden.jobs.outbox import queue_mail

# what is due later than this is not yet told; as far as the worklist looks for orders that end
AHEAD = timedelta(weeks=8)
SOON = timedelta(days=7)
SUBJECT = gettext_lazy("Roter Faden: Ihre Fristen im Qualitätsmanagement")
FOOT = gettext_lazy(
    "Namen und Inhalte stehen hier mit Absicht nicht. Alles Weitere steht auf Ihrer Arbeitsliste."
)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One day that waits for somebody. `what` names a kind of work, never a person or case; it is done at `view`."""

    what: str | Promise
    place: str
    due_on: date
    view: str
    args: tuple[Any, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.view, args=self.args)


M = TypeVar("M", bound=Model)
Source = Callable[[User, date], Iterable[Duty]]
_sources: dict[str, Source] = {}


def source(name: str) -> Callable[[Source], Source]:
    """Register what says which days of a package wait for a user on a day."""

    def register(function: Source) -> Source:
        _sources[name] = function
        return function

    return register


def any_of(rows: QuerySet[M]) -> QuerySet[M] | tuple[()]:
    """`rows`, if there are any: for most users there are none, and to ask so costs a third of reading them."""
    return rows if rows.exists() else ()


def duties_of(user: User, *, on: date, ahead: timedelta = AHEAD) -> list[Duty]:
    """What waits for `user`, overdue or due within `ahead`, the first to be due first."""
    if not user.is_active:
        return []
    found = [duty for _name, ask in sorted(_sources.items()) for duty in ask(user, on)]
    near = [duty for duty in found if duty.due_on <= on + ahead]
    return sorted(near, key=lambda duty: (duty.due_on, str(duty.what), duty.place, duty.args))


@clock.nightly("quality.duties")
def send_duties(*, at: datetime) -> Mapping[str, Any]:
    """Queue a neutral mail for everybody who wants reminders and has quality work due within a week.

    Safe to repeat: one mail for each user and day. It names kinds of work and days, no place, person or case.
    """
    today, queued = local_day(at), 0
    rows = Reminder.objects.filter(user__is_active=True).exclude(frequency=Frequency.NEVER)
    for row in rows.select_related("user").order_by("pk"):
        on_monday = row.frequency == Frequency.WEEKLY
        if not (today.weekday() == MONDAY if on_monday else today.weekday() < SATURDAY):
            continue
        duties = duties_of(row.user, on=today, ahead=SOON)
        if not duties:
            continue
        with speaking_to(row.user, on=today):
            subject = str(SUBJECT)
            lines = [f"- {duty.what}: {date_format(duty.due_on, 'd.m.Y')}" for duty in duties]
            body = "\n".join([*lines, "", str(FOOT), address("/")]).rstrip()
        queue_mail(
            key=f"duties:{row.user.uuid}:{today.isoformat()}",
            to=row.email,
            subject=subject,
            body=body,
            not_before=at,
            by=None,
            at=at,
        )
        queued += 1
    return {"queued": queued}
