"""Each intake form carries a signed number of its own, so that sending it twice opens one case."""

from uuid import UUID, uuid4

from django.core import signing

SALT = "roterfaden.intake"
# a form that lay open over a weekend may still be sent
LONGEST = 4 * 24 * 60 * 60


def issue(user_id: int) -> str:
    return signing.dumps([user_id, uuid4().hex], salt=SALT)


def read(signed: str, *, user_id: int) -> UUID | None:
    """The number in a form of this user; None if it is not ours, of somebody else, or too old."""
    try:
        owner, number = signing.loads(signed, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    return UUID(number) if owner == user_id else None
