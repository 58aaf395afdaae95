"""How often passwords may be guessed (R-12; ASVS 5.0, 6.1.1, 6.3.1). Nobody is locked out for good, or by others.

Of one account at most five guesses in five minutes are checked that come from devices on which its owner has never
logged in, and of these at most four in a quarter of an hour from one address: so up to three strangers leave the owner
a way in from a fourth. A device of the owner is counted by itself (`known_devices`); strangers do not touch its count.
Docs: decision 0107.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.core.internal.ratelimit import cache_lock
from django.core.cache import cache
from django.utils.crypto import salted_hmac

KEPT_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """At most so many within such a time."""

    most: int
    within: timedelta


ACCOUNT = Limit(5, timedelta(minutes=5))
ADDRESS = Limit(4, KEPT_FOR)
DEVICE = Limit(5, timedelta(minutes=5))


@dataclass(frozen=True)
class Guess:
    """One guess that was checked: when, from which address (as a hash), on which known device ("": none)."""

    at: float
    address: str
    device: str


def may_guess(history: Sequence[Guess], guess: Guess) -> bool:
    """Whether one more may be checked, after those of the last quarter of an hour."""
    if guess.device:
        own = [one for one in history if one.device == guess.device]
        return _within(own, DEVICE, guess.at)
    strange = [one for one in history if not one.device]
    here = [one for one in strange if one.address == guess.address]
    return _within(strange, ACCOUNT, guess.at) and _within(here, ADDRESS, guess.at)


def take(*, account: str, address: str, device: str, at: datetime) -> Guess | None:
    """Count a guess at the password of `account` (a name, whether it exists or not); nothing if it may not be checked.

    Effects: a count in the cache that all processes share. Who cannot get at it in a second may not guess either.
    """
    guess = Guess(at.timestamp(), _hashed(address), device)
    key = _key(account)
    with cache_lock(key) as locked:
        history = _recent(cache.get(key, ()), at)
        if not locked or not may_guess(history, guess):
            return None
        cache.set(key, [*history, guess], KEPT_FOR.total_seconds())
    return guess


def give_back(*, account: str, guess: Guess) -> None:
    """The guess was right: it does not count."""
    key = _key(account)
    with cache_lock(key) as locked:
        if locked:
            left = list(cache.get(key, ()))
            if guess in left:
                left.remove(guess)
            cache.set(key, left, KEPT_FOR.total_seconds())


def _within(history: Sequence[Guess], limit: Limit, at: float) -> bool:
    since = at - limit.within.total_seconds()
    return sum(one.at > since for one in history) < limit.most


def _recent(history: Sequence[Guess], at: datetime) -> list[Guess]:
    since = (at - KEPT_FOR).timestamp()
    return [one for one in history if one.at > since]


def _key(account: str) -> str:
    return f"rf:guess:{_hashed(account.casefold())}"


def _hashed(text: str) -> str:
    return salted_hmac("roterfaden.guessing", text, algorithm="sha256").hexdigest()[:32]
