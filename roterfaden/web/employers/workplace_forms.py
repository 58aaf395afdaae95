"""Forms of workplaces, of the acquisition and of visits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.employers.choices import Stage
from roterfaden.employers.workplaces import MOST_HOURS, WORKPLACE_FIELDS
from roterfaden.languages.shipped import shipped
from roterfaden.profiles.terms import terms_table


class WorkplaceForm(forms.Form):
    """What there is to say of a workplace."""

    title = PlainTextField(label=_("Bezeichnung"), max_length=160)
    tasks = PlainTextField(label=_("Aufgaben"), max_length=4000, required=False, widget=forms.Textarea)
    postcode = PlainTextField(
        label=_("Postleitzahl"), max_length=10, required=False, help_text=_("Leer: wie der Betrieb")
    )
    town = PlainTextField(label=_("Ort"), max_length=100, required=False)
    hours_from = forms.IntegerField(
        label=_("Wochenstunden von"), min_value=0, max_value=MOST_HOURS, initial=15
    )
    hours_to = forms.IntegerField(label=_("bis"), min_value=0, max_value=MOST_HOURS, initial=39)
    licence = forms.BooleanField(label=_("Führerschein nötig"), required=False)
    conditions = forms.MultipleChoiceField(
        label=_("Was der Platz mit sich bringt"), required=False, widget=forms.CheckboxSelectMultiple
    )
    open_from = SafeDateField(label=_("Frei ab"), required=False)
    closed_on = SafeDateField(label=_("Nicht mehr frei seit"), required=False)
    revision = RevisionField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "conditions", [(c.id, shipped(c.title)) for c in terms_table().conditions.values()])

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WORKPLACE_FIELDS}


class StageForm(forms.Form):
    """How far one is with a company."""

    stage = PickField(label=_("Stand"), choices=Stage.choices)
    note = PlainTextField(label=_("Notiz"), max_length=300, required=False)
    resting_until = SafeDateField(label=_("Ruht bis"), required=False)
    revision = RevisionField(required=False)


class VisitForm(forms.Form):
    """A visit to come."""

    planned_on = SafeDateField(label=_("Tag"))
    purpose = PlainTextField(label=_("Worum es geht"), max_length=200)
