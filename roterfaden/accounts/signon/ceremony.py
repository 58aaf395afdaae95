"""The way to a provider and back: code flow with PKCE, state and nonce, kept in the session of the browser."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, urlencode

from roterfaden.accounts.signon import published, tokens, wire
from roterfaden.accounts.signon.providers import Provider

LASTS = timedelta(minutes=10)
SCOPE = "openid profile"
# a confirmation that was shown before it was asked for is none; clocks may differ
LEEWAY = timedelta(minutes=1)


class Purpose(StrEnum):
    """Why somebody is led to a provider."""

    LOG_IN = "log_in"
    CONNECT = "connect"
    CONFIRM = "confirm"


class SignOnRefused(ValueError):
    """Nobody comes in this way; the message says to a person what to do."""


@dataclass(frozen=True)
class Attempt:
    """One way to a provider. `as_stored` goes into the session, nothing of it into an address but state and nonce."""

    provider: str
    purpose: str
    state: str
    nonce: str
    verifier: str
    began: float
    back: str
    # who is connecting or confirming: the one who comes back must be the same
    user: str = ""


def begin(
    *, provider: Provider, purpose: Purpose, redirect: str, back: str, user: str, at: datetime
) -> tuple[str, Attempt]:
    """The address to lead the browser to, and what to keep in its session. Raises ProviderAway.

    `redirect`: our own address that the provider leads back to; `back`: the page to go on to afterwards.
    """
    addresses = published.published_by(provider, at=at)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect,
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    if provider.strong_acr:
        asked["acr_values"] = " ".join(sorted(provider.strong_acr))
    if purpose != Purpose.LOG_IN:
        asked |= {"prompt": "login", "max_age": "0"}
    attempt = Attempt(
        provider.code, purpose.value, state, nonce, verifier, at.timestamp(), back=back, user=user
    )
    return _with_query(addresses.authorize, asked), attempt


def finish(
    *, provider: Provider, attempt: Attempt, said: Mapping[str, str], redirect: str, at: datetime
) -> tokens.Shown:
    """Whom the provider let in, after every check. Raises SignOnRefused, ProviderAway.

    Refuses: another state, provider or issuer than those of the attempt; one begun more than ten minutes ago; an error
    of the provider; a code that was used; a token that `tokens.read_identity` does not believe; for connecting and
    confirming, a login at the provider from before the question.
    """
    known = hmac.compare_digest(said.get("state", "").encode(), attempt.state.encode())
    began = datetime.fromtimestamp(attempt.began, tz=UTC)
    if not known or attempt.provider != provider.code or at - began > LASTS:
        raise SignOnRefused("Diese Anmeldung gehört nicht zu diesem Fenster oder hat zu lange gedauert.")
    addresses = published.published_by(provider, at=at)
    issuer = said.get("iss", provider.issuer if not addresses.names_itself else "")
    if issuer != provider.issuer:
        raise SignOnRefused("Die Antwort kam von einem anderen Anmeldedienst.")
    if said.get("error") or not said.get("code"):
        raise SignOnRefused(f"Bei „{provider.title}“ wurde die Anmeldung abgebrochen oder abgelehnt.")
    try:
        token = _exchange(
            provider, addresses, code=said["code"], verifier=attempt.verifier, redirect=redirect
        )
        shown = tokens.read_identity(token, provider=provider, nonce=attempt.nonce, at=at)
    except (tokens.TokenRefused, wire.ProviderRefused) as error:
        raise SignOnRefused(f"Die Antwort von „{provider.title}“ war nicht gültig.") from error
    if attempt.purpose != Purpose.LOG_IN and (shown.shown_at is None or shown.shown_at < began - LEEWAY):
        raise SignOnRefused(f"„{provider.title}“ hat nicht neu gefragt, wer Sie sind.")
    return shown


def leave_address(provider: Provider, *, back: str, at: datetime) -> str:
    """Where one also logs out at the provider; "" if it has no such page. No token goes along: it would name a person.

    Raises ProviderAway.
    """
    addresses = published.published_by(provider, at=at)
    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": back}
    return _with_query(addresses.end_session, asked) if addresses.end_session else ""


def _exchange(
    provider: Provider, addresses: published.Published, *, code: str, verifier: str, redirect: str
) -> str:
    """The ID token for a code; the access token is thrown away, nothing is asked with it."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    headers = {}
    if addresses.basic:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        fields |= {"client_id": provider.client_id, "client_secret": provider.secret}
    said = wire.send_form(addresses.token, fields, headers=headers)
    token = said.get("id_token")
    if not isinstance(token, str):
        raise tokens.TokenRefused("no id_token")
    return token


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _with_query(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
