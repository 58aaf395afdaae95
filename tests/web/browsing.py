"""How the tests of pages go about: log in, compare refusals, count queries, type what should be refused."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roterfaden.accounts.models import User
from tests.fixtures import AT

# a case code that is well formed and belongs to no case
MISSING = "22222227"
# what people never type, and programs do; each is refused with a sentence
HOSTILE = {
    "a megabyte": "a" * 1_000_000,
    "a NUL byte": "Herr\0Möller",
    "a direction mark": "Herr \u202eMöller",
}


def stop_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The views read the time here; for a test it stands still."""
    monkeypatch.setattr(timezone, "now", lambda: AT)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    """A page without its random tokens: now and then one holds a short name that a test looks for."""
    body = re.sub(r'X-CSRFToken": "\w+', "", str(response.content.decode()))
    body = re.sub(r'csrfmiddlewaretoken" value="\w+', "", body)
    return re.sub(r'nonce="[^"]*"', "", body)


def comparable(response: Any) -> str:
    """A page without what differs by nature: the tokens, and the code that was asked for."""
    return re.sub(r"/faelle/\w+/", "", text_of(response))


def assert_hidden_from(user: User, address: str, code: str, **typed: Any) -> None:
    """To `user` the page looks exactly like that of a case that does not exist, whether it is read or written."""
    for ask in (client_of(user).get, lambda url: client_of(user).post(url, typed)):
        real, missing = ask(address), ask(address.replace(code, MISSING))
        assert real.status_code in {404, 405}
        assert real.status_code == missing.status_code
        assert comparable(real) == comparable(missing)


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
