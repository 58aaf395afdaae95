"""The forms about barriers."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PlainTextField, RevisionField
from roterfaden.welcome.models import LINE, MOST_TEXT


class ReportForm(forms.Form):
    """What does not work, for whom nobody asks."""

    text = PlainTextField(
        label=_("Was geht nicht?"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )
    place = PlainTextField(
        label=_("Auf welcher Seite?"),
        required=False,
        max_length=LINE,
        help_text=_(
            "Zum Beispiel: Anmeldung, Termine. Bitte nennen Sie niemanden, um den es in einem Fall geht."
        ),
    )
    contact = PlainTextField(
        label=_("Wie erreichen wir Sie?"),
        required=False,
        max_length=LINE,
        help_text=_("Telefon oder E-Mail, wenn Sie eine Antwort möchten."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class AnswerForm(forms.Form):
    """What was done about it."""

    answer = PlainTextField(
        label=_("Was wurde getan?"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Hat die Person einen Kontakt angegeben, antworten Sie ihr dort. Hier steht, was Sie getan haben."
        ),
    )
    revision = RevisionField()
