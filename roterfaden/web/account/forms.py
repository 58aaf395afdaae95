from typing import Any

from django import forms

from roterfaden.accounts.choices import Language, TextSize, Theme
from roterfaden.accounts.models import User


class AppearanceForm(forms.Form):
    """One press of the user's menu sends one of them; the others stay as they are."""

    theme = forms.ChoiceField(choices=Theme.choices, required=False)
    text_size = forms.ChoiceField(choices=TextSize.choices, required=False)
    language = forms.ChoiceField(choices=Language.choices, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_theme(self) -> Theme:
        return Theme(self.cleaned_data["theme"] or self.user.theme)

    def clean_text_size(self) -> TextSize:
        return TextSize(self.cleaned_data["text_size"] or self.user.text_size)

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self.user.language
