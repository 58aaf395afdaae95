"""Forms of a file's versions: for how long, what is new, why it is taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PlainTextField
from roterfaden.documents.checkouts import HOURS, USUAL_HOURS

SHORT = 500


class CheckOutForm(forms.Form):
    hours = forms.TypedChoiceField(
        label=_("Für wie lange?"),
        coerce=int,
        choices=[(hours, _("1 Stunde") if hours == 1 else _("%s Stunden") % hours) for hours in HOURS],
        initial=USUAL_HOURS,
    )

    def __init__(self, *args: Any, mine: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mine:
            self.fields["hours"].label = _("Wie lange noch?")


class CheckInForm(forms.Form):
    """`seen` is the check-out on which the person relies."""

    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Geänderte Datei"),
        help_text=_("PDF, Word, Excel, ODT, Text, PNG oder JPEG, höchstens 20 MB."),
    )
    remark = PlainTextField(
        label=_("Was ist neu?"), required=False, max_length=SHORT, widget=forms.Textarea(attrs={"rows": 2})
    )


class TakeBackForm(forms.Form):
    reason = PlainTextField(
        label=_("Warum?"),
        max_length=SHORT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Wer die Unterlage hat, liest diesen Grund beim Einchecken."),
    )
