"""News of a round table for the person: the same words that the bodies get, as a message in their portal."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases.choices import FieldClass
from roterfaden.consent.choices import SPECIAL, DataClass
from roterfaden.cooperation.models import SharingRound
from roterfaden.portal.granting import speaking_to_guest
from roterfaden.portal.messages import MOST_LETTERS, send
from roterfaden.portal.models import Guest, Message
from roterfaden.portal.partners import part_of
from roterfaden.portal.queries import client_of
from roterfaden.portal.rules import may_come_in

PERSON = "person"


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
