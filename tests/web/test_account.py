"""Login, its security, and how the pages look for the one who is logged in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from roterfaden.accounts.choices import TextSize, Theme
from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.operations.demo.cast import DEMO_PASSWORD

pytestmark = pytest.mark.django_db
PASSWORD = "ein langer Satz"


@pytest.fixture
def katrin() -> User:
    user = User(username="katrin", first_name="Katrin", last_name="Holm")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def inside(client: Client, katrin: User) -> Client:
    client.force_login(katrin)
    return client


@pytest.fixture
def confirmed(inside: Client) -> Client:
    inside.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return inside


def test_login_page_is_ours_and_german(client: Client) -> None:
    text = client.get(reverse("account_login")).content.decode()
    assert "Anmeldename" in text
    assert "Mit Sicherheitsschlüssel anmelden" in text
    assert "placeholder" not in text
    assert "Sign" not in text


def test_wrong_password_is_told_in_our_words_and_the_name_is_kept(client: Client, katrin: User) -> None:
    answer = client.post(reverse("account_login"), {"login": "katrin", "password": "falsch"})
    text = answer.content.decode()
    assert "Anmeldename oder Passwort stimmen nicht." in text
    assert 'value="katrin"' in text
    assert "falsch" not in text
    assert 'role="alert"' in text


def test_right_password_leads_in_for_this_session_only(client: Client, katrin: User) -> None:
    answer = client.post(reverse("account_login"), {"login": "katrin", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(katrin.pk)
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "account_set_password"]
)
def test_what_is_not_offered_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_demo_logins_are_shown_in_demo_mode_only(client: Client) -> None:
    with override_settings(DEMO_MODE=True):
        assert DEMO_PASSWORD in client.get(reverse("account_login")).content.decode()
    with override_settings(DEMO_MODE=False):
        assert DEMO_PASSWORD not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("mfa_index", "Sicherheit der Anmeldung"),
        ("account_change_password", "Passwort ändern"),
        ("account_logout", "Abmelden"),
    ],
)
def test_security_pages_speak_our_german(inside: Client, name: str, headline: str) -> None:
    text = inside.get(reverse(name)).content.decode()
    assert f"<h1>{headline}</h1>" in text


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_new_factor_first_asks_who_sits_here(inside: Client, name: str) -> None:
    answer = inside.get(reverse(name), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    assert "Bitte bestätigen" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [("mfa_activate_totp", "App einrichten"), ("mfa_add_webauthn", "Schlüssel einrichten")],
)
def test_new_factor_after_confirming(confirmed: Client, name: str, words: str) -> None:
    text = confirmed.get(reverse(name)).content.decode()
    assert f"<h1>{words}</h1>" in text
    assert "Authenticator" not in text.replace("authenticatorSelection", "")


def test_wrong_code_is_told_in_our_words(confirmed: Client) -> None:
    text = confirmed.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "Dieser Code stimmt nicht oder ist abgelaufen." in text


def test_theme_is_kept_with_the_user_and_in_the_browser(inside: Client, katrin: User) -> None:
    answer = inside.post(reverse("appearance"), {"theme": "dark", "next": "/konto/sicherheit/"})
    assert answer["Location"] == "/konto/sicherheit/"
    katrin.refresh_from_db()
    assert (katrin.theme, katrin.text_size) == (Theme.DARK, TextSize.NORMAL)
    assert 'data-kern-theme="dark"' in inside.get(reverse("mfa_index")).content.decode()
    inside.logout()
    assert (
        'data-kern-theme="dark"'
        in Client(HTTP_COOKIE="rf_theme=dark").get(reverse("account_login")).content.decode()
    )


def test_text_size_leaves_the_theme_alone_and_is_on_the_trail_once(inside: Client, katrin: User) -> None:
    for _ in range(2):
        inside.post(reverse("appearance"), {"text_size": "larger"})
    katrin.refresh_from_db()
    assert (katrin.theme, katrin.text_size) == (Theme.SYSTEM, TextSize.LARGER)
    assert Entry.objects.filter(action="accounts.appearance_changed").count() == 1


@pytest.mark.parametrize(
    "target",
    [
        "https://boese.example/",
        "//boese.example",
        "javascript:alert(1)",
        "",
        "kein-name",
        "\ufeff",
        "account_logout",
    ],
)
def test_no_way_out_of_the_house(inside: Client, target: str) -> None:
    assert inside.post(reverse("appearance"), {"theme": "light", "next": target})["Location"] == "/"


def test_unknown_theme_is_refused_and_nothing_changes(inside: Client, katrin: User) -> None:
    assert inside.post(reverse("appearance"), {"theme": "pink"}).status_code == 400
    katrin.refresh_from_db()
    assert katrin.theme == Theme.SYSTEM


def test_appearance_changes_by_post_and_for_users_only(client: Client, inside: Client) -> None:
    assert inside.get(reverse("appearance")).status_code == 405
    answer = Client().post(reverse("appearance"), {"theme": "dark"})
    assert answer["Location"].startswith(reverse("account_login"))


def test_forged_cookie_puts_nothing_into_the_page() -> None:
    client = Client(HTTP_COOKIE='rf_theme=dark"onload=alert; rf_text=huge')
    text = client.get(reverse("account_login")).content.decode()
    assert "onload=alert" not in text
    assert "data-kern-theme" not in text
    assert "data-rf-text" not in text


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def test_app_is_set_up_and_asked_for_at_the_next_login(confirmed: Client, katrin: User) -> None:
    page = confirmed.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode(), "without a camera the key is typed"
    answer = confirmed.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert "Sie haben keine. Ohne Ersatzcodes" in answer.content.decode()
    answer = confirmed.post(reverse("recovery:make"))
    codes = answer.context["codes"]
    text = answer.content.decode()
    assert [code for code in codes if code not in text] == []

    again = Client()
    answer = again.post(reverse("account_login"), {"login": "katrin", "password": PASSWORD}, follow=True)
    assert "<h1>Zweiter Faktor</h1>" in answer.content.decode()
    assert "_auth_user_id" not in again.session
    answer = again.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Dieser Code stimmt nicht" in answer.content.decode()
    again.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert again.session["_auth_user_id"] == str(katrin.pk)


def test_app_is_removed_after_being_asked(confirmed: Client, katrin: User) -> None:
    secret = confirmed.get(reverse("mfa_activate_totp")).context["form"].secret
    confirmed.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    page = confirmed.get(reverse("mfa_deactivate_totp")).content.decode()
    assert "Danach genügt" in page
    confirmed.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=katrin, type=Authenticator.Type.TOTP).exists()
