"""Messages between a guest and the service: on the worklist until somebody has dealt with them, then in the journal."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.journal import CaseIsClosed, require_open
from roterfaden.cases.models import JournalEntry
from roterfaden.consent.models import Recipient
from roterfaden.deadlines.models import Appointment
from roterfaden.jobs.outbox import queue_mail
from roterfaden.portal.choices import GuestKind, MessageKind
from roterfaden.portal.granting import speaking_to_guest, where_to_read
from roterfaden.portal.models import Guest, Message
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.visitors import Visitor

actions.register("portal.message_received", "Nachricht über den Zugang eingegangen")
actions.register("portal.message_sent", "Nachricht in das Portal geschrieben")
actions.register("portal.message_taken", "Nachricht aus dem Portal bearbeitet")

MOST_LETTERS = 8000
NOTICE = gettext_lazy("Sie haben eine Nachricht")


def receive(
    *,
    guest: Guest,
    kind: MessageKind,
    text: str,
    token: UUID,
    at: datetime,
    appointment: Appointment | None = None,
) -> Message:
    """Keep what a guest wrote. Safe to repeat with the same `token`.

    Refuses: nothing written, too much, a closed case, a partner that may not add anything. Effects: it stands on the
    worklist until somebody deals with it; an audit entry.
    """
    text = text.strip()
    if not text:
        raise PortalRefused("Bitte schreiben Sie etwas.")
    if len(text) > MOST_LETTERS:
        raise PortalRefused("Der Text ist zu lang. Bitte schreiben Sie ihn kürzer.")
    if guest.kind == GuestKind.PARTNER and not (guest.may_add or kind == MessageKind.DATE):
        raise PortalRefused("Über diesen Zugang können Sie nichts schreiben.")
    with transaction.atomic():
        known = Message.objects.filter(token=token, guest=guest).first()
        if known is not None:
            known.case = guest.case
            return known
        _require_open(guest)
        made = Message.objects.create(
            case=guest.case,
            guest=guest,
            kind=kind,
            text=text,
            sent_at=at,
            token=token,
            appointment=appointment,
        )
        trail.record(
            "portal.message_received",
            by=Visitor(guest),
            at=at,
            subject=made,
            scope=guest.case,
            organisation=guest.case.service,
            details={"kind": str(kind)},
        )
    return made


def send(*, guest: Guest, text: str, token: UUID, by: User, at: datetime, answers: bool = True) -> Message:
    """Write to the person. Safe to repeat with the same `token`.

    `answers`: what of theirs was waiting is dealt with by that.

    Refuses: nothing written, a closed case, an access that is over, a partner (they are written to by other ways).
    Effects: an entry in the journal, for an access with an address a mail that says only that there is something.
    """
    if guest.kind == GuestKind.PARTNER:
        raise PortalRefused(
            "Andere Stellen lesen hier nur ihren Teil. Schreiben Sie ihnen bitte auf anderem Weg."
        )
    if guest.revoked_at is not None:
        raise PortalRefused("Dieser Zugang ist gesperrt. Die Nachricht käme nicht an.")
    with transaction.atomic():
        known = Message.objects.filter(token=token, guest=guest).first()
        if known is not None:
            known.case = guest.case
            return known
        entry = journal.write_entry(
            case=guest.case,
            kind=ContactKind.MAIL,
            happened_at=at,
            text=f"Nachricht im Portal an {guest.name}:\n\n{text.strip()}" if text.strip() else "",
            by=by,
            at=at,
        )
        made = Message.objects.create(
            case=guest.case, guest=guest, text=text.strip(), sent_by=by, sent_at=at, token=token, entry=entry
        )
        for waiting in waiting_from(guest) if answers else ():
            take(message=waiting, by=by, at=at)
        if guest.email:
            _notify(made, by=by, at=at)
        trail.record("portal.message_sent", by=by, at=at, subject=made, scope=guest.case)
    return made


def waiting_from(guest: Guest) -> list[Message]:
    """What this guest wrote and nobody has dealt with."""
    rows = list(guest.messages.filter(sent_by__isnull=True, taken_at__isnull=True))
    for row in rows:
        row.case, row.guest = guest.case, guest
    return rows


def take(*, message: Message, by: User, at: datetime) -> None:
    """Deal with a message: its words go into the journal with their source. Safe to repeat.

    Refuses a closed case. Effects: it leaves the worklist, an entry in the journal, an audit entry.
    """
    with transaction.atomic():
        open_one = Message.objects.filter(pk=message.pk, sent_by__isnull=True, taken_at__isnull=True)
        if not open_one.update(taken_at=at, taken_by=by):
            return
        entry = _entry(message, by=by, at=at)
        Message.objects.filter(pk=message.pk).update(entry=entry)
        trail.record("portal.message_taken", by=by, at=at, subject=message, scope=message.case)


def mark_read(*, guest: Guest, at: datetime) -> int:
    """The person has opened our messages. Returns how many were new."""
    return guest.messages.filter(sent_by__isnull=False, read_at__isnull=True).update(read_at=at)


def source_of(guest: Guest) -> str:
    """`Dr. Sommer (Praxis Dr. Sommer)`; of the person the name alone."""
    body = guest.transfer.recipient.name if guest.transfer is not None else ""
    return f"{guest.name} ({body})" if body and body != guest.name else guest.name


def _entry(message: Message, *, by: User, at: datetime) -> JournalEntry:
    guest = message.guest
    sent = date_format(timezone.localtime(message.sent_at), "d.m.Y, H:i")
    what = MessageKind(message.kind).label
    text = f"{what} über den Zugang, {source_of(guest)}, {sent} Uhr:\n\n{message.text}"
    return journal.write_entry(
        case=message.case,
        kind=ContactKind.MAIL,
        happened_at=message.sent_at,
        text=text,
        by=by,
        at=at,
        facts=journal.ContactFacts(people=source_of(guest)[:500], stems_from=_body_of(guest)),
    )


def _body_of(guest: Guest) -> Recipient | None:
    """The body that wrote; its secret stays its own where it is bound to one."""
    return guest.transfer.recipient if guest.transfer is not None else None


def _notify(message: Message, *, by: User, at: datetime) -> None:
    guest = message.guest
    with speaking_to_guest(guest):
        subject = str(NOTICE)
        parts = [
            _("Guten Tag,"),
            _("Sie haben eine neue Nachricht."),
            where_to_read(),
            str(guest.case.service),
        ]
    queue_mail(
        key=f"portal:message:{message.uuid}",
        to=guest.email,
        subject=subject,
        body="\n\n".join(filter(None, parts)),
        organisation=guest.case.service,
        not_before=at,
        by=by,
        at=at,
    )


def _require_open(guest: Guest) -> None:
    try:
        require_open(guest.case)
    except CaseIsClosed:
        service = guest.case.service
        raise PortalRefused(
            f"Hier kann man nichts mehr schreiben. Bitte rufen Sie uns an: {service}."
        ) from None
