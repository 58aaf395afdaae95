"""`python -m benchmarks.enumeration`: whether the time or the text of a refused login tells who has an account.

Somebody tries a wrong password for a name that exists and for one that does not, side by side and in random order,
through the whole program, with the hashing of production and the rules of logging in switched on. Also for an account
without a password (single sign-on only) and for a locked one. The figure is the median of the differences of the pairs.
"""

import os
import re
import sys
import time
from datetime import UTC, datetime
from random import Random
from statistics import median
from typing import Any

from benchmarks.environment import sqlite_database
from benchmarks.frame import Goal, Options, Report, run

PAIRS, QUICK = 1_000, 40
KINDS = ("known", "without_password", "locked")
GOALS = (*(Goal(f"{kind}_ms", at_most=10) for kind in KINDS), Goal("different", at_most=0))
ARGON = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def measure(options: Options) -> Report:
    """The median difference of a kind of account to no account, in milliseconds; answers that differ."""
    with sqlite_database():
        from django.test import override_settings  # noqa: PLC0415

        with override_settings(PASSWORD_HASHERS=ARGON, LOGIN_RULES=True):
            return _measured(QUICK if options.quick else PAIRS, quick=options.quick)


def _measured(pairs: int, *, quick: bool) -> Report:
    rng, figures, different, one = Random(14), dict[str, float](), 0, list[float]()
    names = _accounts()
    for kind in KINDS:
        _ask(names[kind])
        differences = []
        for _ in range(pairs):
            way = rng.choice((1, -1))
            asked = [names[kind], f"nobody{rng.randrange(10**9)}"][::way]
            (first, told), (second, told_too) = _ask(asked[0]), _ask(asked[1])
            differences.append((first - second) * way)
            one += [first, second]
            different += told != told_too
        figures[f"{kind}_ms"] = round(abs(median(differences)) * 1000, 3)
    figures |= {"pairs": pairs * len(KINDS), "different": different}
    return Report("enumeration", figures, {"one_login_ms": round(median(one) * 1000, 1)}, GOALS, quick=quick)


def _accounts() -> dict[str, str]:
    from roterfaden.accounts import members  # noqa: PLC0415
    from roterfaden.accounts.models import User  # noqa: PLC0415

    at, secret = datetime(2026, 11, 24, 9, 0, tzinfo=UTC), os.urandom(9).hex()
    for kind in KINDS:
        password = None if kind == "without_password" else secret
        members.add_user(
            username=f"anna.{kind}", first_name="Anna", last_name="Muster", by=None, at=at, password=password
        )
    User.objects.filter(username="anna.locked").update(is_active=False)
    return {kind: f"anna.{kind}" for kind in KINDS}


def _ask(name: str) -> tuple[float, tuple[int, str]]:
    """Seconds of a refused login from a new browser, and the answer as far as it can be compared."""
    from django.core.cache import cache  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    # nothing was guessed before: otherwise the limit would answer
    cache.clear()
    client = Client()
    begin = time.perf_counter()
    answer = client.post("/konto/anmelden/", {"login": name, "password": "wrong, and long enough"})
    seconds = time.perf_counter() - begin
    return seconds, (answer.status_code, _comparable(answer, name))


def _comparable(answer: Any, name: str) -> str:
    body = answer.content.decode().replace(name, "name")
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": |nonce=|"challenge": )"?[^">]*"', "", body)


if __name__ == "__main__":
    sys.exit(run(measure))
