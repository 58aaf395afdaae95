"""Asking an identity provider over the wire: short, small, to its own address only, and never following elsewhere."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from roterfaden.accounts.signon.providers import is_safe

SECONDS = 6
MOST_BYTES = 256 * 1024


class ProviderAway(ConnectionError):
    """The provider does not answer, or not as agreed. Nobody comes in by it; own logins go on."""


class ProviderRefused(ValueError):
    """The provider answered that it will not do this (HTTP 400 to 403)."""


class _NoRedirect(HTTPRedirectHandler):
    """What points elsewhere is an error: an address that was checked stays the address that is asked."""

    def redirect_request(self, *_args: Any) -> None:
        return None


def read_json(address: str) -> Mapping[str, Any]:
    """Fetch a JSON object. Raises ProviderAway."""
    try:
        return _asked(Request(_safe(address), headers={"Accept": "application/json"}))  # noqa: S310
    except HTTPError as error:
        raise ProviderAway(f"HTTP {error.code}") from error


def send_form(address: str, fields: Mapping[str, str], *, headers: Mapping[str, str]) -> Mapping[str, Any]:
    """Send a form and read the JSON object that comes back. Raises ProviderAway, ProviderRefused."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded", **headers}
    request = Request(_safe(address), data=urlencode(fields).encode(), headers=headers)  # noqa: S310
    try:
        return _asked(request)
    except HTTPError as error:
        if 400 <= error.code <= 403:  # noqa: PLR2004
            raise ProviderRefused(f"HTTP {error.code}") from error
        raise ProviderAway(f"HTTP {error.code}") from error


def _safe(address: str) -> str:
    if not is_safe(address):
        raise ProviderAway("this address is not asked")
    return address


def _asked(request: Request) -> Mapping[str, Any]:
    try:
        with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            raw = answer.read(MOST_BYTES + 1)
    except HTTPError:
        raise
    except (OSError, HTTPException) as error:
        raise ProviderAway(type(error).__name__) from error
    if len(raw) > MOST_BYTES:
        raise ProviderAway("too much")
    try:
        said = json.loads(raw)
    except ValueError as error:
        raise ProviderAway("no JSON") from error
    if not isinstance(said, dict):
        raise ProviderAway("no object")
    return said
