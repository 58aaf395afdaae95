"""News of a round table for bodies without a login: each gets a link to exactly what the gate let pass for it.

A mail holds the code and nothing else. The PIN is told once, with the first link; later links open with the same one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.common.days import local_day
from roterfaden.consent.choices import Channel
from roterfaden.consent.models import Transfer
from roterfaden.consent.queries import waits_for_hand
from roterfaden.cooperation.models import Cooperation, Party, SharedWith, SharingRound
from roterfaden.cooperation.queries import newest_version, procedure_of, standing_of, title_of
from roterfaden.portal.choices import CodeWay, GuestKind
from roterfaden.portal.granting import GuestFacts, Issued, make_guest
from roterfaden.portal.models import Guest
from roterfaden.portal.partners import PLAN, Part, grant_partner, parts_for_link
from roterfaden.portal.refusals import PortalRefused

LINK_DAYS = 30


@dataclass(frozen=True)
class Sent:
    """How many links went by mail, and which bodies still need their first one, with a PIN that somebody tells them."""

    mailed: int
    without_pin: tuple[str, ...]


def earlier_links(parties: Iterable[Party], *, at: datetime) -> dict[int, Guest]:
    """For each party, by its key, the newest link that still stands: whoever reads there knows its PIN."""
    rows = Guest.objects.filter(
        kind=GuestKind.PARTNER,
        party__in=[party.pk for party in parties],
        revoked_at__isnull=True,
        valid_until__gte=local_day(at),
    )
    return {row.party_id: row for row in rows.select_related("case").order_by("pk") if row.party_id}


def send_news(*, share: SharedWith, by: User, at: datetime) -> Issued:
    """Give the body of `share` a link to what waits for it. What it reads goes out when it opens the link.

    Refuses: nothing that waits (let out by hand, stopped), a second link, what `granting.make_guest` refuses.
    Effects: the ledger says that it goes by link; a guest with the PIN of the body's earlier link, else a new one; the
    code by mail where an address is known; audit entries.
    """
    cooperation, party = share.round.cooperation, share.party
    party.cooperation = cooperation
    if share.transfer_id is None:
        raise PortalRefused("Hier wartet nichts mehr, das per Link gehen kann.")
    with transaction.atomic():
        if not Transfer.objects.filter(waits_for_hand(), pk=share.transfer_id).update(channel=Channel.LINK):
            raise PortalRefused("Hier wartet nichts mehr, das per Link gehen kann.")
        earlier = earlier_links([party], at=at).get(party.pk)
        guest = Guest(
            case=cooperation.case,
            kind=GuestKind.PARTNER,
            transfer=Transfer.objects.select_related("recipient", "consent").get(pk=share.transfer_id),
            party=party,
            may_add=True,
        )
        return make_guest(guest, _facts(party, earlier, at=at), by=by, at=at, like=earlier)


def send_all(*, round: SharingRound, by: User, at: datetime) -> Sent:  # noqa: A002
    """Mail a link to every body of the round that has its PIN from an earlier one. Safe to repeat.

    Refuses nothing: who has no earlier link or no address is told by name, and waits.
    """
    shares = list(round.shares.filter(waits_for_hand("transfer__")).select_related("party__recipient"))
    known = earlier_links((share.party for share in shares), at=at)
    mailed, without = 0, []
    for share in shares:
        share.round = round
        share.party.cooperation = round.cooperation
        earlier = known.get(share.party_id)
        if earlier is None or not (share.party.email or earlier.email):
            without.append(title_of(share.party))
            continue
        send_news(share=share, by=by, at=at)
        mailed += 1
    return Sent(mailed, tuple(without))


def send_plan(*, cooperation: Cooperation, party: Party, by: User, at: datetime) -> Issued:
    """Give a body a link to the newest plan, to read what the gate lets pass and to sign it.

    Refuses: no plan, one that the body does not sign or has signed, what `partners.grant_partner` refuses.
    Effects: a transfer, a guest with the PIN of the body's earlier link, else a new one; the code by mail where an
    address is known; audit entries.
    """
    party.cooperation = cooperation
    version = newest_version(cooperation)
    missing = standing_of(version).missing if version is not None else []
    if party.recipient is None or party.pk not in {one.pk for one in missing}:
        raise PortalRefused("Diese Stelle hat nichts zu unterschreiben.")
    procedure, case = procedure_of(cooperation), cooperation.case
    lines = [one.key for one in parts_for_link(case, health=True, at=at) if one.key.startswith(PLAN)]
    part = Part(
        recipient=party.recipient,
        purpose=f"{procedure.title}: {procedure.terms['plan']}",
        parts=lines,
        consent=cooperation.authority,
        party=party,
        may_add=True,
        may_sign=True,
    )
    with transaction.atomic():
        earlier = earlier_links([party], at=at).get(party.pk)
        facts = _facts(party, earlier, at=at)
        return grant_partner(case=case, part=part, facts=facts, by=by, at=at, like=earlier)


def _facts(party: Party, earlier: Guest | None, *, at: datetime) -> GuestFacts:
    email = party.email or (earlier.email if earlier is not None else "")
    return GuestFacts(
        name=party.name or title_of(party),
        valid_until=local_day(at) + timedelta(days=LINK_DAYS),
        way=CodeWay.MAILED if email else CodeWay.PRINTED,
        email=email,
    )
