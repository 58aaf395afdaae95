"""The twelve rules for passwords of OWASP ASVS 5.0, 6.2, each shown at the real forms."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as live
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.breached import DIGEST, is_breached
from roterfaden.accounts.models import User
from tests.fixtures import World

GOOD = "Kaffee um zehn, Regen ab elf"
CHANGE = "/konto/passwort/"


def refused(password: str, user: User | None = None) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


def change(world: World, *, old: str = "geheim", new: str = GOOD) -> bool:
    """Through the page; whether it was changed."""
    client = Client()
    client.force_login(world.anna)
    client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})
    world.anna.refresh_from_db()
    return world.anna.check_password(new)


def field(name: str, page: str) -> str:
    """The tag of one input of a page."""
    return next(part for part in page.split("<input") if f'name="{name}"' in part).split(">")[0]


def at_least_twelve_signs(world: World) -> None:
    assert refused("kurz und gu")
    assert not refused("kurz und gut")


def people_can_change_it(world: World) -> None:
    assert change(world)


def the_present_one_is_asked_for(world: World) -> None:
    assert not change(world, old="falsch")
    assert not change(world, old="")
    assert change(world)


def the_common_ones_are_refused(world: World) -> None:
    common = ("1qaz2wsx3edc", "qwertyqwerty", "123456789987654321", "motherfucker", "1Q2W3E4R5T6Y")
    assert all(refused(one) for one in common)
    assert not change(world, new="qwertyqwerty")


def no_kinds_of_signs_are_asked_for(world: World) -> None:
    for one in (
        "nur kleine buchstaben",
        "NURGROSSEBUCHSTABEN",
        "583920174628",
        "🐟🐠🐡🦈🐙🐚🦀🦞🦐🦑🐳🐬",
        "ĳßœøþ ñ 漢字かな",
    ):
        assert not refused(one), one


def it_is_masked_and_can_be_looked_at(world: World) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert 'type="password"' in field("password", page)
    script = (Path(live.PACKAGE_DIR) / "web" / "static" / "rf" / "rf.js").read_text("utf-8")
    assert "Passwort anzeigen" in page
    assert "data-rf-look" in script


def managers_and_paste_work(world: World) -> None:
    client = Client()
    page = client.get(reverse("account_login")).content.decode()
    assert 'autocomplete="current-password"' in field("password", page)
    assert 'autocomplete="username"' in field("login", page)
    client.force_login(world.anna)
    page = client.get(CHANGE).content.decode()
    for name, meant in (("oldpassword", "current"), ("password1", "new"), ("password2", "new")):
        assert f'autocomplete="{meant}-password"' in field(name, page)
        assert "onpaste" not in field(name, page)
        assert "maxlength" not in field(name, page)


def it_is_taken_as_typed(world: World) -> None:
    for one in ("  Leerraum vorn und hinten  ", "ß ist nicht ss, Ä nicht ä"):
        cache.clear()
        world.anna.set_password("geheim")
        world.anna.save()
        assert change(world, new=one)
        login, client = reverse("account_login"), Client()
        for bent in {one.strip(), one.swapcase(), one + " "} - {one}:
            client.post(login, {"login": "anna", "password": bent})
            assert "_auth_user_id" not in client.session, bent
        client.post(login, {"login": "anna", "password": one})
        assert "_auth_user_id" in client.session


def long_ones_count_to_the_last_sign(world: World) -> None:
    long = "".join(f"Wort{number} " for number in range(50))[:256]
    assert len(long) == 256
    assert change(world, new=long)
    assert not world.anna.check_password(long[:-1])
    assert not world.anna.check_password(long[:-1] + "x")
    assert refused(long + "x")


def it_stays_good(world: World) -> None:
    world.anna.date_joined = timezone.now() - timedelta(days=4000)
    world.anna.save()
    client = Client()
    client.post(reverse("account_login"), {"login": "anna", "password": "geheim"})
    assert "_auth_user_id" in client.session
    assert client.get("/").status_code == 200, "no page asks for a new one"


def names_and_words_of_here_are_refused(world: World) -> None:
    words = (
        "RoterFaden2026!",
        "R0ter-F4den-26",
        "Neuhafen-IFD-1",
        "Anna.Muster.99",
        "Passwort-Anna1",
        "Integrationsfachdienst",
    )
    for one in words:
        assert refused(one, world.anna), one
    assert not refused("ein roter Faden durch die Woche", world.anna), "a long sentence may hold one"
    assert not refused("Rathaus-Altstadt-17xq-Kaffee", world.anna), "a word of another service"


def breached_ones_are_looked_up_offline(world: World) -> None:
    path = Path(live.BREACHED_PASSWORDS)
    content = path.read_bytes()
    rows = [content[at : at + DIGEST] for at in range(0, len(content), DIGEST)]
    assert len(rows) > 40_000
    assert rows == sorted(set(rows))
    assert len(content) < 300 * 1024
    assert is_breached("QWERTYqwerty", path=path)


RULES: dict[str, Callable[[World], None]] = {
    "6.2.1": at_least_twelve_signs,
    "6.2.2": people_can_change_it,
    "6.2.3": the_present_one_is_asked_for,
    "6.2.4": the_common_ones_are_refused,
    "6.2.5": no_kinds_of_signs_are_asked_for,
    "6.2.6": it_is_masked_and_can_be_looked_at,
    "6.2.7": managers_and_paste_work,
    "6.2.8": it_is_taken_as_typed,
    "6.2.9": long_ones_count_to_the_last_sign,
    "6.2.10": it_stays_good,
    "6.2.11": names_and_words_of_here_are_refused,
    "6.2.12": breached_ones_are_looked_up_offline,
}


@pytest.mark.requirement("R-11", figure="12 of 12 rules of ASVS 5.0, 6.2")
@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: str, world: World) -> None:
    RULES[rule](world)


def test_there_are_twelve() -> None:
    assert [f"6.2.{number}" for number in range(1, 13)] == list(RULES)
