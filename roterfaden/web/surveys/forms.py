"""The forms of rounds: plan, codes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, SafeDateField, offer
from roterfaden.languages.shipped import shipped
from roterfaden.surveys import asking
from roterfaden.surveys.choices import Axis
from roterfaden.surveys.disclosure import LEAST
from roterfaden.surveys.groups import parts_of
from roterfaden.surveys.models import Round
from roterfaden.surveys.reader import Questionnaire


class PlanForm(forms.Form):
    """What is asked, of whom, from when to when, how it is broken down and beside whom it stands."""

    questionnaire = PickField(label=gettext_lazy("Fragebogen"))
    organisation = PickField(label=gettext_lazy("Für"))
    occasion = PlainTextField(label=gettext_lazy("Anlass"), max_length=120)
    opens_on = SafeDateField(label=gettext_lazy("Beginn"))
    closes_on = SafeDateField(label=gettext_lazy("Letzter Tag"))
    minimum = forms.IntegerField(
        label=gettext_lazy("Mindestzahl"),
        min_value=LEAST,
        max_value=1000,
        initial=LEAST,
        help_text=gettext_lazy("Aus weniger Antworten wird nichts gezeigt."),
    )
    axis = PickField(
        label=gettext_lazy("Aufschlüsseln nach"),
        required=False,
        help_text=gettext_lazy("Gilt für die ganze Befragung. Kleine Gruppen werden zusammengefasst."),
    )
    linked_to = PickField(
        label=gettext_lazy("Ziel neben dieser Befragung zeigen"),
        required=False,
        help_text=gettext_lazy("So stehen die Sichten aller Seiten auf einer Seite."),
    )

    def __init__(
        self,
        *args: Any,
        places: Iterable[Organisation],
        questionnaires: Mapping[str, Questionnaire],
        rounds: Iterable[Round],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.code: place for place in places}
        self.known = dict(questionnaires)
        self.rounds = {str(row.uuid): row for row in rounds}
        offer(self, "organisation", [(code, place.name) for code, place in self.places.items()])
        offer(
            self,
            "questionnaire",
            [(key, f"{shipped(one.title)} ({one.version})") for key, one in self.known.items()],
        )
        offer(self, "axis", [("", gettext_lazy("nicht")), *Axis.choices])
        offer(
            self,
            "linked_to",
            [("", gettext_lazy("keine")), *((key, str(row)) for key, row in self.rounds.items())],
        )

    def wanted(self) -> tuple[Organisation, asking.Plan]:
        """For whom, and what."""
        data = dict(self.cleaned_data)
        place = self.places[data.pop("organisation")]
        data["questionnaire"] = self.known[data["questionnaire"]]
        linked = self.rounds.get(data["linked_to"])
        # all name the same first round, so that three are one family
        data["linked_to"] = (linked.linked_to or linked) if linked is not None else None
        return place, asking.Plan(**data)


class CodesForm(forms.Form):
    """How many codes are wanted, for each group if there are some."""

    def __init__(self, *args: Any, survey: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = parts_of(survey.axis, survey.questionnaire.group) if survey.axis else []
        names = {part.id: shipped(part.title) for part in parts} or {
            "": str(gettext_lazy("Wie viele Codes?"))
        }
        self.names = {f"number_{name}".rstrip("_"): name for name in names}
        for field, name in self.names.items():
            self.fields[field] = forms.IntegerField(
                label=names[name],
                min_value=0,
                max_value=asking.MOST_CODES,
                initial=0 if survey.axis else 10,
            )

    def numbers(self) -> dict[str, int]:
        """How many for each group."""
        return {name: self.cleaned_data[field] for field, name in self.names.items()}
