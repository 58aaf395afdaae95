"""The forms of allauth in which a password is typed; ours take it exactly as it was typed (ASVS 6.2.8)."""

from typing import Any

from allauth.account import forms
from django.core.exceptions import ValidationError
from django.forms import PasswordInput
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.members import start_password_ends


class _AsTyped:
    """Takes nothing away from what is typed into the fields of passwords."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, PasswordInput):
                field.strip = False


class LoginForm(_AsTyped, forms.LoginForm):  # type: ignore[misc]
    """At the login. A start password that has run out is refused, and its owner told whom to ask."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        ends = start_password_ends(self.user) if self.user else None
        if ends is not None and ends <= timezone.now():
            day = timezone.localtime(ends).strftime("%d.%m.%Y")
            raise ValidationError(
                _(
                    "Dieses Startpasswort galt bis %(day)s. Lassen Sie sich von Ihrer Verwaltung ein neues geben."
                )
                % {"day": day}
            )
        return cleaned


class ChangePasswordForm(_AsTyped, forms.ChangePasswordForm):  # type: ignore[misc]
    """The present one, and the new one twice. Refuses the present one as the new one."""

    def clean_password1(self) -> str:
        chosen = str(self.cleaned_data["password1"])
        if chosen == self.data.get("oldpassword"):
            raise ValidationError(_("Das ist Ihr jetziges Passwort. Wählen Sie ein anderes."))
        return chosen


class ReauthenticateForm(_AsTyped, forms.ReauthenticateForm):  # type: ignore[misc]
    """Before what is most sensitive."""
