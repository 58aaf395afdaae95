"""Reads: which background work a user may see; the mails of the outbox, for those who administer."""

from django.db.models import Count, QuerySet

from roterfaden.accounts.models import User
from roterfaden.jobs.choices import TOPICS, MailState
from roterfaden.jobs.models import Job, Mail

# the lists of the outbox, in the order in which somebody has to look at them
LISTS: dict[str, tuple[MailState, ...]] = {
    "decide": (MailState.FAILED, MailState.UNSURE),
    "waiting": (MailState.QUEUED, MailState.SENDING),
    "sent": (MailState.SENT,),
    "stopped": (MailState.STOPPED,),
}


def jobs_visible_to(user: User) -> QuerySet[Job]:
    """What the user asked for, newest first. Nobody sees the jobs of others."""
    return Job.objects.filter(started_by=user).select_related("organisation")


def mails_in(name: str) -> QuerySet[Mail]:
    """One of the LISTS: what is still to come in its order, what is through with the newest first."""
    order = ("not_before", "pk") if name == "waiting" else ("-not_before", "-pk")
    rows = Mail.objects.filter(state__in=LISTS[name]).select_related("organisation", "data_key")
    return rows.defer("subject", "body", "attachments").order_by(*order)


def mail_counts() -> dict[str, int]:
    """How many mails each of the LISTS has. One query."""
    by_state = dict(Mail.objects.values_list("state").annotate(Count("pk")).order_by())
    return {name: sum(by_state.get(state, 0) for state in states) for name, states in LISTS.items()}


def shortened(address: str) -> str:
    """`a…@example.org`: enough to tell which server makes trouble, not whom a mail is for."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…{at}{domain}" if address else ""


def topic_of(mail: Mail) -> str:
    """`Termin`: what a mail tells of, in the reader's language; empty where its key says nothing that we know."""
    return str(TOPICS.get(mail.topic, ""))
