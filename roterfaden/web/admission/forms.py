"""Forms of the check: what is not in the file, and the decision."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.languages.shipped import shipped, shipped_pairs
from roterfaden.offers.admission.definition import Fact, FactType, Value
from roterfaden.offers.answering import MAX_SOURCE, Given
from roterfaden.offers.choices import Outcome
from roterfaden.offers.deciding import MAX_REASON
from roterfaden.offers.facts_file import MAX_NUMBER
from roterfaden.offers.file_facts import Told
from roterfaden.offers.models import Answer
from roterfaden.offers.person_check import PersonCheck
from roterfaden.offers.sentences import value_words

YES_NO = (("yes", gettext_lazy("ja")), ("no", gettext_lazy("nein")), ("", gettext_lazy("nicht bekannt")))
NUMBER_ERRORS = {
    "invalid": gettext_lazy("Bitte geben Sie eine ganze Zahl ein."),
    "min_value": gettext_lazy("Die Zahl darf nicht kleiner als 0 sein."),
    "max_value": gettext_lazy("Die Zahl ist zu groß."),
}


@dataclass(frozen=True)
class Question:
    """One fact on the page: its field, and the number of the answer that was seen."""

    field: BoundField
    seen: BoundField


class FactsForm(forms.Form):
    """The facts of admission as questions. What is left open stays as the file says, or not known."""

    source = PlainTextField(
        label=gettext_lazy("Von wem oder woher"),
        max_length=MAX_SOURCE,
        help_text=gettext_lazy("Zum Beispiel: Gespräch mit der Klientin, Verfügung der IV-Stelle."),
    )
    said_on = SafeDateField(label=gettext_lazy("Stand vom"))

    def __init__(self, data: Any = None, *, check: PersonCheck, facts: Iterable[Fact], initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.asked = list(facts)
        self.given_facts = {fact.id for fact in self.asked if data is None or f"seen_{fact.id}" in data}
        for fact in self.asked:
            known = check.answers.get(fact.id)
            self.fields[fact.id] = _field(fact, check)
            self.fields[f"seen_{fact.id}"] = RevisionField(required=False)
            proposed = None if known else check.proposed.get(fact.id)
            value = known.value if known else proposed.value if proposed else None
            self.initial[fact.id] = _shown(value)
            self.initial[f"seen_{fact.id}"] = known.number if known else 0

    def questions(self, *, known: bool, check: PersonCheck) -> Iterator[Question]:
        """The questions about what is known already, or about what is not."""
        for fact in self.asked:
            if (fact.id in check.told) is known:
                yield Question(self[fact.id], self[f"seen_{fact.id}"])

    def given(self) -> list[Given]:
        said = self.cleaned_data
        return [
            Given(fact=fact.id, value=_value(fact, said[fact.id]), seen=said[f"seen_{fact.id}"] or 0)
            for fact in self.asked
            if fact.id in self.given_facts
        ]

    def blame(self, fact: str, message: str) -> None:
        self.add_error(fact if fact in self.fields else None, message)

    def meet(self, answers: Iterable[Answer]) -> None:
        """Name what somebody else answered first; sending the form again replaces it knowingly."""
        typed: Any = self.data
        data = typed.copy()
        for row in answers:
            fact = next(one for one in self.asked if one.id == row.fact)
            there = tuple(row.value) if isinstance(row.value, list) else row.value
            stands = _("nicht bekannt") if there is None else value_words(there, fact)
            said = {"who": row.recorded_by, "value": stands}
            words = _("%(who)s hat inzwischen „%(value)s“ eingetragen. Noch einmal speichern ersetzt es.")
            self.add_error(fact.id, words % said)
            data[f"seen_{fact.id}"] = str(row.number)
        self.data = data


class DecisionForm(forms.Form):
    """What becomes of an offer, and why."""

    outcome = PickField(label=gettext_lazy("Entscheidung"), choices=Outcome.choices, widget=forms.RadioSelect)
    reason = PlainTextField(
        label=gettext_lazy("Begründung"), max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen = RevisionField(required=False)


def _field(fact: Fact, check: PersonCheck) -> forms.Field:
    label = shipped(fact.question) if not fact.unit else f"{shipped(fact.question)} ({shipped(fact.unit)})"
    common: dict[str, Any] = {"label": label, "required": False, "help_text": _hint(fact, check)}
    match fact.type:
        case FactType.BOOLEAN:
            return PickField(choices=YES_NO, widget=forms.RadioSelect, **common)
        case FactType.NUMBER:
            return forms.IntegerField(
                min_value=0, max_value=MAX_NUMBER, error_messages=NUMBER_ERRORS, **common
            )
        case FactType.ENUM:
            return PickField(
                choices=[("", _("nicht bekannt")), *shipped_pairs(fact.values.items())], **common
            )
        case _:
            return forms.MultipleChoiceField(
                choices=shipped_pairs(fact.values.items()), widget=forms.CheckboxSelectMultiple, **common
            )


def _hint(fact: Fact, check: PersonCheck) -> str:
    if fact.id in check.file:
        return _("Die Akte sagt: %(said)s. Ihre Angabe hier geht vor.") % {
            "said": _said(check.file[fact.id], fact)
        }
    if fact.id in check.proposed and fact.id not in check.answers:
        return _("Vorschlag aus der Akte, zählt erst nach dem Speichern: %(said)s.") % {
            "said": _said(check.proposed[fact.id], fact)
        }
    return ""


def _said(told: Told, fact: Fact) -> str:
    return f"{value_words(told.value, fact)} ({told.source})"


def _shown(value: Value | list[str] | None) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return list(value) if isinstance(value, tuple) else "" if value is None else value


def _value(fact: Fact, said: Any) -> Any:
    match fact.type:
        case FactType.BOOLEAN:
            return {"yes": True, "no": False}.get(said)
        case FactType.LIST:
            return list(said) or None
        case _:
            return None if said in ("", None) else said
