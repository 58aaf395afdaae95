"""What is searched for, and in which part."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PlainTextField
from roterfaden.search.box import Part

MOST_CHARACTERS = 200


class SearchForm(forms.Form):
    """The box; `part` narrows to one kind of result, nonsense does not."""

    is_filter = True

    q = PlainTextField(
        label=_("Was suchen Sie?"),
        help_text=_("Name, Telefonnummer, Aktenzeichen, Betrieb oder Wörter aus Journal und Unterlagen"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    part = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def text(self) -> str:
        return str(self.cleaned_data.get("q", "")).strip()

    @property
    def chosen(self) -> Part | None:
        """The part that is shown alone."""
        typed = self.cleaned_data.get("part", "")
        return Part(typed) if typed in Part.values else None
