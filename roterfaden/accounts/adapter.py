"""What allauth asks about accounts, and what it tells people, in our words."""

from base64 import b64decode, b64encode
from os import urandom
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts import guessing, known_devices, login_rules, login_stages, sessions
from roterfaden.accounts.models import User
from roterfaden.accounts.signon.providers import providers
from roterfaden.accounts.signon_models import Identity
from roterfaden.common.crypto import master

NONCE_BYTES = 12
SEALED = "rf1"
PURPOSE = "second factor"
OUR_STAGES = {"allauth.mfa.stages.AuthenticateStage": "roterfaden.accounts.login_stages.SecondFactorStage"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the administration; nobody makes one for themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Dieses Konto ist gesperrt. Fragen Sie Ihre Administration."),
        "enter_current_password": _("Bitte geben Sie Ihr jetziges Passwort ein."),
        "incorrect_code": _("Dieser Code stimmt nicht oder ist abgelaufen. Nehmen Sie den nächsten."),
        "incorrect_password": _("Dieses Passwort stimmt nicht."),
        "invalid_login": _("Anmeldename oder Passwort stimmen nicht."),
        "rate_limited": _("Das waren zu viele Versuche. Warten Sie ein paar Minuten."),
        "too_many_login_attempts": _("Das waren zu viele Versuche. Warten Sie fünf Minuten."),
        "username_password_mismatch": _("Anmeldename oder Passwort stimmen nicht."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_login_stages(self) -> list[str]:
        """Those of allauth, with ours for the second factor, and one that hands over what a provider said."""
        stages = [OUR_STAGES.get(path, path) for path in super().get_login_stages()]
        return [*stages, "roterfaden.accounts.login_stages.SignOnStage"]

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """All factors were shown: begin the session, and remember the device against locking its owner out."""
        super().login(request, user)
        if request.session.session_key is None:
            request.session.create()
        brought = login_stages.carried(request)
        request.session[login_stages.CARRIED] = dict(brought)
        sessions.begin_session(
            user=cast("User", user),
            session_key=cast("str", request.session.session_key),
            agent=request.headers.get("User-Agent", ""),
            by=cast("User", user),
            at=timezone.now(),
            identity=Identity.objects.filter(pk=brought.get("identity", 0), user_id=user.pk).first(),
            provider_session=brought.get("session", ""),
        )
        known_devices.remember(request, cast("User", user))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The person has chosen it: from now on it is no start password."""
        cast("User", user).start_password_at = None
        super().set_password(user, password)

    def logout(self, request: HttpRequest) -> None:
        user, key = request.user, request.session.session_key
        if isinstance(user, User) and key is not None:
            sessions.close_session(
                user=user, session_key=key, action="accounts.logged_out", by=user, at=timezone.now()
            )
        super().logout(request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Those of allauth, and each provider with which the account is connected."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        bound = {row.provider for row in user.identities.all()} if isinstance(user, User) else set()
        for provider in providers() if bound else ():
            if provider.code in bound:
                url = reverse("signon:confirm", args=[provider.code])
                found.append({"id": "sign_on", "description": provider.title, "url": url})
        return found

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whom an identity provider let in is told that they are still logged in there."""
        provider = request.session.get(login_stages.CARRIED, {}).get("provider")
        return (
            reverse("signon:left", args=[provider])
            if provider
            else str(super().get_logout_redirect_url(request))
        )

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        typed = str(credentials.get("username", ""))[:150]
        sessions.note_failure(user=User.objects.filter(username=typed).first(), at=timezone.now())

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is checked: may it be? Counted per address, and per account by `guessing`."""
        account = str(credentials.get("username", ""))
        self._by_address = ratelimit.consume(request, app="allauth.account", action="guess")
        self._guess = self._by_address and guessing.take(
            account=account,
            address=ratelimit.get_ip(request),
            device=known_devices.known_for(request, username=account),
            at=timezone.now(),
        )
        self._account = account
        if not self._guess:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """The password was right: neither count goes up."""
        if self._by_address and self._guess:
            self._by_address.rollback()
            guessing.give_back(account=self._account, guess=self._guess)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Der zweite Faktor ist Pflicht und kann nicht ausgeschaltet werden."
        ),
        "cannot_generate_recovery_codes": _("Richten Sie zuerst eine App oder einen Schlüssel ein."),
        "incorrect_code": _("Dieser Code stimmt nicht oder ist abgelaufen. Nehmen Sie den nächsten."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor stays where one is asked for; recovery codes alone are none."""
        user = authenticator.user
        if not second_factor_wanted(user) or authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def encrypt(self, text: str) -> str:
        """Secrets of apps and recovery codes lie in the database sealed by the master key."""
        key, nonce = master.current(), urandom(NONCE_BYTES)
        body = AESGCM(key.derive(PURPOSE)).encrypt(nonce, text.encode(), key.id.encode())
        return f"{SEALED}:{key.id}:{b64encode(nonce + body).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed; what was written before there was sealing is returned as it is."""
        version, _colon, rest = encrypted_text.partition(":")
        if version != SEALED:
            return encrypted_text
        key_id, _colon, sealed = rest.partition(":")
        raw = b64decode(sealed)
        cipher = AESGCM(master.by_id(key_id).derive(PURPOSE))
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], key_id.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """`Schlüssel 1`, `Schlüssel 2` …"""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Schlüssel %(n)s") % {"n": count + 1}


def second_factor_wanted(user: User) -> bool:
    """Whether `user` must have a second factor; invented people of the demo need none."""
    if not settings.LOGIN_RULES or (settings.DEMO_MODE and user.is_demo):
        return False
    return login_rules.rules_for(user, on=timezone.localdate()).second_factor
