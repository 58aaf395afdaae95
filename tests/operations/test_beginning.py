"""The first place and the first administrator: once, with a password that works, with rights that reach no case."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.organisations import load_organisation_kinds
from roterfaden.accounts.rules import may_administer
from roterfaden.operations.beginning import BeginningRefused, begin
from tests.fixtures import AT, TODAY

SAID = {
    "login": "ida",
    "first": "Ida",
    "last": "Verwey",
    "place": "Brücken gGmbH",
    "kind": "provider",
    "region": "DE-NW",
}


@pytest.fixture(autouse=True)
def _kinds(db: None) -> None:
    load_organisation_kinds()


def test_the_first_administrator_logs_in_and_lets_others_in() -> None:
    password = begin(**SAID, at=AT)
    user = User.objects.get(username="ida")
    assert may_administer(user, on=TODAY)
    assert Client().login(username="ida", password=password)
    assert Organisation.objects.get().region == "DE-NW"


def test_there_is_no_second_first_one() -> None:
    begin(**SAID, at=AT)
    with pytest.raises(BeginningRefused, match="verwaltet diese Installation schon"):
        begin(**{**SAID, "login": "other"}, at=AT)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [("region", "XX", "Land"), ("kind", "castle", "castle"), ("place", " ", "leer"), ("login", "", "leer")],
)
def test_what_cannot_be_leaves_nothing_behind(name: str, value: str, why: str) -> None:
    with pytest.raises(BeginningRefused, match=why):
        begin(**{**SAID, name: value}, at=AT)
    assert User.objects.count() == Organisation.objects.count() == 0


def test_the_command_says_the_password_once_and_then_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    options = {name: value for name, value in SAID.items() if name != "login"}
    call_command("begin", "ida", **options)
    assert "Anmelden als ida mit" in capsys.readouterr().out
    with pytest.raises(CommandError, match="schon"):
        call_command("begin", "ida", **options)
