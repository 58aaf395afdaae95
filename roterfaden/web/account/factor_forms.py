"""The second factor where a code is typed: of an app, which allauth checks, or one of our recovery codes."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.base.internal.flows import check_rate_limit
from django.utils import timezone

from roterfaden.accounts import recovery


class _OrRecovery:
    """Takes a recovery code as well; both are counted by the same limit."""

    user: Any
    cleaned_data: dict[str, Any]
    used_recovery = False
    again = False

    def clean_code(self) -> str:
        typed = str(self.cleaned_data["code"])
        if not recovery.looks_like_one(typed):
            return str(super().clean_code())  # type: ignore[misc]
        right = check_rate_limit(self.user)
        if not recovery.use_code(user=self.user, code=typed, by=self.user, at=timezone.now()):
            raise get_adapter().validation_error("incorrect_code")
        right()
        self.used_recovery = True
        return typed

    def save(self) -> None:
        if not self.used_recovery:
            super().save()  # type: ignore[misc]
            return
        also = {"reauthenticated": True} if self.again else {}
        record_authentication(context.request, self.user, "mfa", type="recovery_codes", **also)


class AuthenticateForm(_OrRecovery, forms.AuthenticateForm):  # type: ignore[misc]
    """At the login."""


class ReauthenticateForm(_OrRecovery, forms.ReauthenticateForm):  # type: ignore[misc]
    """Before what is most sensitive."""

    again = True
