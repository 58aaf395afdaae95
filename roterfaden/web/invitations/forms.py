"""Forms of an invitation list: its name, who comes on it, dates for many, who came."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.imports.models import Import
from roterfaden.invitations.choices import ANSWERS, InviteeState
from roterfaden.invitations.inviting import MOST_MINUTES, Dates
from roterfaden.invitations.models import Invitee
from roterfaden.people.models import Person


class RoundForm(forms.Form):
    """The name of a list."""

    title = PlainTextField(
        label=gettext_lazy("Name der Liste"),
        max_length=120,
        help_text=gettext_lazy("Zum Beispiel: Auszug November. Ohne Namen von Personen."),
    )
    service = PickField(label=gettext_lazy("Dienst"))

    def __init__(self, data: Any = None, *, services: Iterable[Organisation]) -> None:
        super().__init__(data)
        self.services = {one.code: one for one in services}
        offer(self, "service", [(code, one.name) for code, one in self.services.items()])


class AddForm(forms.Form):
    """Who comes on the list: everybody of an import, or persons one by one."""

    imported = PickField(
        label=gettext_lazy("Alle aus einem Import"),
        required=False,
        help_text=gettext_lazy(
            "Ein Auszug kommt über „Daten importieren“ herein: mit Vorschau, Prüfung je Zeile und Rücknahme."
        ),
    )
    persons = forms.MultipleChoiceField(
        label=gettext_lazy("Einzelne Personen"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any = None, *, imports: Iterable[Import], persons: Iterable[Person]) -> None:
        super().__init__(data)
        self.imports = {str(one.uuid): one for one in imports}
        self.known = {one.code: one for one in persons}
        words = [(key, f"{one.file_name}, {one.uploaded_at:%d.%m.%Y}") for key, one in self.imports.items()]
        offer(self, "imported", [("", _("keiner")), *words])
        people = [
            (code, f"{one}, {date_format(one.birth_date, 'd.m.Y')}") for code, one in self.known.items()
        ]
        offer(self, "persons", people)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["imported"] and not data["persons"]:
            raise forms.ValidationError(_("Bitte wählen Sie einen Import oder mindestens eine Person."))
        return data


class InviteForm(forms.Form):
    """Dates for many: the first one, and how far apart they lie."""

    first_on = SafeDateField(label=gettext_lazy("Tag"))
    first_time = forms.TimeField(
        label=gettext_lazy("Erstes Gespräch um"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Bitte geben Sie die Uhrzeit so ein: 14:30.")},
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Abstand in Minuten"),
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=gettext_lazy("0 lädt alle auf dieselbe Zeit ein."),
    )
    place = PlainTextField(label=gettext_lazy("Wo"), max_length=200)
    interpreter = PlainTextField(
        label=gettext_lazy("Dolmetschen"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Sprache und Name, zum Beispiel: Ukrainisch, Frau Melnyk."),
    )
    invitees = forms.MultipleChoiceField(
        label=gettext_lazy("Wen?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte wählen Sie mindestens eine Person.")},
    )

    def __init__(self, data: Any = None, *, invitees: Iterable[Invitee], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.known = {str(one.uuid): one for one in invitees}
        offer(self, "invitees", [(key, _who(one)) for key, one in self.known.items()])
        if data is None:
            self.initial["invitees"] = [
                key for key, one in self.known.items() if one.state != InviteeState.INVITED
            ]

    def dates(self) -> Dates:
        data = self.cleaned_data
        begins = timezone.make_aware(datetime.combine(data["first_on"], data["first_time"]))
        words = {name: data[name] for name in ("minutes", "place", "interpreter")}
        return Dates(first_at=begins, **words)

    def chosen(self) -> list[Invitee]:
        return [self.known[key] for key in self.cleaned_data["invitees"]]


class AnswerForm(forms.Form):
    """Who came."""

    state = PickField(
        label=gettext_lazy("Was war?"),
        choices=[(one.value, one.label) for one in (*ANSWERS, InviteeState.REMOVED)],
        widget=forms.RadioSelect,
    )
    reason = PlainTextField(
        label=gettext_lazy("Grund"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Nötig bei „entschuldigt“ und „von der Liste genommen“."),
    )
    revision = RevisionField()


def _who(one: Invitee) -> str:
    state = one.get_state_display()
    return f"{one.person}, {state}" if not one.nth else f"{one.person}, {state} ({one.nth}.)"
