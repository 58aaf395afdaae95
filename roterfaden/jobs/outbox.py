"""The outbox: a mail is a row written with what it tells of; the worker sends it once; until then it can be stopped."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Protocol, TypedDict

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from roterfaden.accounts import worlds
from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.jobs import clock
from roterfaden.jobs.choices import MailState
from roterfaden.jobs.models import Mail

actions.register("jobs.mail_queued", "Mail in den Ausgang gelegt")
actions.register("jobs.mail_sent", "Mail gesendet")
actions.register("jobs.mail_stopped", "Mail angehalten")
actions.register("jobs.mail_retried", "Mail noch einmal in den Ausgang gelegt")

# minutes to wait after the first, second … failure; then the mail counts as undeliverable
WAITS = (1, 5, 15, 60, 240, 720)
# a claimed mail whose worker said nothing for so long may or may not have gone out: a person decides
UNSURE_AFTER = timedelta(minutes=10)
# so long a colleague may ask what exactly was written; then only that there was a mail is known
STOPPABLE = (MailState.QUEUED, MailState.FAILED, MailState.UNSURE)
RETRYABLE = (MailState.FAILED, MailState.UNSURE, MailState.STOPPED)
KEPT_FOR = timedelta(days=90)
EMPTIED_A_NIGHT = 2000
# such an attachment, in Base64, is the whole mail
ENVELOPE = "application/pkcs7-mime"


class MailRefused(ValueError):
    """The mail cannot be queued or stopped like this; the message says why."""


class Act(Protocol):
    """Stopping and retrying look alike to a page."""

    def __call__(self, mail: Mail, *, by: User, at: datetime) -> None: ...


class Attachment(TypedDict):
    name: str
    type: str
    text: str


def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    not_before: datetime,
    by: User | None,
    at: datetime,
    organisation: Organisation | None = None,
    attachments: Sequence[Attachment] = (),
) -> Mail:
    """Put a mail into the outbox, in the caller's transaction. The same `key` gives the same mail, never a second one.

    The subject must not name a client: it is read on locked screens. Refuses line breaks in recipient and subject.
    A mail of somebody who practises is written like any other and never sent (`MailState.PRACTICE`).
    Effects: mail with a key of its own, audit entry.
    """
    if any(sign in text for text in (to, subject) for sign in "\r\n"):
        raise MailRefused("Empfänger und Betreff stehen in einer Zeile.")
    with transaction.atomic():
        known = Mail.objects.filter(key=key).first()
        if known is not None:
            return known
        mail = Mail.objects.create(
            key=key,
            organisation=organisation,
            data_key=keyring.new_key(),
            recipient=to,
            subject=subject,
            body=body,
            attachments=list(attachments) or None,
            not_before=not_before,
            state=MailState.PRACTICE if _is_practice(by, organisation) else MailState.QUEUED,
        )
        trail.record("jobs.mail_queued", by=by, at=at, subject=mail, organisation=organisation)
    return mail


def _is_practice(by: User | None, organisation: Organisation | None) -> bool:
    of_practice = any(one is not None and one.practice_id is not None for one in (by, organisation))
    return of_practice or worlds.world() is not None


def stop_mail(mail: Mail, *, by: User, at: datetime) -> None:
    """Keep a mail from going out (again). Refuses one that has gone out or is going out this moment."""
    with transaction.atomic():
        if not Mail.objects.filter(pk=mail.pk, state__in=STOPPABLE).update(state=MailState.STOPPED):
            raise MailRefused("Diese Mail ist schon unterwegs und lässt sich nicht mehr anhalten.")
        trail.record("jobs.mail_stopped", by=by, at=at, subject=mail, organisation=mail.organisation)


def retry_mail(mail: Mail, *, by: User, at: datetime) -> None:
    """Queue a mail once more that failed, was stopped, or went out perhaps: whoever asks takes it that it goes twice.

    Refuses others, and one whose words are emptied already.
    """
    with transaction.atomic():
        again = Mail.objects.filter(pk=mail.pk, state__in=RETRYABLE, data_key__destroyed_at=None)
        if not again.update(state=MailState.QUEUED, not_before=at, attempts=0, claimed_at=None, problem=""):
            raise MailRefused("Diese Mail lässt sich nicht noch einmal senden.")
        trail.record("jobs.mail_retried", by=by, at=at, subject=mail, organisation=mail.organisation)


def send_waiting(*, at: datetime, most: int = 100) -> int:
    """Send what is due, each mail at most once; returns how many went out.

    A mail is claimed in a transaction of its own before it leaves. If the worker dies in between, or the server falls
    silent before it has said that it took the mail, that is marked "vielleicht gesendet" instead of being sent again.
    """
    Mail.objects.filter(state=MailState.SENDING, claimed_at__lt=at - UNSURE_AFTER).update(
        state=MailState.UNSURE
    )
    due = Mail.objects.filter(state=MailState.QUEUED, not_before__lte=at).order_by("not_before", "pk")
    return sum(_send(pk, at=at) for pk in list(due.values_list("pk", flat=True)[:most]))


@clock.nightly("jobs.empty_old_mails")
def empty_old_mails(*, at: datetime) -> dict[str, int]:
    """Empty mails that are through for 90 days: to whom, about what, text and attachments, with their keys.

    The row stays, so that none goes out a second time. Safe to repeat; a night takes 2,000 at most.
    """
    through = (*RETRYABLE, MailState.SENT, MailState.PRACTICE)
    old = Mail.objects.filter(state__in=through, not_before__lt=at - KEPT_FOR, data_key__destroyed_at=None)
    mails = list(old.select_related("data_key").order_by("pk")[:EMPTIED_A_NIGHT])
    with transaction.atomic():
        for mail in mails:
            keyring.destroy(mail.data_key, at=at)
        ids = [mail.pk for mail in mails]
        Mail.objects.filter(pk__in=ids).update(recipient="", subject="", body="", attachments=None)
    return {"mails": len(mails)}


def _send(pk: int, *, at: datetime) -> bool:
    claimed = Mail.objects.filter(pk=pk, state=MailState.QUEUED)
    if not claimed.update(state=MailState.SENDING, claimed_at=at, attempts=F("attempts") + 1):
        return False
    mail = Mail.objects.select_related("organisation").get(pk=pk)
    message = message_of(mail)
    server = get_connection()
    try:
        server.open()
        said = _hand_over(server, message)
    except OSError as error:
        # no server, or its refusal: nothing was accepted (SMTPException is an OSError)
        _put_back(mail, error, at=at)
        return False
    except ValueError as error:
        # no server takes such an address, so asking again helps nobody
        Mail.objects.filter(pk=pk).update(state=MailState.FAILED, problem=type(error).__name__)
        return False
    if said is not None:
        Mail.objects.filter(pk=pk).update(state=MailState.UNSURE, problem=type(said).__name__)
        return False
    with transaction.atomic():
        Mail.objects.filter(pk=pk).update(state=MailState.SENT, sent_at=at, problem="")
        trail.record("jobs.mail_sent", by=None, at=at, subject=mail, organisation=mail.organisation)
    return True


class _Whole(EmailMessage):
    """A mail whose content is one thing that somebody else has made, such as data in an envelope (S/MIME)."""

    whole: Attachment

    def message(self, **options: Any) -> Any:
        made: Any = super().message(**options)
        for name in ("Content-Type", "Content-Transfer-Encoding"):
            del made[name]
        made["Content-Type"] = self.whole["type"]
        made["Content-Transfer-Encoding"] = "base64"
        made["Content-Disposition"] = f'attachment; filename="{self.whole["name"]}"'
        made.set_payload(self.whole["text"])
        return made


def message_of(mail: Mail) -> EmailMessage:
    """The mail as it goes out."""
    parts: list[Attachment] = mail.attachments or []
    message = EmailMessage(subject=mail.subject, body=mail.body, to=[mail.recipient])
    if len(parts) == 1 and parts[0]["type"].startswith(ENVELOPE):
        message = _Whole(subject=mail.subject, body="", to=[mail.recipient])
        message.whole = parts[0]
    else:
        for part in parts:
            message.attach(part["name"], part["text"], part["type"])
    message.extra_headers["Message-ID"] = f"<{mail.uuid}@roterfaden.invalid>"
    return message


def _hand_over(server: BaseEmailBackend, message: EmailMessage) -> OSError | None:
    """Hand a mail over. Raises what the server refused; returns the error after which it may have taken it or not."""
    try:
        server.send_messages([message])
    except (SMTPResponseException, SMTPRecipientsRefused, ConnectionRefusedError):
        raise
    except OSError as error:
        return error
    finally:
        with suppress(OSError):
            server.close()
    return None


def _put_back(mail: Mail, error: OSError, *, at: datetime) -> None:
    again = mail.attempts <= len(WAITS)
    wait = timedelta(minutes=WAITS[mail.attempts - 1]) if again else timedelta()
    Mail.objects.filter(pk=mail.pk).update(
        state=MailState.QUEUED if again else MailState.FAILED,
        not_before=at + wait,
        problem=type(error).__name__,
    )
