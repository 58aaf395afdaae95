"""Logging in through an identity provider, against a real one over HTTP: the ceremony, its misuse, logging out."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.login_models import LoginSession
from roterfaden.accounts.models import User
from roterfaden.accounts.signon import published
from roterfaden.accounts.signon_models import Identity
from roterfaden.audit.models import Entry
from roterfaden.operations.safety import faults_of_settings
from tests.accounts.provider import Claims, OpenIDProvider, new_key
from tests.accounts.signing_on import (
    bind,
    come_back,
    is_in,
    lead,
    local,
    openid,
    provider_key,
    sign_on,
    told,
)
from tests.fixtures import AT, World
from tests.web.test_login_rules import SECRET as TOTP_SECRET
from tests.web.test_login_rules import code_now, log_in, shift

__all__ = ["openid", "provider_key"]
OTHER_KEY = new_key()
REFUSED = "rf-alert--danger"


@pytest.mark.requirement("R-10", figure="single sign-on: the whole ceremony, strength from acr or amr")
def test_who_is_bound_comes_in_with_the_strength_that_the_provider_saw(
    world: World, openid: OpenIDProvider
) -> None:
    bind(world.anna, openid)
    client = Client()
    page = client.get(reverse("account_login"))
    assert "Über Anmeldung des Amts anmelden" in page.content.decode()
    asked = lead(client, next="/suche/")
    assert asked["scope"] == "openid profile"
    assert asked["acr_values"] == "gold"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    answer = come_back(client, openid, asked)
    assert answer["Location"] == "/suche/"
    assert client.get("/").status_code == 200, "the provider saw two factors: none of ours is asked for"
    session = LoginSession.objects.get(user=world.anna)
    assert session.identity is not None
    assert "session-1" not in session.provider_session
    entry = Entry.objects.filter(action="accounts.logged_in").latest("seq")
    assert '"provider":"amt"' in str(entry.payload).replace(" ", "")
    assert openid.subject not in str(list(Entry.objects.values_list("payload", flat=True)))


@pytest.mark.requirement("R-10", figure="single sign-on: weak logins asked for our own factor, 4 of 4")
@pytest.mark.parametrize("said", [{"acr": "silver"}, {"amr": "otp"}, {"amr": []}, {"acr": ["gold"]}])
def test_a_weak_login_still_needs_our_second_factor(
    world: World, openid: OpenIDProvider, said: Claims
) -> None:
    bind(world.anna, openid)
    openid.lie = lambda claims: {**claims, "amr": ["pwd"], **said}
    without = sign_on(openid)
    assert without.get("/")["Location"] == reverse("mfa_index"), "nothing opens before a factor is set up"
    totp.TOTP.activate(world.anna, TOTP_SECRET)
    client = Client()
    answer = come_back(client, openid, lead(client))
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.get("/").status_code == 200


def test_strength_belongs_to_one_login_only(world: World, openid: OpenIDProvider) -> None:
    bind(world.anna, openid)
    totp.TOTP.activate(world.anna, TOTP_SECRET)
    client = sign_on(openid)
    client.post(reverse("account_logout"))
    assert log_in(world.anna, client=client).get("/").status_code == 302, "the password alone opens nothing"
    assert not is_in(client)


def forged(key: Any, algorithm: str = "RS256", **headers: Any) -> Callable[[Claims], str]:
    return lambda claims: jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "first", **headers})


def changed(**claims: Any) -> Callable[[Claims], Claims]:
    return lambda said: {name: value for name, value in {**said, **claims}.items() if value is not None}


NOW = int(timezone.now().timestamp())
LIES: dict[str, dict[str, Any]] = {
    "signed by another key": {"forge": forged(OTHER_KEY)},
    "not signed": {"forge": forged(None, "none")},
    "signed by the secret that both know": {
        "forge": forged("client-secret-of-the-test-long-enough", "HS256")
    },
    "names an unknown key": {"forge": forged(OTHER_KEY, kid="second")},
    "names no key": {"forge": lambda claims: jwt.encode(claims, OTHER_KEY, algorithm="RS256")},
    "no token at all": {"forge": lambda _claims: "a.b.c"},
    "another issuer": {"lie": changed(iss="https://sso.example.org")},
    "meant for another client": {"lie": changed(aud="other")},
    "meant for several, asked for by another": {"lie": changed(aud=["roter-faden", "other"], azp="other")},
    "asked for by another": {"lie": changed(azp="other")},
    "expired": {"lie": changed(exp=NOW - 3600)},
    "made long ago": {"lie": changed(iat=NOW - 3600)},
    "made tomorrow": {"lie": changed(iat=NOW + 86400)},
    "not valid yet": {"lie": changed(nbf=NOW + 86400)},
    "without an end": {"lie": changed(exp=None)},
    "an end that is no time": {"lie": changed(exp="morgen")},
    "without nonce": {"lie": changed(nonce=None)},
    "nonce of another way": {"lie": changed(nonce="x" * 43)},
    "without subject": {"lie": changed(sub=None)},
    "a subject that is a list": {"lie": changed(sub=["7c1d-subject-of-anna"])},
    "a logout token": {"lie": changed(events={})},
    "somebody who is not bound": {"lie": changed(sub="7c1d-subject-of-nobody")},
    "Anna's name and mail, another subject": {
        "lie": changed(sub="x", email="anna@example.org", email_verified=True, preferred_username="anna")
    },
}


@pytest.mark.requirement("R-10", figure="23 forged or foreign ID tokens over the whole ceremony, 0 let in")
def test_what_is_not_exactly_right_lets_nobody_in(
    world: World, openid: OpenIDProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind(world.anna, openid)
    assert len(LIES) == 23
    accounts = User.objects.count()
    for what, bent in LIES.items():
        client = Client(REMOTE_ADDR=f"10.1.0.{len(what)}")
        with monkeypatch.context() as patch:
            for name, value in bent.items():
                patch.setattr(openid, name, value, raising=False)
            answer = come_back(client, openid, lead(client))
        assert answer["Location"] == reverse("account_login"), what
        assert not is_in(client), what
        assert REFUSED in told(answer, client), what
    assert User.objects.count() == accounts, "nobody makes an account for themselves"
    assert sign_on(openid).get("/").status_code == 200, "the honest provider is believed as before"


def test_a_way_is_good_once_and_in_its_own_browser(
    world: World, openid: OpenIDProvider, caplog: pytest.LogCaptureFixture
) -> None:
    bind(world.anna, openid)
    caplog.set_level(logging.INFO, "roterfaden.web.account.signon")
    client, stranger = Client(), Client()
    address = local(openid.let_in(lead(client)))
    assert "hat hier nicht begonnen" in told(stranger.get(address), stranger), (
        "login of somebody else's browser"
    )
    assert client.get(address)["Location"] == "/"
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert "hat hier nicht begonnen" in told(client.get(address), client), "the same answer once more"
    assert not is_in(client)

    used = openid.let_in(lead(client))
    openid.codes.clear()
    assert "war nicht gültig" in told(client.get(local(used)), client), "a code that was used elsewhere"
    for bent in ("state=falsch", f"iss={'https://other.example.org'}", "iss="):
        name = bent.partition("=")[0]
        parts = [
            p for p in local(openid.let_in(lead(client))).split("?")[1].split("&") if not p.startswith(name)
        ]
        answer = client.get(f"{reverse('signon:back', args=['amt'])}?{'&'.join([*parts, bent])}")
        assert not is_in(client), bent
        assert REFUSED in told(answer, client), bent
    asked = lead(client)
    gone = client.get(
        f"{reverse('signon:back', args=['amt'])}?error=access_denied&state={asked['state']}&iss={openid.issuer}"
    )
    assert "abgebrochen oder abgelehnt" in told(gone, client)
    assert openid.subject not in caplog.text


def test_a_way_that_took_too_long_is_over(world: World, openid: OpenIDProvider) -> None:
    bind(world.anna, openid)
    client = Client()
    asked = lead(client)
    session = client.session
    session["rf_sign_on_ways"][asked["state"]]["began"] -= timedelta(minutes=11).total_seconds()
    session.save()
    assert "zu lange gedauert" in told(come_back(client, openid, asked), client)


def test_the_verifier_stays_here_and_no_token_is_kept(world: World, openid: OpenIDProvider) -> None:
    bind(world.anna, openid)
    client = Client()
    asked = lead(client)
    kept = client.session["rf_sign_on_ways"][asked["state"]]
    assert kept["verifier"] not in str(asked)
    come_back(client, openid, asked)
    everything = str(dict(client.session))
    assert openid.subject not in everything
    assert "eyJ" not in everything, "tokens are thrown away"
    for _ in range(7):
        asked = lead(client)
    assert len(client.session["rf_sign_on_ways"]) == 5


def test_locked_or_gone_people_stay_out(world: World, openid: OpenIDProvider) -> None:
    bind(world.anna, openid)
    members.lock_user(user=world.anna, by=administrator(world), at=AT)
    client = Client()
    assert come_back(client, openid, lead(client))["Location"] == reverse("account_inactive")
    members.unlock_user(user=world.anna, by=world.lena, at=AT)
    assert is_in(sign_on(openid))
    for row in world.anna.memberships.all():
        members.end_membership(
            membership=row, last_day=timezone.localdate() - timedelta(days=1), by=None, at=AT
        )
    client = Client()
    assert "mit niemandem verbunden" in told(come_back(client, openid, lead(client)), client)


def administrator(world: World) -> User:
    members.add_member(
        user=world.lena, organisation=world.office, role=Role.ADMINISTRATOR,
        valid_from=AT.date(), by=None, at=AT,
    )  # fmt: skip
    return world.lena


@pytest.mark.requirement(
    "R-40", figure="identity provider away: plain sentence, own login goes on, nobody let in"
)
def test_a_provider_that_is_away_lets_nobody_in_and_stops_nobody(
    world: World, openid: OpenIDProvider
) -> None:
    bind(world.anna, openid)
    client = Client()
    asked = lead(client)
    openid.away = True
    answer = come_back(client, openid, asked)
    assert not is_in(client)
    assert "gerade nicht zu erreichen" in told(answer, client)
    published.forget()
    answer = client.post(reverse("signon:begin", args=["amt"]))
    assert "gerade nicht zu erreichen" in told(answer, client)
    before = len(openid.asked)
    client.post(reverse("signon:begin", args=["amt"]))
    assert len(openid.asked) == before, "who did not answer is not asked again at once"
    totp.TOTP.activate(world.anna, TOTP_SECRET)
    assert log_in(world.anna, client=client, code=code_now()).get("/").status_code == 200
    openid.away = False
    told_off = Client().post(reverse("signon:told", args=["amt"]), {"logout_token": "x.y.z"})
    assert told_off.status_code == 400


def test_new_keys_are_looked_for_and_old_ones_are_not_believed(world: World, openid: OpenIDProvider) -> None:
    bind(world.anna, openid)
    assert is_in(sign_on(openid))
    old, openid.key, openid.key_id = openid.key, OTHER_KEY, "second"
    client = Client()
    assert not is_in(sign_on(openid, client)), "not asked again within half a minute"
    published._kept[openid.issuer] = published.Published(
        **{**vars(published._kept[openid.issuer]), "at": timezone.now() - timedelta(seconds=31)}
    )
    assert is_in(sign_on(openid, client))
    openid.key, openid.key_id = old, "first"
    assert not is_in(sign_on(openid))


def test_connecting_is_done_once_by_oneself_and_asks_anew(world: World, openid: OpenIDProvider) -> None:
    totp.TOTP.activate(world.anna, TOTP_SECRET)
    client = log_in(world.anna, code=code_now())
    assert "Nicht verbunden" in client.get(reverse("signon:index")).content.decode()
    asked = lead(client, "signon:connect")
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    openid.authenticated_at = timezone.now().timestamp() - 3600
    assert "nicht neu gefragt" in told(come_back(client, openid, asked), client)
    openid.authenticated_at = 0
    openid.name = "bela"
    refused = come_back(client, openid, lead(client, "signon:connect"))
    assert "jemand anderes angemeldet" in told(refused, client)
    assert not Identity.objects.exists()
    openid.name = "Anna"
    assert "Verbunden." in told(come_back(client, openid, lead(client, "signon:connect")), client)
    assert Identity.objects.get(user=world.anna).bound_by == world.anna
    other = log_in(world.bela)
    openid.name = "bela"
    other.session.save()
    totp.TOTP.activate(world.bela, TOTP_SECRET)
    other = log_in(world.bela, code=code_now())
    refused = come_back(other, openid, lead(other, "signon:connect"))
    assert "gehört hier schon zu jemand anderem" in told(refused, other)

    through = sign_on(openid)
    assert through.get("/").status_code == 200
    shift(client, minutes=16)
    stale = client.post(reverse("signon:disconnect", args=["amt"]))
    assert stale["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": "geheim"})
    assert client.post(reverse("signon:disconnect", args=["amt"])).status_code == 302
    assert through.get("/").status_code == 302, "sessions that began with it end"
    assert not Identity.objects.exists()


@pytest.mark.requirement("R-16", figure="single sign-on: a login hours ago at the provider confirms nothing")
def test_confirming_goes_through_the_provider_and_only_if_it_asked_anew(
    world: World, openid: OpenIDProvider
) -> None:
    bind(world.anna, openid)
    world.anna.set_unusable_password()
    world.anna.save()
    openid.authenticated_at = timezone.now().timestamp() - 7200
    client = sign_on(openid)
    asking = client.post(reverse("recovery:make"))
    assert asking["Location"].startswith(reverse("account_reauthenticate")), (
        "let in by a login of this morning"
    )
    page = client.get(asking["Location"], follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("signon:confirm", args=["amt"]))
    asked = lead(client, "signon:confirm", next="/konto/sicherheit/")
    assert "nicht neu gefragt" in told(come_back(client, openid, asked), client)
    assert client.post(reverse("recovery:make"))["Location"].startswith(reverse("account_reauthenticate"))
    openid.authenticated_at = 0
    answer = come_back(client, openid, lead(client, "signon:confirm", next="/konto/sicherheit/"))
    assert answer["Location"] == "/konto/sicherheit/"
    assert client.post(reverse("recovery:make"))["Location"] == reverse("mfa_index")
    openid.subject = "7c1d-subject-of-bela"
    openid.name = "bela"
    bind(world.bela, openid)
    asked = lead(client, "signon:confirm")
    assert "jemand anderes" in told(come_back(client, openid, asked), client)


def test_an_administrator_binds_who_has_no_factor_of_their_own_yet(
    world: World, openid: OpenIDProvider
) -> None:
    admin = administrator(world)
    totp.TOTP.activate(admin, TOTP_SECRET)
    client = log_in(admin, code=code_now())
    page = reverse("administration:bind_identity", args=[world.anna.uuid])
    assert client.get(page).status_code == 200
    typed = {"provider": "amt", "subject": openid.subject}
    for bad in ({**typed, "provider": "other"}, {**typed, "subject": ""}, {**typed, "subject": "x" * 256}):
        assert client.post(page, bad).status_code == 422
    elsewhere = reverse("administration:bind_identity", args=[world.fritz.uuid])
    assert "für eine andere Stelle" in client.post(elsewhere, typed).content.decode()
    totp.TOTP.activate(world.bela, TOTP_SECRET)
    theirs = reverse("administration:bind_identity", args=[world.bela.uuid])
    assert "schon einen zweiten Faktor" in client.post(theirs, typed).content.decode()
    assert client.post(page, typed).status_code == 302
    shown = client.get(reverse("administration:user", args=[world.anna.uuid])).content.decode()
    assert "Verbunden seit" in shown
    assert openid.subject not in shown
    session = sign_on(openid)
    assert is_in(session)
    gone = reverse("administration:unbind_identity", args=[world.anna.uuid, "amt"])
    assert client.post(gone).status_code == 302
    assert session.get("/").status_code == 302
    actions = list(Entry.objects.filter(action__contains="identity").values_list("action", flat=True))
    assert actions == ["accounts.identity_bound", "accounts.identity_unbound"]


def test_without_providers_there_is_no_way_and_no_button(world: World, settings: Any) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert "/konto/anmeldedienste/" not in page
    for name in ("signon:begin", "signon:told"):
        assert Client().post(reverse(name, args=["amt"])).status_code == 404
    assert Client().get(reverse("signon:back", args=["amt"])).status_code == 404
    settings.SIGN_ON_FILE = "/nowhere/providers.yaml"
    assert Client().get(reverse("account_login")).status_code == 200, "a broken list stops no own login"
    assert any("/nowhere/providers.yaml" in fault for fault in faults_of_settings(settings))
