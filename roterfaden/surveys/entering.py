"""A code that somebody types in: found, or counted against guessing where it comes from."""

from datetime import datetime

from roterfaden.common.days import local_day
from roterfaden.portal import codes
from roterfaden.portal.refusals import TooManyTries
from roterfaden.surveys.asking import open_invitation
from roterfaden.surveys.models import Invitation


def let_in(*, code: str, address: str, at: datetime) -> Invitation | None:
    """The invitation of a code that can be used; None for every other, all alike.

    Refuses with TooManyTries whatever comes from an address with too many wrong codes. Effects: a wrong one is counted;
    of a right one nothing is written, so that no time leads from a sheet to whoever gave it.
    """
    bucket = codes.bucket_of("survey", address)
    if codes.is_worn_out(bucket, codes.OF_ADDRESS, at=at):
        raise TooManyTries
    found = open_invitation(code, on=local_day(at))
    if found is None:
        codes.note_failure(bucket, at=at)
    return found
