"""Fixtures of logins through the provider of `tests.accounts.provider`: it runs, it is trusted, Anna can be bound."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.accounts.signon import binding, published
from roterfaden.accounts.signon.providers import Provider, provider_of
from roterfaden.accounts.signon_models import Identity
from tests.accounts.provider import CLIENT, SECRET, OpenIDProvider, new_key, running_provider

FILE = """\
providers:
  - id: amt
    title: Anmeldung des Amts
    issuer: {issuer}
    client_id: {client}
    secret_file: {secret}
    organisation: ifd-neuhafen
    name_claim: preferred_username
    strong:
      acr: [gold]
      amr: [otp, hwk]
"""


@pytest.fixture(scope="session")
def provider_key() -> rsa.RSAPrivateKey:
    return new_key()


@pytest.fixture
def openid(provider_key: rsa.RSAPrivateKey, tmp_path: Path, settings: Any) -> Iterator[OpenIDProvider]:
    settings.LOGIN_RULES = True
    cache.clear()
    published.forget()
    with running_provider(provider_key) as provider:
        secret = tmp_path / "amt.secret"
        secret.write_text(SECRET + "\n")
        listed = tmp_path / "providers.yaml"
        listed.write_text(FILE.format(issuer=provider.issuer, client=CLIENT, secret=secret))
        settings.SIGN_ON_FILE = str(listed)
        yield provider
    published.forget()


def trusted() -> Provider:
    return provider_of("amt")


def bind(user: User, openid: OpenIDProvider) -> Identity:
    return binding.bind(user=user, provider=trusted(), subject=openid.subject, by=user, at=timezone.now())


def lead(client: Client, name: str = "signon:begin", **typed: str) -> dict[str, str]:
    """Press the button; returns what the provider is asked."""
    answer = client.post(reverse(name, args=["amt"]), typed)
    assert answer.status_code == 200, answer.status_code
    address = answer.context["address"]
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


def come_back(client: Client, openid: OpenIDProvider, asked: dict[str, str]) -> Any:
    """Log in at the provider, and follow it back."""
    return client.get(local(openid.let_in(asked)))


def local(address: str) -> str:
    where = urlsplit(address)
    return f"{where.path}?{where.query}"


def sign_on(openid: OpenIDProvider, client: Client | None = None) -> Client:
    """The whole way, as a browser goes it."""
    client = client or Client()
    come_back(client, openid, lead(client))
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def told(answer: Any, client: Client) -> str:
    """What the page says to which an answer leads."""
    return client.get(answer["Location"], follow=True).content.decode()
