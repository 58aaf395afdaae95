"""What allauth asks about accounts, and what it tells people, in our words."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


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


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Der zweite Faktor ist Pflicht und kann nicht ausgeschaltet werden."
        ),
        "cannot_generate_recovery_codes": _("Richten Sie zuerst eine App oder einen Schlüssel ein."),
        "incorrect_code": _("Dieser Code stimmt nicht oder ist abgelaufen. Nehmen Sie den nächsten."),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """`Schlüssel 1`, `Schlüssel 2` …"""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Schlüssel %(n)s") % {"n": count + 1}
