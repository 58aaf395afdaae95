"""A program with a key that asks the interface, as the tests need it."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from roterfaden.accounts.models import Organisation, User
from roterfaden.api.choices import Scope
from roterfaden.api.tokens import make_token

ALL = list(Scope)
CONTACT = {"kind": "call", "happened_at": "2026-11-24T09:00:00+01:00", "text": "Der Betrieb meldet sich."}


def key_for(user: User, organisation: Organisation, *scopes: Scope, name: str = "Fachverfahren") -> str:
    now = timezone.now()
    until = timezone.localdate(now) + timedelta(days=30)
    _token, secret = make_token(
        user=user,
        organisation=organisation,
        name=name,
        scopes=scopes or ALL,
        valid_until=until,
        by=user,
        at=now,
    )
    return secret


@dataclass
class Program:
    """A client without a login, with a key in every request."""

    key: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query, headers=self._headers())  # type: ignore[return-value]

    def post(self, path: str, body: Any, *, number: str = "") -> HttpResponse:
        headers = self._headers() | {"Idempotency-Key": number or str(uuid4())}
        sent = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(  # type: ignore[return-value]
            f"/api/v1/{path}", sent, content_type="application/json", headers=headers
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def told(response: Any) -> Any:
    return json.loads(response.content)
