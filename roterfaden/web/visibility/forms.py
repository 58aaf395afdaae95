"""Forms: emergency access and its review, a declaration of closeness, how far a relation sees."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.access_table import Level, access_table
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.closeness import colleagues_led_by
from roterfaden.cases.narrowing import narrowed
from roterfaden.common.forms import PickField, PlainTextField, SafeDateField
from roterfaden.people.choices import Closeness

CHOOSE = ("", _("Bitte wählen"))
LEVELS = {
    Level.NOTHING: _("nicht sichtbar"),
    Level.READ: _("lesen"),
    Level.WRITE: _("lesen und schreiben"),
}


class EmergencyForm(forms.Form):
    """Which case, why."""

    number = PlainTextField(label=_("Aktenzeichen"), max_length=30)
    category = PickField(label=_("Grund"))
    reason = PlainTextField(
        label=_("Warum müssen Sie den Fall jetzt sehen?"),
        help_text=_("Ein Satz. Die Leitung liest ihn."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        field: Any = self.fields["category"]
        field.choices = [CHOOSE, *access_table().reasons.items()]


class ReviewForm(forms.Form):
    """What came out of looking at an emergency access."""

    result = PlainTextField(
        label=_("Was ergab die Prüfung?"),
        help_text=_("Ein Satz, zum Beispiel: Mit Frau X besprochen, der Zugriff war nötig."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConflictForm(forms.Form):
    """Who is close, to whom."""

    whose = PickField(label=_("Für wen?"))
    closeness = PickField(label=_("Verhältnis"), choices=[CHOOSE, *Closeness.choices])
    first_name = PlainTextField(label=_("Vorname"), max_length=100)
    last_name = PlainTextField(label=_("Nachname"), max_length=100)
    former_name = PlainTextField(label=_("Früherer Nachname"), max_length=100, required=False)
    birth_date = SafeDateField(label=_("Geburtsdatum"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User, today: date) -> None:
        super().__init__(data, initial={"whose": user.username})
        self.people = {user.username: user} | colleagues_led_by(user, on=today)
        field: Any = self.fields["whose"]
        field.choices = [
            (name, _("mich selbst") if one == user else str(one)) for name, one in self.people.items()
        ]

    @property
    def for_others(self) -> bool:
        return len(self.people) > 1

    def said(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"user": self.people[data.pop("whose")], "closeness": Closeness(data["closeness"])}


class NarrowForm(forms.Form):
    """One choice for each part of a case, never above what is shipped."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, service: Organisation, relation: Relation
    ) -> None:
        super().__init__(data)
        table, taken = access_table(), narrowed(service, relation)
        for part, title in table.classes.items():
            most = table.rights[relation][part]
            least = Level.READ if part == FieldClass.CORE else Level.NOTHING
            offered = [level for level in reversed(Level) if least <= level <= most]
            if len(offered) > 1:
                self.fields[part] = PickField(
                    label=title,
                    choices=[(str(int(level)), LEVELS[level]) for level in offered],
                    initial=str(int(min(most, taken.get(part, most)))),
                )

    def levels(self) -> dict[FieldClass, Level]:
        return {FieldClass(name): Level(int(value)) for name, value in self.cleaned_data.items()}
