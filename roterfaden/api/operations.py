"""What the interface can do, as values: one list serves the guard, the description and the client."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from roterfaden.accounts.models import Organisation, User
from roterfaden.api.choices import Scope
from roterfaden.api.models import Token


@dataclass(frozen=True)
class Call:
    """One request that was let in: for whom, where, under which page of the access table, when."""

    token: Token
    page: str
    query: dict[str, str]
    at: datetime
    today: date

    @property
    def user(self) -> User:
        return self.token.user

    @property
    def organisation(self) -> Organisation:
        return self.token.organisation


@dataclass(frozen=True)
class Parameter:
    """One word of the query, with what is said of it."""

    name: str
    words: str | Promise
    schema: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one address. `scope` None: every key may. `body` None: nothing is sent."""

    id: str
    method: str
    path: str
    scope: Scope | None
    summary: str | Promise
    answer: type
    do: Callable[..., Any]
    body: type | None = None
    query: tuple[Parameter, ...] = ()
