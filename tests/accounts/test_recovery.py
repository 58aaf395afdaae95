"""Recovery codes: kept as hashes, good once, also when two come at once; what was there before stays good."""

from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.contrib.auth.hashers import check_password, identify_hasher
from django.test import Client
from django.urls import reverse

from roterfaden.accounts import recovery
from roterfaden.accounts.login_models import RecoveryCode
from roterfaden.audit.models import Entry
from tests.fixtures import AT, World


def used(world: World, code: str) -> bool:
    return recovery.use_code(user=world.anna, code=code, by=world.anna, at=AT)


@pytest.mark.requirement("R-13", figure="1,000 replays of used, foreign and invented codes, 0 accepted")
def test_a_code_opens_once_and_no_other_opens_at_all(world: World) -> None:
    codes = recovery.make_codes(user=world.anna, by=world.anna, at=AT)
    assert len(set(codes)) == recovery.COUNT
    others = recovery.make_codes(user=world.bela, by=world.bela, at=AT)
    assert not any(used(world, code) for code in others)
    assert [used(world, code) for code in codes] == [True] * 10
    tries = 0
    for round_ in range(50):
        for code in codes:
            assert not used(world, code if round_ % 2 else code.upper().replace("-", " "))
            tries += 1
        invented = codes[0][:2] + codes[round_ % 10][2:-1] + "z"
        for code in [*others[:8], invented, codes[0][: round_ % 14]]:
            assert not used(world, code)
            tries += 1
    assert tries == 1000
    assert recovery.codes_left(world.anna) == 0
    assert recovery.codes_left(world.bela) == 10
    assert Entry.objects.filter(action="accounts.recovery_code_used").count() == 10


def test_nothing_in_the_database_tells_a_code(world: World) -> None:
    codes = recovery.make_codes(user=world.anna, by=world.anna, at=AT)
    rows = list(RecoveryCode.objects.filter(user=world.anna).values())
    text = str(rows)
    for code in codes:
        assert code.replace("-", "")[2:] not in text
    assert len({row["hashed"].split("$")[1] for row in rows}) == 10, "each has a salt of its own"
    assert all(identify_hasher(row["hashed"]) for row in rows)
    assert recovery.make_codes(user=world.anna, by=world.anna, at=AT)
    assert not any(used(world, code) for code in codes), "new codes end the old ones"


def test_of_two_at_once_one_is_right(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = recovery.make_codes(user=world.anna, by=world.anna, at=AT)[0]
    right = check_password

    def and_meanwhile(*args: Any) -> bool:
        monkeypatch.setattr(recovery, "check_password", right)
        assert used(world, code), "the other one is faster"
        return bool(right(*args))

    monkeypatch.setattr(recovery, "check_password", and_meanwhile)
    assert not used(world, code)


def test_codes_of_before_stay_good(world: World) -> None:
    authenticator = RecoveryCodes.activate(world.anna).instance
    old = RecoveryCodes(authenticator).get_unused_codes()
    import_module("roterfaden.accounts.migrations.0005_hashed_recovery_codes").keep_codes(apps, None)
    assert not Authenticator.objects.exists()
    assert recovery.codes_left(world.anna) == len(old)
    assert [used(world, code) for code in old] == [True] * len(old)
    assert not used(world, old[0])


def test_codes_are_made_for_those_with_a_factor(world: World) -> None:
    client = Client()
    client.force_login(world.anna)
    assert client.post(reverse("recovery:make"))["Location"] == reverse("mfa_index")
    assert "Richten Sie zuerst" in client.get(reverse("recovery:index")).content.decode()
    assert recovery.codes_left(world.anna) == 0
