"""Guessing passwords, a hundred thousand times: what is checked, and who is never locked out."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.test import Client

from roterfaden.accounts import guessing
from roterfaden.config.settings import base
from tests.fixtures import World

BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GUESSES = 100_000
LOGIN = "/konto/anmelden/"
WINDOW = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def taken(*, address: str, at: datetime, device: str = "", account: str = "anna") -> bool:
    return guessing.take(account=account, address=address, device=device, at=at) is not None


@pytest.mark.one_database
@pytest.mark.requirement(
    "R-12",
    figure="100,000 guesses from 1,000 addresses in 28 hours: at most 5 checked in any 5 minutes; "
    "the owner's own device let through every time",
)
def test_a_hundred_thousand_guesses() -> None:
    rng, at, checked, owner = Random(12), BEGIN, list[datetime](), list[bool]()
    for number in range(GUESSES):
        at += timedelta(seconds=1)
        if taken(address=f"10.0.{rng.randrange(4)}.{rng.randrange(250)}", at=at):
            checked.append(at)
        if number % 600 == 0:
            owner.append(taken(address="192.0.2.1", device="laptop", at=at))
    for first, sixth in zip(checked, checked[5:], strict=False):
        assert sixth - first >= WINDOW
    assert len(checked) <= 5 * (GUESSES / WINDOW.total_seconds() + 1)
    assert all(owner)


@pytest.mark.one_database
@pytest.mark.requirement(
    "R-12", figure="1 to 3 strangers guess without end: the owner elsewhere waits at most 15 min"
)
@pytest.mark.parametrize("strangers", [1, 2, 3])
def test_strangers_leave_the_owner_a_way_in_from_another_address(strangers: int) -> None:
    longest = timedelta()
    waits_since: datetime | None = None
    for second in range(0, 4 * 3600, 5):
        at = BEGIN + timedelta(seconds=second)
        for number in range(strangers):
            taken(address=f"203.0.113.{number}", at=at)
        # the owner comes anew every half hour, and tries once in five seconds
        if second % 1800 == 600:
            waits_since = at
        if waits_since is not None:
            guess = guessing.take(account="anna", address="192.0.2.7", device="", at=at)
            if guess is not None:
                guessing.give_back(account="anna", guess=guess)
                longest, waits_since = max(longest, at - waits_since), None
    assert waits_since is None or at - waits_since < timedelta(minutes=15)
    assert longest <= timedelta(minutes=15)


@pytest.mark.one_database
def test_what_counts_for_whom() -> None:
    assert [taken(address="a", at=BEGIN) for _ in range(6)] == [True] * 4 + [False] * 2, "four of one address"
    assert taken(address="b", at=BEGIN)
    assert not taken(address="c", at=BEGIN), "five of one account"
    assert taken(address="c", at=BEGIN, account="bela"), "each account by itself"
    assert not taken(address="c", at=BEGIN, account="ANNA"), "however it is written"
    assert taken(address="c", at=BEGIN + WINDOW)
    assert not taken(address="a", at=BEGIN + timedelta(minutes=14))
    assert taken(address="a", at=BEGIN + timedelta(minutes=15))
    device = [taken(address="a", device="laptop", at=BEGIN) for _ in range(6)]
    assert device == [True] * 5 + [False], "also the owner's device is counted, by itself"


@pytest.mark.one_database
def test_the_right_password_does_not_count() -> None:
    for _ in range(20):
        guess = guessing.take(account="anna", address="a", device="", at=BEGIN)
        assert guess is not None
        guessing.give_back(account="anna", guess=guess)


def test_many_names_push_no_count_out(db: None, settings: Any) -> None:
    """The usual cache of Django keeps 300 entries and then throws a third away."""
    settings.CACHES = {"default": base.CACHES["default"]}
    table = base.CACHES["default"]["LOCATION"]
    if table not in connection.introspection.table_names():
        call_command("createcachetable")
    shared = caches["default"]
    shared.clear()
    for _ in range(4):
        assert taken(address="a", at=datetime.now(tz=UTC))
    for number in range(400):
        taken(address="b", account=f"name {number}", at=datetime.now(tz=UTC))
    assert not taken(address="a", at=datetime.now(tz=UTC))
    assert Counter(taken(address=one, at=datetime.now(tz=UTC)) for one in "bcd") == {True: 1, False: 2}


def test_behind_a_proxy_each_visitor_counts_by_itself(world: World, settings: Any) -> None:
    """Seen from the program all of them come from the address of the proxy."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def said(number: int) -> str:
        typed = {"login": "anna", "password": "geraten"}
        return Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").post(LOGIN, typed).content.decode()

    assert ["stimmen nicht" in said(1) for _ in range(5)] == [True] * 4 + [False]
    assert "stimmen nicht" in said(2)
    production = (Path(base.PACKAGE_DIR) / "config" / "settings" / "production.py").read_text("utf-8")
    assert "ALLAUTH_TRUSTED_PROXY_COUNT" in production
