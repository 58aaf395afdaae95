"""The rules of logging in, switched on: second factor, times of a session, confirmation, devices, limits."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import hashers
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts import login_rules, members, recovery
from roterfaden.accounts.choices import Role
from roterfaden.accounts.login_models import LoginSession
from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.operations import tidying
from roterfaden.web.account.middleware import KEY
from tests.fixtures import AT, World

LOGIN = "/konto/anmelden/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _switched_on(settings: Any) -> None:
    settings.LOGIN_RULES = True
    cache.clear()


def code_now() -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(SECRET, counter)))


def log_in(user: User, *, client: Client | None = None, code: str = "", **extra: Any) -> Client:
    client = client or Client()
    client.post(LOGIN, {"login": user.username, "password": "geheim"}, **extra)
    if code:
        client.post(reverse("mfa_authenticate"), {"code": code})
    return client


def shift(client: Client, **by: float) -> None:
    """Let time pass for a session: what it remembers moves into the past."""
    session = client.session
    gone = timedelta(**by).total_seconds()
    session[KEY] = session[KEY] | {name: session[KEY][name] - gone for name in ("began", "seen")}
    for record in session["account_authentication_methods"]:
        record["at"] -= gone
    session.save()


@pytest.mark.requirement("R-10")
@pytest.mark.requirement("R-13")
def test_without_second_factor_nothing_opens_and_every_code_opens_once(world: World, case: Case) -> None:
    client = log_in(world.anna)
    for address in ("/", f"/faelle/{case.code}/", "/suche/?q=Leyla"):
        assert client.get(address)["Location"] == reverse("mfa_index"), address
    assert "verlangt einen zweiten Faktor" in client.get(reverse("mfa_index")).content.decode()
    totp.TOTP.activate(world.anna, SECRET)
    assert client.get("/").status_code == 200
    stored = Authenticator.objects.get(user=world.anna, type="totp").data["secret"]
    assert SECRET not in stored
    assert stored.startswith("rf1:")

    codes = recovery.make_codes(user=world.anna, by=world.anna, at=AT)
    for code in (code_now(), codes[0]):
        assert log_in(world.anna, code=code).get("/").status_code == 200
        assert log_in(world.anna, code=code).get("/").status_code == 302, "a code opens once"
    refused = client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=world.anna, type="totp").exists(), refused.status_code


@pytest.mark.requirement(
    "R-11", figure="a password that somebody else told opens nothing but its replacement"
)
def test_a_start_password_opens_nothing_but_the_page_where_it_is_replaced(world: World, case: Case) -> None:
    password = members.give_start_password(user=world.anna, by=world.bela, at=timezone.now())
    client = Client()
    client.post(LOGIN, {"login": world.anna.username, "password": password})
    change = reverse("account_change_password")
    for address in ("/", f"/faelle/{case.code}/", reverse("mfa_index"), reverse("sessions:index")):
        assert client.get(address)["Location"] == change, address
    page = client.get(change)
    assert "kennt noch jemand außer Ihnen" in page.content.decode()
    assert client.post(reverse("appearance"), {"theme": "dark"})["Location"] != change

    typed = {"oldpassword": password, "password1": password, "password2": password}
    assert client.post(change, typed).status_code == 200, "the same once more is no own one"
    assert User.objects.get(pk=world.anna.pk).start_password_at
    own = "Stiller-Bach-am-Morgen-4711"
    assert client.post(change, typed | {"password1": own, "password2": own}).status_code == 302
    assert User.objects.get(pk=world.anna.pk).start_password_at is None
    assert client.get("/")["Location"] == reverse("mfa_index"), "then the second factor, as for everybody"


def test_a_start_password_runs_out_and_says_so_to_who_knows_it(world: World, settings: Any) -> None:
    now = timezone.now()
    settings.START_PASSWORD_DAYS = 7
    password = members.give_start_password(
        user=world.anna, by=world.bela, at=now - timedelta(days=7, minutes=1)
    )
    typed = {"login": world.anna.username, "password": password}
    words = "Dieses Startpasswort galt bis"
    client = Client()
    assert words in client.post(LOGIN, typed).content.decode()
    assert "_auth_user_id" not in client.session
    assert words not in client.post(LOGIN, typed | {"password": "falsch"}).content.decode()
    settings.START_PASSWORD_DAYS = 0
    assert Client().post(LOGIN, typed).status_code == 302
    settings.START_PASSWORD_DAYS = 8
    assert Client().post(LOGIN, typed).status_code == 302
    settings.START_PASSWORD_DAYS = 7
    User.objects.filter(pk=world.anna.pk).update(start_password_at=None)
    assert Client().post(LOGIN, typed).status_code == 302, "an own password does not run out"

    told = StringIO()
    call_command("start_password", world.anna.username, stdout=told)
    new = told.getvalue().split(" mit ")[1].split(";")[0]
    assert Client().post(LOGIN, typed).status_code == 200
    assert Client().post(LOGIN, typed | {"password": new}).status_code == 302
    entry = Entry.objects.filter(action="accounts.password_given").latest("pk")
    assert entry.actor_id is None
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("start_password", "niemand")


@pytest.mark.requirement("R-15")
def test_a_session_ends_by_itself_and_by_its_owner(world: World) -> None:
    totp.TOTP.activate(world.anna, SECRET)
    codes = recovery.make_codes(user=world.anna, by=world.anna, at=AT)
    rules = login_rules.rules_of(world.service)
    login_rules.change_rules(
        organisation=world.service,
        second_factor=True,
        idle_minutes=15,
        longest_hours=10,
        revision=rules.revision,
        by=world.lena,
        at=AT,
    )
    client = log_in(world.anna, code=code_now(), HTTP_USER_AGENT="Mozilla/5.0 (Windows NT) Firefox/130")
    assert client.get("/").status_code == 200
    shift(client, minutes=14)
    assert client.get("/").status_code == 200
    shift(client, minutes=16)
    over = client.get("/")
    assert over["Location"].startswith(LOGIN)
    assert over["Clear-Site-Data"]
    assert "abgelaufen" in client.get(over["Location"]).content.decode()

    first, second, third = (log_in(world.anna, code=code) for code in codes[:3])
    first.get("/")
    session = first.session
    session[KEY] = session[KEY] | {"began": timezone.now().timestamp() - 10 * 3600 - 1}
    session.save()
    assert first.get("/").status_code == 302, "too old, though in use"

    page = second.get(reverse("sessions:index")).content.decode()
    assert "Andere Geräte" in page
    strange = LoginSession.objects.get(session_key=third.session.session_key)
    assert Client().post(reverse("sessions:end", args=[strange.uuid])).status_code == 302
    assert third.get("/").status_code == 200, "nobody else ends it"
    assert second.post(reverse("sessions:end", args=[strange.uuid])).status_code == 302
    assert third.get("/").status_code == 302, "at once"
    assert second.get("/").status_code == 200
    tidying.forget_sessions(at=timezone.now() + timedelta(hours=13))
    assert not LoginSession.objects.exists()
    assert second.get("/").status_code == 302, "forgotten by night"
    told = set(Entry.objects.values_list("action", flat=True))
    assert {"accounts.logged_in", "accounts.session_over", "accounts.session_ended"} <= told


@pytest.mark.requirement("R-16")
def test_what_is_sensitive_asks_again(world: World, case: Case) -> None:
    members.add_member(
        user=world.anna,
        organisation=world.office,
        role=Role.ADMINISTRATOR,
        valid_from=AT.date(),
        by=None,
        at=AT,
    )
    totp.TOTP.activate(world.anna, SECRET)
    client = log_in(world.anna, code=code_now())
    export = reverse("dossier:read", args=[case.code])
    rules = reverse("administration:login_rules", args=[world.service.code])
    assert client.get(rules).status_code == 200
    shift(client, minutes=16)
    for address in (export, rules):
        assert client.get(address)["Location"].startswith(reverse("account_reauthenticate"))
    lock = reverse("administration:lock_user", args=[world.bela.uuid])
    assert client.post(lock)["Location"].startswith(reverse("account_reauthenticate"))
    world.bela.refresh_from_db()
    assert world.bela.is_active
    client.post(reverse("account_reauthenticate"), {"password": "geheim"})
    assert client.get(export).status_code != 302
    typed = {"second_factor": "on", "idle_minutes": "4", "longest_hours": "8", "revision": "1"}
    assert client.post(rules, typed).status_code == 422
    assert client.post(rules, typed | {"idle_minutes": "15"}).status_code == 302
    assert client.post(rules, typed | {"idle_minutes": "20"}).status_code == 409
    assert login_rules.rules_for(world.bela, on=AT.date()).idle_minutes == 15


@pytest.mark.requirement(
    "R-12", figure="5 of 40 guesses reach the check; the owner's device is never locked out"
)
def test_guessing_stops_and_the_owner_is_not_locked_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    totp.TOTP.activate(world.anna, SECRET)
    owner = log_in(world.anna, code=code_now())
    owner.post(reverse("account_logout"))
    assert "rf_device" in owner.cookies
    checked: list[int] = []
    original = hashers.check_password

    def counted(*args: Any, **named: Any) -> bool:
        checked.append(1)
        return original(*args, **named)

    monkeypatch.setattr("django.contrib.auth.base_user.check_password", counted)
    for number in range(40):
        stranger = Client(REMOTE_ADDR=f"10.0.0.{number}")
        stranger.post(LOGIN, {"login": "anna", "password": f"geraten {number}"})
    assert len(checked) == 5
    assert (
        "zu viele Versuche"
        in log_in(world.anna).post(LOGIN, {"login": "anna", "password": "x"}).content.decode()
    )
    owner.post(LOGIN, {"login": "anna", "password": "geheim"})
    assert owner.get(reverse("mfa_authenticate")).status_code == 200, "the owner comes in"
    assert Entry.objects.filter(action="accounts.login_failed").count() >= 5


@pytest.mark.requirement("R-14", figure="0 text differences; one hashing each")
def test_nobody_learns_who_has_an_account(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[int] = []
    original = hashers.MD5PasswordHasher.encode

    def counted(*args: Any, **named: Any) -> str:
        hashed.append(1)
        return original(*args, **named)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    told = []
    for name in ("anna", "gibtesnicht"):
        hashed.clear()
        answer = Client().post(LOGIN, {"login": name, "password": "falsch"})
        told.append((answer.status_code, answer.content.decode().count("stimmen nicht"), len(hashed)))
    assert told[0] == told[1]
    assert told[0][2] == 1
