"""What to print and for whom; the sections of a protocol."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models import Case
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.consent.queries import recipients_of, standing_consents
from roterfaden.dossier.choices import Part, Purpose
from roterfaden.dossier.filling import MOST_LETTERS
from roterfaden.dossier.forms import ProtocolForm as Sections
from roterfaden.dossier.parts import Range
from roterfaden.dossier.printing import Order
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.consent.forms import bases

USUAL = (Part.HEAD, Part.PERSON, Part.STEPS, Part.JOURNAL)


class ReadForm(forms.Form):
    """Which parts, from when to when. Health only with its right."""

    parts = forms.MultipleChoiceField(
        label=_("Welche Teile?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie mindestens einen Teil der Akte.")},
    )
    first = SafeDateField(label=_("Journal von"), required=False)
    last = SafeDateField(label=_("Journal bis"), required=False)
    purpose = PickField(label=_("Für wen?"), choices=Purpose.choices)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, case: Case, health: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case, "health": health}
        parts = [part for part in Part if health or part != Part.HEALTH]
        offer(self, "parts", [(part.value, part.label) for part in parts])

    def order(self) -> Order:
        data = self.cleaned_data
        return Order(
            parts=[Part(part) for part in data["parts"]],
            purpose=Purpose(data["purpose"]),
            span=Range(first=data["first"], last=data["last"]),
        )


class PrintForm(ReadForm):
    """As for reading; for another body also to whom, what for, and on which basis."""

    recipient = PickField(label=_("An wen?"), required=False)
    wherefore = PlainTextField(label=_("Wozu?"), max_length=1000, required=False)
    basis = PickField(label=_("Auf welcher Grundlage?"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, case: Case, health: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, case=case, health=health, **kwargs)
        self.known = {str(one.uuid): one for one in recipients_of(case.service)}
        self.consents = {
            str(one.uuid): one for one in standing_consents(case.person, on=timezone.localdate())
        }
        offer(self, "recipient", [("", CHOOSE), *((key, one.name) for key, one in self.known.items())])
        offer(self, "basis", [("", CHOOSE), *bases(self.consents, case.service)])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("purpose") == Purpose.THIRD:
            for name in ("recipient", "wherefore", "basis"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Für eine andere Stelle wird das gebraucht."))
        return data

    def order(self) -> Order:
        data, plain = self.cleaned_data, super().order()
        if plain.purpose != Purpose.THIRD:
            return plain
        consent = self.consents.get(data["basis"])
        return Order(
            parts=plain.parts,
            purpose=plain.purpose,
            span=plain.span,
            recipient=self.known[data["recipient"]],
            wherefore=data["wherefore"],
            consent=consent,
            legal_basis="" if consent else data["basis"],
        )


class ProtocolForm(forms.Form):
    """One large field for every section of the protocol."""

    revision = RevisionField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, sections: Sections, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"sections": sections}
        for section in sections.sections:
            self.fields[section.id] = PlainTextField(
                label=shipped(section.title),
                max_length=MOST_LETTERS,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
            )
