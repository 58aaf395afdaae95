"""What a provider publishes about itself: its addresses and its keys. Kept for an hour; new keys are looked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from roterfaden.accounts.signon import wire
from roterfaden.accounts.signon.providers import Provider, is_safe

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT_FOR = timedelta(hours=1)
# a key that is not known may be a new one: but a stranger must not make us ask all the time
ASK_AGAIN_AFTER = timedelta(seconds=30)
WAIT_AFTER_AWAY = timedelta(seconds=15)
# signed by a private key of the provider; never `none`, never a shared secret
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


@dataclass(frozen=True)
class Published:
    """What was fetched, and when."""

    at: datetime
    authorize: str
    token: str
    end_session: str
    names_itself: bool
    basic: bool
    keys: Mapping[str, jwt.PyJWK]


_kept: dict[str, Published] = {}
_away: dict[str, datetime] = {}


def published_by(provider: Provider, *, at: datetime) -> Published:
    """The addresses and keys of `provider`. Raises ProviderAway: also when it says it is another one."""
    known = _kept.get(provider.issuer)
    return _fetched(provider, at=at) if known is None or at - known.at >= KEPT_FOR else known


def key_of(provider: Provider, *, key_id: str, algorithm: str, at: datetime) -> jwt.PyJWK | None:
    """The key that a token names, if the provider publishes it for this algorithm; asks anew for an unknown one."""
    known = published_by(provider, at=at)
    if key_id not in known.keys and at - known.at >= ASK_AGAIN_AFTER:
        known = _fetched(provider, at=at)
    key = known.keys.get(key_id)
    return key if key is not None and key.algorithm_name == algorithm else None


def forget() -> None:
    """Fetch everything anew the next time."""
    _kept.clear()
    _away.clear()


def _fetched(provider: Provider, *, at: datetime) -> Published:
    """Fetch and keep; who did not answer is not asked again for a while, so that nobody waits in a row of others."""
    last = _away.get(provider.issuer)
    if last is not None and at - last < WAIT_AFTER_AWAY:
        raise wire.ProviderAway("did not answer just now")
    try:
        _kept[provider.issuer] = _fetch(provider, at=at)
    except wire.ProviderAway:
        _away[provider.issuer] = at
        raise
    return _kept[provider.issuer]


def _fetch(provider: Provider, *, at: datetime) -> Published:
    said = wire.read_json(provider.issuer.rstrip("/") + WELL_KNOWN)
    if said.get("issuer") != provider.issuer:
        raise wire.ProviderAway("says it is another one")
    authorize, token, keys = (
        _address(said, name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    )
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Published(
        at=at,
        authorize=authorize,
        token=token,
        end_session=_address(said, "end_session_endpoint") if said.get("end_session_endpoint") else "",
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        basic="client_secret_post" not in methods,
        keys=_keys(wire.read_json(keys)),
    )


def _address(said: Mapping[str, Any], name: str) -> str:
    address = said.get(name)
    if not isinstance(address, str) or not is_safe(address):
        raise wire.ProviderAway(f"{name} is missing or not https")
    return address


def _keys(said: Mapping[str, Any]) -> Mapping[str, jwt.PyJWK]:
    """The public keys for signatures, by their ids; what we cannot use is left out."""
    found: dict[str, jwt.PyJWK] = {}
    for row in said.get("keys", ()):
        if not isinstance(row, dict) or row.get("use", "sig") != "sig" or not isinstance(row.get("kid"), str):
            continue
        try:
            key = jwt.PyJWK(row)
        except jwt.PyJWTError:
            continue
        if key.algorithm_name in ALGORITHMS:
            found[row["kid"]] = key
    return found
