"""The forms of allauth in which a password is typed; ours take it exactly as it was typed (ASVS 6.2.8)."""

from typing import Any

from allauth.account import forms
from django.core.exceptions import ValidationError
from django.forms import PasswordInput
from django.utils.translation import gettext as _


class _AsTyped:
    """Takes nothing away from what is typed into the fields of passwords."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, PasswordInput):
                field.strip = False


class LoginForm(_AsTyped, forms.LoginForm):  # type: ignore[misc]
    """At the login."""


class ChangePasswordForm(_AsTyped, forms.ChangePasswordForm):  # type: ignore[misc]
    """The present one, and the new one twice. Refuses the present one as the new one."""

    def clean_password1(self) -> str:
        chosen = str(self.cleaned_data["password1"])
        if chosen == self.data.get("oldpassword"):
            raise ValidationError(_("Das ist Ihr jetziges Passwort. Wählen Sie ein anderes."))
        return chosen


class ReauthenticateForm(_AsTyped, forms.ReauthenticateForm):  # type: ignore[misc]
    """Before what is most sensitive."""
