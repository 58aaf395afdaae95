"""News of a round table for the person: in their portal the words that bodies get, else a mail that asks to call."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum, auto
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.journal import require_open
from roterfaden.consent.choices import SPECIAL, DataClass, TransferState
from roterfaden.cooperation.addressing import speaking_to_party
from roterfaden.cooperation.choices import PartyKind
from roterfaden.cooperation.models import Party, SharingRound
from roterfaden.cooperation.queries import parties_of
from roterfaden.deadlines.invitations import plain_letter
from roterfaden.jobs.models import Mail
from roterfaden.jobs.outbox import queue_mail
from roterfaden.portal.granting import speaking_to_guest
from roterfaden.portal.messages import MOST_LETTERS, send
from roterfaden.portal.models import Guest, Message
from roterfaden.portal.partners import part_of
from roterfaden.portal.queries import client_of
from roterfaden.portal.rules import may_come_in

actions.register("portal.asked_to_call", "Person ohne Zugang per Mail um einen Anruf gebeten")

PERSON = "person"
PLEASE_CALL = gettext_lazy("Bitte melden Sie sich bei uns")


class Reached(Enum):
    """How the person hears of a round."""

    PORTAL = auto()
    MAIL = auto()
    BY_HAND = auto()


def reach_person(*, round: SharingRound, by: User, at: datetime, on: date) -> Reached:  # noqa: A002
    """Write to the person in their portal; without access ask them by mail to call. Safe to repeat.

    Refuses a closed case. Effects: those of `tell_person` or `ask_to_call`.
    """
    if tell_person(round=round, by=by, at=at, on=on) is not None:
        return Reached.PORTAL
    return Reached.BY_HAND if ask_to_call(round=round, by=by, at=at) is None else Reached.MAIL


def ask_to_call(*, round: SharingRound, by: User, at: datetime) -> Mail | None:  # noqa: A002
    """Mail to the person's address at the table that there is news, and nothing of it. One mail for each round.

    None: no address, or nothing of the round goes to anybody. Refuses a closed case. Effects: a mail in the outbox,
    audit entries.
    """
    case, party = round.cooperation.case, mailed_person(parties_of(round.cooperation))
    going = round.shares.filter(transfer__isnull=False).exclude(transfer__state=TransferState.STOPPED)
    if party is None or not going.exists():
        return None
    with speaking_to_party(party):
        text = _(
            "Es gibt Neues für Sie. Bitte rufen Sie uns an oder kommen Sie vorbei. "
            "Mehr schreiben wir nicht in eine Mail: Andere könnten sie lesen."
        )
        subject, body = str(PLEASE_CALL), plain_letter(party.name, case, text)
    with transaction.atomic():
        known = Mail.objects.filter(key=mail_key(round)).first()
        if known is not None:
            return known
        require_open(case)
        mail = queue_mail(
            key=mail_key(round),
            to=party.email,
            subject=subject,
            body=body,
            organisation=case.service,
            not_before=at,
            by=by,
            at=at,
        )
        trail.record("portal.asked_to_call", by=by, at=at, subject=round, scope=case)
    return mail


def mailed_person(parties: Iterable[Party]) -> Party | None:
    """Among those who take part the person, if an address is known to which invitations go."""
    return next((party for party in parties if party.kind == PartyKind.CLIENT and party.email), None)


def asked_to_call(rounds: Iterable[SharingRound]) -> dict[int, Mail]:
    """For each round, by its key, the mail that asked the person to call. One query."""
    by_key = {mail_key(row): row.pk for row in rounds}
    return {by_key[mail.key]: mail for mail in Mail.objects.filter(key__in=by_key)}


def mail_key(round: SharingRound) -> str:  # noqa: A002
    return f"table:{round.uuid}:{PERSON}"


def tell_person(*, round: SharingRound, by: User, at: datetime, on: date) -> Message | None:  # noqa: A002
    """Write to the person what of the round goes to whom. None: they have no access, somebody has to tell them.

    What touches health stays out of it, as a message is copied into the journal; it says where that can be read. Safe
    to repeat. Refuses a closed case. Effects: those of `messages.send`.
    """
    guest = client_of(round.cooperation.case)
    if guest is None or not may_come_in(guest, on=on):
        return None
    words = _words(round, guest)
    return send(guest=guest, text=words, token=token_of(round), by=by, at=at, answers=False)


def told_to_person(rounds: Iterable[SharingRound]) -> dict[int, Message]:
    """For each round, by its key, the message in which the person was told. One query."""
    by_token = {token_of(row): row.pk for row in rounds}
    found = Message.objects.filter(token__in=by_token)
    return {by_token[message.token]: message for message in found}


def token_of(round: SharingRound) -> UUID:  # noqa: A002
    return uuid5(round.uuid, PERSON)


def _words(round: SharingRound, guest: Guest) -> str:  # noqa: A002
    """Each fact once, with those who get it; cut where the message would be too long."""
    whom: dict[tuple[str, str], list[str]] = {}
    kept = False
    case = round.cooperation.case
    for share in round.shares.select_related("transfer", "party__recipient"):
        if share.transfer is None or share.party.recipient is None:
            continue
        share.transfer.person = case.person
        for item in share.transfer.content or ():
            if part_of(item) == FieldClass.HEALTH or DataClass(item["class"]) in SPECIAL:
                kept = True
                continue
            whom.setdefault((item["title"], item["text"]), []).append(share.party.recipient.name)
    with speaking_to_guest(guest):
        lines = [_("Das geht an die Stellen, die mit Ihnen planen:")]
        lines += [
            f"– {title}: {text} ({_('an')} {', '.join(dict.fromkeys(names))})"
            for (title, text), names in whom.items()
        ]
        rest = _("Alles steht auch unter „Wer weiß was über mich?“.")
        if kept:
            rest = _("Was Ihre Gesundheit betrifft, steht unter „Wer weiß was über mich?“.") + " " + rest
        told = "\n".join(lines)[: MOST_LETTERS - len(rest) - 2]
        return f"{told}\n\n{rest}"
