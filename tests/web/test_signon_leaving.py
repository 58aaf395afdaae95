"""Logging out with an identity provider: it tells us, over its own line; and we lead on to it."""

from datetime import timedelta

import jwt
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.signon import published
from roterfaden.accounts.signon_models import SpentToken
from roterfaden.operations import tidying
from tests.accounts.provider import OpenIDProvider, new_key
from tests.accounts.signing_on import bind, is_in, openid, provider_key, sign_on
from tests.fixtures import World

__all__ = ["openid", "provider_key"]
OTHER_KEY = new_key()


@pytest.mark.requirement("R-15", figure="back-channel logout: at once; 9 forged tokens end nothing")
def test_the_provider_ends_sessions_at_once_and_only_by_a_good_token(
    world: World, openid: OpenIDProvider, caplog: pytest.LogCaptureFixture
) -> None:
    bind(world.anna, openid)
    address = reverse("signon:told", args=["amt"])
    client = sign_on(openid)
    own = Client()
    own.force_login(world.anna)
    good = openid.logout_claims()
    bad = {
        "another key": jwt.encode(good, OTHER_KEY, algorithm="RS256", headers={"kid": "first"}),
        "not signed": jwt.encode(good, "", algorithm="none", headers={"kid": "first"}),
        "an ID token": openid.sign(openid.claims("n")),
        **{
            what: openid.sign({**good, **claims})
            for what, claims in {
                "nonce": {"nonce": "n"},
                "another client": {"aud": "other"},
                "another issuer": {"iss": "https://other.example.org"},
                "old": {"iat": good["iat"] - 3600},
                "no event": {"events": {"https://example.org/other": {}}},
                "no number": {"jti": ""},
            }.items()
        },
    }
    assert len(bad) == 9
    for what, token in bad.items():
        answer = client.post(address, {"logout_token": token})
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"}), what
        assert "no-store" in answer["Cache-Control"], what
    assert client.get("/").status_code == 200
    stranger = {**openid.logout_claims(), "sub": "somebody-else", "sid": ""}
    assert Client().post(address, {"logout_token": openid.sign(stranger)}).status_code == 200
    assert client.get("/").status_code == 200
    token = openid.sign(good, typ="logout+jwt")
    assert Client(enforce_csrf_checks=True).post(address, {"logout_token": token}).status_code == 200
    assert client.get("/").status_code == 302, "at once"
    assert is_in(own), "what did not begin through the provider goes on"
    again = sign_on(openid)
    assert Client().post(address, {"logout_token": token}).status_code == 400, "a token counts once"
    assert again.get("/").status_code == 200
    assert Client().get(address).status_code == 405
    assert openid.subject not in caplog.text
    tidying.forget_sessions(at=timezone.now() + timedelta(minutes=9))
    assert not SpentToken.objects.exists()


def test_a_token_with_a_session_ends_that_one_and_one_without_ends_all(
    world: World, openid: OpenIDProvider
) -> None:
    bind(world.anna, openid)
    first = sign_on(openid)
    openid.session = "session-2"
    second, third = sign_on(openid), sign_on(openid)
    address = reverse("signon:told", args=["amt"])
    named = {**openid.logout_claims(), "sid": "session-1"}
    Client().post(address, {"logout_token": openid.sign(named)})
    assert first.get("/").status_code == 302
    assert second.get("/").status_code == 200
    everywhere = {name: value for name, value in openid.logout_claims().items() if name != "sid"}
    Client().post(address, {"logout_token": openid.sign(everywhere)})
    assert [one.get("/").status_code for one in (second, third)] == [302, 302]


def test_leaving_leads_on_to_the_provider_without_naming_anybody(
    world: World, openid: OpenIDProvider
) -> None:
    bind(world.anna, openid)
    client = sign_on(openid)
    left = client.post(reverse("account_logout"))
    assert left["Location"] == reverse("signon:left", args=["amt"])
    page = client.get(left["Location"])
    address = page.context["address"]
    assert address.startswith(f"{openid.issuer}/logout?client_id=roter-faden&post_logout_redirect_uri=")
    assert "id_token" not in address
    assert "Auch bei Anmeldung des Amts abmelden" in page.content.decode()
    openid.away = True
    published.forget()
    assert "schließen Sie den Browser" in client.get(left["Location"]).content.decode()
    assert not is_in(client)
