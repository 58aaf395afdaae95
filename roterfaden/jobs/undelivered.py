"""Mails that nobody gets: refused by the server for good, broken off, or waiting longer than the catalogue allows.

Whoever had one written is told, so that they reach the other by another way; if that was no person who can be told,
the administrators are. What a mail said, and to whom exactly, nobody is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.choices import Role
from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import Membership, User
from roterfaden.accounts.queries import valid_on
from roterfaden.audit.models import Entry
from roterfaden.common.days import local_day
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.jobs import clock
from roterfaden.jobs.choices import TOPICS, MailState
from roterfaden.jobs.models import Mail
from roterfaden.jobs.outbox import WAITS, queue_mail
from roterfaden.jobs.queries import shortened, topic_of

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "mails" / "undelivered.yaml"
TOPIC = "undelivered"
MOST_HOURS = 24 * 14
# so far back is looked at; older ones were told, or nobody needs them any more
LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Bounds:
    """After how many hours of waiting a mail is told of: for all, and by topic."""

    hours: int
    topics: dict[str, int]

    def of(self, mail: Mail) -> timedelta:
        return timedelta(hours=self.topics.get(mail.topic, self.hours))


@cache
def shipped_bounds() -> Bounds:
    """The shipped ones. Raises FileFaults with all faults of the file."""
    return read_bounds(read_file(FILE), name=str(FILE))


def read_bounds(text: str, *, name: str) -> Bounds:
    """The bounds of a file's text. Raises FileFaults: a topic that no mail has, hours beyond two weeks."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", (TOPIC,))
    top.choice("language", ("de",))
    top.day("valid_from")
    top.text("version", most=20)
    hours = top.number("hours", least=1, most=MOST_HOURS)
    topics: dict[str, int] = {}
    for one in top.many("topics"):
        topic = one.identifier("id")
        if topic not in TOPICS:
            one.refuse("id", f"Von „{topic}“ handelt keine Mail.")
        topics[topic] = one.number("hours", least=1, most=MOST_HOURS)
        one.close()
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return Bounds(hours, topics)


def undelivered(*, at: datetime) -> Iterator[Mail]:
    """What does not arrive: undeliverable, perhaps sent, or waiting too long. Notices about such mails do not count."""
    rows = Mail.objects.filter(not_before__gt=at - LOOKED_BACK).exclude(key__startswith=f"{TOPIC}:")
    yield from rows.filter(state__in=(MailState.FAILED, MailState.UNSURE)).select_related("organisation")
    bounds = shipped_bounds()
    for mail in rows.filter(state=MailState.QUEUED).select_related("organisation"):
        if at - _due_since(mail) > bounds.of(mail):
            yield mail


def _due_since(mail: Mail) -> datetime:
    """When it was to go out first: each failure has put it off by a known time."""
    return mail.not_before - timedelta(minutes=sum(WAITS[: mail.attempts]))


@clock.hourly("jobs.tell_undelivered")
def tell_undelivered(*, at: datetime) -> dict[str, int]:
    """Tell of each mail that does not arrive, once. Effects: a mail to each person who is told, audit entries."""
    told = 0
    for mail in undelivered(at=at):
        with transaction.atomic():
            people = _people_of(mail, at=at)
            for user in people:
                _tell(user, mail, at=at)
        told += bool(people)
    return {"mails": told}


def _people_of(mail: Mail, *, at: datetime) -> list[User]:
    """Whoever had it written, if they can be reached otherwise than by this very address; else who administers."""
    known = Entry.objects.filter(action="jobs.mail_queued", subject_uuid=mail.uuid, actor_id__isnull=False)
    actors = known.values("actor_id")
    writer = User.objects.filter(pk__in=actors, is_active=True).exclude(email="").first()
    if writer is not None and writer.email != mail.recipient:
        return [writer]
    rows = Membership.objects.filter(
        valid_on(local_day(at)), role=Role.ADMINISTRATOR, user__is_active=True
    ).exclude(user__email="")
    if mail.organisation_id is not None:
        rows = rows.filter(organisation=mail.organisation_id) or rows
    return list({row.user_id: row.user for row in rows.select_related("user")}.values())


def _tell(user: User, mail: Mail, *, at: datetime) -> None:
    day = local_day(at)
    with speaking_to(user, on=day):
        what = topic_of(mail) or _("Mail")
        first = _("Eine Mail („%(what)s“) an %(to)s vom %(day)s ist nicht angekommen: %(state)s.") % {
            "what": what,
            "to": shortened(mail.recipient),
            "day": date_format(timezone.localtime(mail.created_at), "j.n.Y, H:i"),
            "state": mail.get_state_display(),
        }
        then = _("Sagen Sie es auf anderem Weg. Wer verwaltet, kann sie noch einmal senden: Mail-Ausgang.")
        subject, body = _("Roter Faden: Eine Mail kam nicht an"), f"{first}\n\n{then}"
    queue_mail(
        key=f"{TOPIC}:{mail.uuid}:{user.pk}",
        to=user.email,
        subject=subject,
        body=body,
        not_before=at,
        by=None,
        at=at,
        organisation=mail.organisation,
    )
