"""Forms of a crisis: short, because there is no time."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.choices import CrisisAct, CrisisOutcome
from roterfaden.cases.crisis_contacts import COLUMNS, ContactText
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField

REPORTED_BY = (("client", _("die Person selbst oder ihr Umfeld")), ("company", _("der Betrieb")))
CHOOSE = _("Bitte wählen")


class BeginForm(forms.Form):
    """Begin a crisis; everything may be left as it is."""

    reported_by = PickField(
        label=_("Wer meldet es?"), choices=REPORTED_BY, initial="client", widget=forms.RadioSelect
    )
    what = PlainTextField(
        label=_("Was ist los?"),
        help_text=_("Ein Satz genügt, auch später."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LogForm(forms.Form):
    """One line of the log: what, when (empty: now), a few words."""

    act = PickField(label=_("Was haben Sie getan?"), choices=[("", CHOOSE), *CrisisAct.choices])
    time = forms.TimeField(
        label=_("Wann? Leer: jetzt"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M"],
    )
    text = PlainTextField(
        label=_("Wer, was, mit welchem Ergebnis?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def happened_at(self, *, at: datetime) -> datetime | None:
        """The moment of today; a time later than now was yesterday, because it is past midnight."""
        time = self.cleaned_data["time"]
        if time is None:
            return None
        local = timezone.localtime(at)
        moment = timezone.make_aware(datetime.combine(local.date(), time))
        return moment if moment <= at else moment - timedelta(days=1)


class AftercareForm(forms.Form):
    """What is to be done by a day."""

    text = PlainTextField(label=_("Was ist zu tun?"), max_length=500, widget=forms.TextInput())
    due_on = SafeDateField(label=_("bis wann"))


class EndForm(forms.Form):
    """How the crisis came out."""

    revision = RevisionField()
    outcome = PickField(label=_("Ergebnis"), choices=[("", CHOOSE), *CrisisOutcome.choices])
    ending = PlainTextField(
        label=_("Wie ging sie aus?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContactForm(forms.Form):
    """One office that helps in a crisis."""

    revision = RevisionField(required=False)
    name = PlainTextField(label=_("Name der Stelle"), max_length=120, widget=forms.TextInput())
    helps_with = PlainTextField(label=_("Wofür"), max_length=200, required=False, widget=forms.TextInput())
    phone = PlainTextField(label=_("Telefon"), max_length=40, widget=forms.TextInput(attrs={"type": "tel"}))
    hours = PlainTextField(
        label=_("Erreichbar"),
        help_text=_("Zum Beispiel: Mo-Do 8:00-16:00, Fr 8-12, Feiertag 10-12; oder: immer"),
        max_length=200,
        widget=forms.TextInput(),
    )
    note = PlainTextField(label=_("Hinweis"), max_length=300, required=False, widget=forms.TextInput())

    def said(self) -> ContactText:
        data: dict[str, Any] = self.cleaned_data
        return ContactText(**{name: data[name] for name in COLUMNS})


class NewContactForm(ContactForm):
    """Add an office to the list of one of the user's services."""

    service = PickField(label=_("Dienst"))
    field_order = ("service", "name", "helps_with", "phone", "hours", "note")

    def __init__(self, *args: Any, services: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [(code, str(one)) for code, one in services.items()]  # type: ignore[attr-defined]
