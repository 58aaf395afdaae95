"""What a provider says, checked: signature, sender, receiver, times, and that it answers our own question.

OpenID Connect Core 3.1.3.7, Back-Channel Logout 2.6; OWASP ASVS 5.0, 9.1, 9.2, 10.5. The time is passed in.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from roterfaden.accounts.signon import published
from roterfaden.accounts.signon.providers import Provider

# clocks of two machines may differ by so much
LEEWAY = timedelta(minutes=1)
# a token that says who has just logged in is used at once
MOST_AGE = timedelta(minutes=10)
LOGOUT_AGE = timedelta(minutes=5)
MOST_SUBJECT = 255
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
MOST_BYTES = 16 * 1024
# what the last parts of the checks are not left to: the library would read the clock
OPTIONS: Any = {
    "verify_signature": True,
    **dict.fromkeys(
        ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss", "verify_sub"), False
    ),
    "verify_jti": False,
}


class TokenRefused(ValueError):
    """A token that must not be believed; the message says why, for the log, without anything of the token."""


@dataclass(frozen=True)
class Shown:
    """Whom the provider let in, and how well it looked."""

    subject: str
    session: str
    strong: bool
    shown_at: datetime | None
    name: str


@dataclass(frozen=True)
class LoggedOut:
    """Whose sessions are over: those of a subject, or of one session of it at the provider."""

    subject: str
    session: str
    number: str
    until: datetime


def read_identity(token: str, *, provider: Provider, nonce: str, at: datetime) -> Shown:
    """Check an ID token and say whom it lets in. Refuses whatever is not exactly as agreed; raises ProviderAway."""
    claims = _signed(token, provider=provider, at=at)
    _meant_for_us(claims, provider)
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise TokenRefused("azp is another client")
    made = _time(claims, "iat")
    if not at - MOST_AGE <= made <= at + LEEWAY:
        raise TokenRefused("iat is too old or to come")
    if _time(claims, "exp") <= at - LEEWAY:
        raise TokenRefused("expired")
    if "nbf" in claims and _time(claims, "nbf") > at + LEEWAY:
        raise TokenRefused("not valid yet")
    said = claims.get("nonce")
    if not nonce or not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise TokenRefused("nonce does not answer our question")
    if "events" in claims:
        raise TokenRefused("a logout token")
    return Shown(
        subject=_subject(claims),
        session=_word(claims, "sid"),
        strong=is_strong(claims, provider),
        shown_at=_time(claims, "auth_time") if "auth_time" in claims else None,
        name=_word(claims, provider.name_claim) if provider.name_claim else "",
    )


def read_logout(token: str, *, provider: Provider, at: datetime) -> LoggedOut:
    """Check a logout token. Whether it was used before is asked by who acts on it; raises ProviderAway."""
    claims = _signed(token, provider=provider, at=at)
    _meant_for_us(claims, provider)
    made = _time(claims, "iat")
    if not at - LOGOUT_AGE <= made <= at + LEEWAY:
        raise TokenRefused("iat is too old or to come")
    if "exp" in claims and _time(claims, "exp") <= at - LEEWAY:
        raise TokenRefused("expired")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise TokenRefused("no logout event")
    if "nonce" in claims:
        raise TokenRefused("a logout token has no nonce")
    number = _word(claims, "jti")
    if not number:
        raise TokenRefused("no jti")
    subject = _subject(claims) if "sub" in claims else ""
    session = _word(claims, "sid")
    if not subject and not session:
        raise TokenRefused("neither sub nor sid")
    return LoggedOut(subject, session, number, made + LOGOUT_AGE + LEEWAY)


def is_strong(claims: Mapping[str, Any], provider: Provider) -> bool:
    """Whether the token says by a word agreed with this provider that a second factor was shown (ASVS 6.8.4)."""
    acr, amr = claims.get("acr"), claims.get("amr")
    used = {word for word in amr if isinstance(word, str)} if isinstance(amr, list) else set()
    named = isinstance(acr, str) and acr in provider.strong_acr
    return named or bool(used & provider.strong_amr)


def digest(provider: Provider, word: str) -> str:
    """How a subject or session of `provider` is kept: 64 hexadecimal digits, other ones for each issuer."""
    return hashlib.sha256(f"{provider.issuer}\n{word}".encode()).hexdigest()


def _signed(token: str, *, provider: Provider, at: datetime) -> Mapping[str, Any]:
    """The claims of a token that carries a signature of this provider."""
    if len(token) > MOST_BYTES:
        raise TokenRefused("too long")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise TokenRefused("not a token") from error
    algorithm = header.get("alg")
    if algorithm not in published.ALGORITHMS:
        raise TokenRefused("this algorithm is not accepted")
    key_id = header.get("kid")
    if not isinstance(key_id, str):
        raise TokenRefused("names no key")
    key = published.key_of(provider, key_id=key_id, algorithm=algorithm, at=at)
    if key is None:
        raise TokenRefused("not a key of this provider")
    try:
        claims = jwt.decode(token, key=key, algorithms=[algorithm], options=OPTIONS)
    except jwt.PyJWTError as error:
        raise TokenRefused("the signature does not hold") from error
    if claims.get("iss") != provider.issuer:
        raise TokenRefused("another issuer")
    return dict(claims)


def _meant_for_us(claims: Mapping[str, Any], provider: Provider) -> None:
    """The one receiver is this installation; a token for several names it as the one who asked (`azp`)."""
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if provider.client_id not in several:
        raise TokenRefused("meant for another client")
    if len(several) > 1 and claims.get("azp") != provider.client_id:
        raise TokenRefused("meant for several, asked for by another")


def _subject(claims: Mapping[str, Any]) -> str:
    subject = _word(claims, "sub")
    if not subject:
        raise TokenRefused("no subject")
    return subject


def _word(claims: Mapping[str, Any], name: str) -> str:
    """A claim that is a word; nothing if it is missing. Refuses anything else."""
    said = claims.get(name, "")
    if not isinstance(said, str) or len(said) > MOST_SUBJECT or "\n" in said:
        raise TokenRefused(f"{name} is no word")
    return said


def _time(claims: Mapping[str, Any], name: str) -> datetime:
    """A claim that is a moment, in seconds since 1970. Refuses anything else."""
    said = claims.get(name)
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise TokenRefused(f"{name} is no time")
    try:
        return datetime.fromtimestamp(said, tz=UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise TokenRefused(f"{name} is no time") from error
