"""Keys: made once, kept as a hash, over when their day, their owner's work or their owner says so; and their pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Membership
from roterfaden.api.choices import Scope
from roterfaden.api.models import Token
from roterfaden.api.tokens import MOST_TOKENS, TokenRefused, make_token, revoke_token
from roterfaden.audit.models import Entry
from tests.api.makers import Program, key_for, told
from tests.fixtures import World


def test_a_key_opens_until_its_day_its_owners_work_or_somebody_ends_it(world: World) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    secret = key_for(world.anna, world.service, Scope.CASES_READ)
    token = Token.objects.get()
    assert secret not in str(Token.objects.values_list()), "only the hash is kept"
    assert secret not in str(Entry.objects.values_list("payload"))
    program = Program(secret)
    assert told(program.get("me")) == {
        "name": "Fachverfahren",
        "user": "anna",
        "organisation": {"code": "ifd-neuhafen", "name": "IFD Neuhafen"},
        "scopes": ["cases:read"],
        "valid_until": (today + timedelta(days=30)).isoformat(),
    }
    refused = program.get("statistics/reports")
    assert (refused.status_code, told(refused)["type"]) == (403, "urn:roterfaden:scope-missing")
    for wrong in (
        "",
        "rf_falsch",
        "rf_" + "x" * 500,
        secret + "a",
        secret.removeprefix("rf_"),
        "\N{SNOWMAN}",
    ):
        answer = Program(wrong).get("me")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json"), wrong
        assert answer["WWW-Authenticate"].startswith("Bearer")
    logged_in = Client()
    logged_in.force_login(world.anna)
    assert logged_in.get("/api/v1/me").status_code == 401, "a login opens nothing here"

    Token.objects.update(valid_until=today - timedelta(days=1))
    assert program.get("me").status_code == 401
    Token.objects.update(valid_until=today)
    assert program.get("me").status_code == 200, "the last day counts"
    works = Membership.objects.filter(user=world.anna)
    works.update(valid_until=today - timedelta(days=1))
    assert program.get("me").status_code == 401, "who left the service has no program there"
    works.update(valid_until=None)
    world.anna.is_active = False
    world.anna.save()
    assert program.get("me").status_code == 401
    world.anna.is_active = True
    world.anna.save()
    revoke_token(token=token, by=world.anna, at=timezone.now())
    revoke_token(token=token, by=world.anna, at=timezone.now())
    assert program.get("me").status_code == 401
    assert Entry.objects.filter(action="api.token_revoked").count() == 1


def test_what_cannot_be_made(world: World) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    good = {
        "user": world.anna, "organisation": world.service, "name": "X", "scopes": [Scope.CASES_READ],
        "valid_until": today, "by": world.anna, "at": now,
    }  # fmt: skip
    for wrong, sentence in (
        ({"organisation": world.other_service}, "arbeiten Sie nicht"),
        ({"name": "  "}, "wofür"),
        ({"scopes": []}, "wofür"),
        ({"valid_until": today - timedelta(days=1)}, "höchstens ein Jahr"),
        ({"valid_until": today + timedelta(days=400)}, "höchstens ein Jahr"),
    ):
        with pytest.raises(TokenRefused, match=sentence):
            make_token(**(good | wrong))  # type: ignore[arg-type]
    for _nth in range(MOST_TOKENS):
        make_token(**good)  # type: ignore[arg-type]
    with pytest.raises(TokenRefused, match="20 Zugänge"):
        make_token(**good)  # type: ignore[arg-type]


@override_settings(API_CALLS_A_MINUTE=3)
def test_a_program_that_asks_too_often_is_told_to_wait(world: World) -> None:
    program = Program(key_for(world.anna, world.service))
    answers = [program.get("me").status_code for _nth in range(7)]
    # the minute may turn once in between
    assert answers[:3] == [200, 200, 200]
    assert 429 in answers
    Token.objects.update(asked=3, minute=timezone.now().replace(second=0, microsecond=0))
    late = program.get("me")
    if late.status_code == 429:
        assert 0 < int(late["Retry-After"]) <= 60
    Token.objects.update(minute=timezone.now() - timedelta(minutes=2))
    assert program.get("me").status_code == 200


def test_the_pages_make_show_once_and_end(world: World) -> None:
    anna, lena = Client(), Client()
    anna.force_login(world.anna)
    lena.force_login(world.lena)
    form = {"name": "Fachverfahren", "organisation": "ifd-neuhafen", "scopes": ["cases:read"], "days": "90"}
    wrong: dict[str, Any]
    for wrong in ({"scopes": []}, {"organisation": "ifd-altstadt"}, {"days": "9999"}, {"name": ""}):
        refused = anna.post(reverse("tokens:new"), form | wrong)
        assert refused.status_code == 422
    assert "Fachverfahren" in anna.post(reverse("tokens:new"), form | {"days": ""}).text, (
        "what was typed stays"
    )
    made = anna.post(reverse("tokens:new"), form)
    secret = made.context["secret"]
    assert secret in made.text
    assert Program(secret).get("cases").status_code == 200
    listed = anna.get(reverse("tokens:index")).text
    assert "Fachverfahren" in listed
    assert secret not in listed
    assert "Fälle lesen" in listed
    token = Token.objects.get()
    assert "Fachverfahren" in lena.get(reverse("tokens:index")).text, "who leads sees the keys of the service"
    stranger = Client()
    stranger.force_login(world.fritz)
    assert "Fachverfahren" not in stranger.get(reverse("tokens:index")).text
    assert stranger.post(reverse("tokens:revoke", args=[token.uuid])).status_code == 404
    assert lena.post(reverse("tokens:revoke", args=[token.uuid])).status_code == 302
    assert Program(secret).get("me").status_code == 401
    assert "gesperrt am" in anna.get(reverse("tokens:index")).text
    assert "/api/v1/cases/{code}/journal" in anna.get(reverse("tokens:guide")).text
