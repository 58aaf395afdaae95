"""Codes, PINs and tokens: made at random, told once, kept as hashes; wrong tries are counted where they come from."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import salted_hmac

from roterfaden.common.codes import CodeWrong, clean_code, new_code
from roterfaden.portal.models import FailedEntry

# ten signs of 29, the last one a check character: 10^13 codes; those that open more than once are longer
ONCE_LENGTH, LINK_LENGTH, NUMBER_LENGTH = 10, 12, 7
PIN_DIGITS = 6
TOKEN_BYTES = 32
GROUP = 4


@dataclass(frozen=True)
class Limit:
    """How many wrong tries in which time are let through."""

    most: int
    within: timedelta


OF_ADDRESS = Limit(40, timedelta(minutes=15))
# one code from one address, one code from everywhere: a stranger elsewhere does not shut the owner out
OF_CODE_HERE = Limit(5, timedelta(minutes=15))
OF_CODE = Limit(30, timedelta(hours=1))
OF_DEVICE = Limit(5, timedelta(minutes=15))
OF_ASKING = Limit(5, timedelta(hours=1))


def fresh_code(length: int) -> str:
    return new_code(length)


def fresh_pin() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))


def fresh_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(secret: str, *, of: str) -> str:
    """A keyed hash under which a code or token can be looked up; whoever has the database cannot guess it back."""
    return salted_hmac(f"roterfaden.portal.{of}", secret, algorithm="sha256").hexdigest()


def hash_of_code(typed: str) -> str:
    """The hash of a code as people type it; of no code at all where it holds a typing slip."""
    try:
        return hash_of(clean_code(typed), of="code")
    except CodeWrong:
        return hash_of("", of="no code")


def hash_of_pin(pin: str) -> str:
    return make_password(pin)


def pin_fits(typed: str, pin_hash: str) -> bool:
    """Whether it is the PIN; takes as long for a hash that nothing fits."""
    return check_password("".join(sign for sign in typed if sign.isdigit())[:12], pin_hash or _nobodys_pin())


@cache
def _nobodys_pin() -> str:
    """Tried where there is nobody: takes as long as trying a real PIN."""
    return make_password(secrets.token_hex(8))


def grouped(code: str) -> str:
    """`7K3M-9X2B-CD`: as it is printed and read out."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def is_worn_out(bucket: str, limit: Limit, *, at: datetime) -> bool:
    return FailedEntry.objects.filter(bucket=bucket, at__gt=at - limit.within).count() >= limit.most


def note_failure(*buckets: str, at: datetime) -> None:
    FailedEntry.objects.bulk_create(FailedEntry(bucket=bucket, at=at) for bucket in buckets)


def bucket_of(*parts: str) -> str:
    """Where tries are counted; an address is kept as a keyed hash only."""
    return hash_of("|".join(parts), of="bucket")
