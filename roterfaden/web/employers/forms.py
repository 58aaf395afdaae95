"""The forms of the register of employers."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.common.text import validate_plain_text
from roterfaden.employers.choices import Size, Task
from roterfaden.employers.register import CONTACT_FIELDS, EDITABLE_FIELDS

MOST_STAFF = 10_000_000


class EmployerSearchForm(forms.Form):
    """The box above the list."""

    is_filter = True

    q = PlainTextField(label=_("Name, Ort, Ansprechperson oder Telefon"), required=False, max_length=200)


class EmployerForm(forms.Form):
    """What the register says of a company."""

    name = PlainTextField(label=_("Name"), max_length=200)
    branch = PlainTextField(label=_("Branche"), max_length=120, required=False)
    size = PickField(label=_("Größe"), choices=Size.choices, initial=Size.UNKNOWN)
    street = PlainTextField(label=_("Straße und Hausnummer"), max_length=150, required=False)
    postcode = PlainTextField(label=_("Postleitzahl"), max_length=10, required=False)
    town = PlainTextField(label=_("Ort"), max_length=100, required=False)
    phone = PlainTextField(label=_("Telefon"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-Mail"), required=False, validators=[validate_plain_text])
    website = PlainTextField(label=_("Internet"), max_length=200, required=False)
    staff = forms.IntegerField(label=_("Beschäftigte"), required=False, min_value=0, max_value=MOST_STAFF)
    disabled_staff = forms.IntegerField(
        label=_("davon schwerbehindert oder gleichgestellt"),
        required=False,
        min_value=0,
        max_value=MOST_STAFF,
    )
    history = PlainTextField(
        label=_("Bisherige Zusammenarbeit"), max_length=4000, required=False, widget=forms.Textarea,
        help_text=_("Nichts über einzelne Klientinnen und Klienten: Das gehört in deren Fall."),
    )  # fmt: skip
    economy = PlainTextField(
        label=_("Wirtschaftliche Lage"), max_length=4000, required=False, widget=forms.Textarea
    )
    sources = PlainTextField(
        label=_("Woher wir das wissen"), max_length=2000, required=False, widget=forms.Textarea
    )
    revision = RevisionField(required=False)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE_FIELDS}


class NewEmployerForm(EmployerForm):
    """As above; who works in several services says which of them keeps the entry."""

    service = PickField(label=_("Dienst"), required=False)

    def __init__(self, data: Any = None, *, services: Sequence[Organisation]) -> None:
        super().__init__(data)
        self.made_with = {"services": services}
        cast("forms.ChoiceField", self.fields["service"]).choices = [(one.code, one.name) for one in services]
        if len(services) == 1:
            del self.fields["service"]
        self._services = {one.code: one for one in services}

    def service_chosen(self) -> Organisation:
        return self._services.get(self.cleaned_data.get("service", "")) or next(iter(self._services.values()))


class ContactForm(forms.Form):
    """Somebody to call at the company."""

    name = PlainTextField(label=_("Name"), max_length=120)
    function = PlainTextField(label=_("Aufgabe im Betrieb"), max_length=120, required=False)
    task = PickField(label=_("Funktion"), choices=Task.choices, required=False)
    phone = PlainTextField(label=_("Telefon"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-Mail"), required=False, validators=[validate_plain_text])
    left_on = SafeDateField(label=_("Nicht mehr dort seit"), required=False)
    revision = RevisionField(required=False)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CONTACT_FIELDS}
