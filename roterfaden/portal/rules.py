"""May this guest come in today?"""

from datetime import date

from roterfaden.consent import legal
from roterfaden.consent.choices import TransferState
from roterfaden.portal.choices import GuestKind, OfferState
from roterfaden.portal.models import Guest


def may_come_in(guest: Guest, *, on: date) -> bool:
    """Not revoked, not over, the case is there and not restricted, and what it stands on still holds today."""
    case = guest.case
    if guest.revoked_at is not None or guest.valid_until < on:
        return False
    if case.destroyed_at is not None or case.restricted_at is not None:
        return False
    if guest.kind == GuestKind.PARTNER:
        return basis_holds(guest, on=on)
    if guest.offer is not None:
        return guest.offer.state == OfferState.OPEN
    return True


def basis_holds(guest: Guest, *, on: date) -> bool:
    """Whether the consent or legal power under which a partner reads is still there: a withdrawal ends it at once."""
    transfer = guest.transfer
    if transfer is None or transfer.state == TransferState.STOPPED:
        return False
    if transfer.consent is None:
        return transfer.legal_basis in legal.shipped_bases()
    return transfer.consent.withdrawn_at is None and transfer.consent.valid_until >= on
