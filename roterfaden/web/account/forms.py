from typing import Any

from django import forms

from roterfaden.accounts.choices import TextSize, Theme
from roterfaden.accounts.models import User


class AppearanceForm(forms.Form):
    """One press of the user's menu sends one of the two; the other stays as it is."""

    theme = forms.ChoiceField(choices=Theme.choices, required=False)
    text_size = forms.ChoiceField(choices=TextSize.choices, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_theme(self) -> Theme:
        return Theme(self.cleaned_data["theme"] or self.user.theme)

    def clean_text_size(self) -> TextSize:
        return TextSize(self.cleaned_data["text_size"] or self.user.text_size)
