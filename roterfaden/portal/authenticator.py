"""Numbers from an authenticator app (RFC 6238: SHA-1, 30 seconds, six digits) as a second factor of the person."""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

SECRET_BYTES, STEP_SECONDS, DIGITS, AROUND = 20, 30, 6, 1
ISSUER = "Roter Faden"


def fresh_secret() -> str:
    """160 bits as the apps want them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(typed: str) -> bool:
    """Whether it is a secret as `fresh_secret` makes them, and not a shorter one that can be guessed."""
    try:
        return len(base64.b32decode(typed)) == SECRET_BYTES
    except (binascii.Error, ValueError):
        return False


def address_for(secret: str, *, name: str) -> str:
    """What the app reads from the QR code. `name` stands in the app: nothing about the person."""
    label = quote(f"{ISSUER}:{name}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def step_of(secret: str, typed: str, *, at: datetime, after: int) -> int | None:
    """The step of 30 seconds whose number was typed, if it comes after the step `after` that was used last.

    One step before and after now is let through, because clocks differ. None: it does not fit.
    """
    digits = "".join(sign for sign in typed if sign.isdigit())
    now = int(at.timestamp()) // STEP_SECONDS
    found = None
    for step in range(now - AROUND, now + AROUND + 1):
        if hmac.compare_digest(number_at(secret, step), digits) and step > after:
            found = step
    return found


def number_at(secret: str, step: int) -> str:
    """The number of one step."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 0x0F
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)
