"""The forms of the plan: a line, putting it before all, a signature, how far a step is, what is passed on."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.access_table import access_table
from roterfaden.cases.choices import FieldClass
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.consent.choices import DataClass
from roterfaden.consent.gate import Item
from roterfaden.cooperation.choices import PlanSection, SignatureKind, SignatureWay, StepState
from roterfaden.cooperation.models import Party
from roterfaden.cooperation.planning import EntryFacts
from roterfaden.cooperation.queries import title_of
from roterfaden.cooperation.signing import MOST_DRAWN, Scan, Word
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.cooperation.forms import Data, lines

# the portal opens the fourth way
AT_HAND = (SignatureWay.DRAWN, SignatureWay.TYPED, SignatureWay.SCANNED)
# in which a text typed by hand may stand, the usual one first
OWN_PARTS = (
    FieldClass.JOURNAL,
    FieldClass.PLAN,
    FieldClass.CONTACT,
    FieldClass.ANAMNESIS,
    FieldClass.ASSESSMENT,
    FieldClass.DATES,
)
FIELDS_OF = {
    PlanSection.GOALS: (),
    PlanSection.ITEMS: ("party", "person", "cost_bearer", "due_on"),
    PlanSection.OBLIGATIONS: ("due_on",),
}


class EntryForm(forms.Form):
    """One line of the plan; which fields it has depends on the section."""

    revision = RevisionField()
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    text = PlainTextField(label=_("Was?"), max_length=1000, widget=lines(2))
    party = PickField(label=_("Zuständige Stelle"))
    person = PlainTextField(label=_("Zuständiger Mensch"), max_length=200)
    cost_bearer = PlainTextField(
        label=_("Wer trägt die Kosten?"), help_text=_("Oder: keine Kosten"), max_length=200
    )
    due_on = SafeDateField(label=_("Bis wann?"))
    data_class = PickField(
        label=_("Was für eine Angabe ist das?"),
        help_text=_("Danach entscheidet sich, welche Stelle sie bekommt."),
        choices=DataClass.choices,
        initial=DataClass.WORK,
    )

    def __init__(
        self, data: Data = None, *, section: PlanSection, parties: Iterable[Party], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"section": section, "parties": parties}
        self.people = {str(p.uuid): p for p in parties}
        offer(self, "party", [("", CHOOSE), *((key, title_of(p)) for key, p in self.people.items())])
        for name in ("party", "person", "cost_bearer", "due_on"):
            if name not in FIELDS_OF[section]:
                del self.fields[name]
        if section == PlanSection.OBLIGATIONS:
            self.fields["due_on"].required = False

    def has_seen(self, entry: Mapping[str, Any] | None) -> bool:
        """Whether the line still is as it was on the page."""
        return bool(self.cleaned_data["seen"] == digest_of(entry))

    def facts(self) -> EntryFacts:
        data = self.cleaned_data
        return EntryFacts(
            text=data["text"],
            data_class=DataClass(data["data_class"]),
            party=self.people.get(data.get("party") or ""),
            person=data.get("person") or "",
            cost_bearer=data.get("cost_bearer") or "",
            due_on=data.get("due_on"),
        )


def typed_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A stored line as the form shows it."""
    due_on = date.fromisoformat(entry["due_on"]) if entry["due_on"] else None
    return {name: entry[name] for name in ("text", "party", "person", "cost_bearer", "data_class")} | {
        "due_on": due_on
    }


def digest_of(entry: Mapping[str, Any] | None) -> str:
    """The same for the same line."""
    return hashlib.sha256(repr(sorted((entry or {}).items())).encode()).hexdigest()


class RevisionForm(forms.Form):
    revision = RevisionField()


class IssueForm(forms.Form):
    """Put the draft before all."""

    revision = RevisionField()
    reason = PlainTextField(
        label=_("Was ändert sich und warum?"),
        help_text=_("Alle lesen diesen Satz, bevor sie unterschreiben."),
        max_length=2000,
        required=False,
        widget=lines(2),
    )


class SignForm(forms.Form):
    """What one party says to a version, seen by whoever is logged in."""

    kind = PickField(
        label=_("Wort zum Plan"),
        choices=[
            (SignatureKind.SIGNED, _("unterschreibt")),
            (SignatureKind.RESERVED, _("unterschreibt mit Vorbehalt")),
            (SignatureKind.REFUSED, _("unterschreibt nicht")),
        ],
        widget=forms.RadioSelect,
        initial=SignatureKind.SIGNED,
    )
    note = PlainTextField(
        label=_("Vorbehalt, oder warum nicht"), max_length=2000, required=False, widget=lines(2)
    )
    name = PlainTextField(label=_("Name der Person, die unterschreibt"), max_length=200)
    signed_on = SafeDateField(label=_("Unterschrieben am"))
    way = PickField(
        label=_("Auf welchem Weg?"),
        choices=[(way, way.label) for way in AT_HAND],
        widget=forms.RadioSelect,
        initial=SignatureWay.TYPED,
    )
    drawing = forms.CharField(max_length=MOST_DRAWN, required=False, widget=forms.HiddenInput)
    scan = forms.FileField(label=_("Eingescannte Unterschrift"), required=False)
    field_order = ["kind", "note", "name", "signed_on", "way", "scan"]

    def word(self) -> Word:
        data = self.cleaned_data
        return Word(
            kind=SignatureKind(data["kind"]),
            way=SignatureWay(data["way"]),
            name=data["name"],
            note=data["note"],
            drawing=data["drawing"],
            signed_on=data["signed_on"],
            scan=Scan(data["scan"].name, data["scan"].file) if data["scan"] else None,
        )


class StepForm(forms.Form):
    revision = RevisionField()
    state = PickField(label=_("Stand"), choices=StepState.choices, widget=forms.RadioSelect)
    note = PlainTextField(label=_("Bemerkung"), max_length=2000, required=False, widget=lines(2))


class ShareForm(forms.Form):
    """What goes to all involved; each gets what it may know of it."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    parts = forms.MultipleChoiceField(
        label=_("Was geht weiter?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    own_text = PlainTextField(label=_("Eigener Text"), max_length=8000, required=False, widget=lines())
    own_class = PickField(
        label=_("Was für Angaben stehen im eigenen Text?"),
        choices=[("", CHOOSE), *DataClass.choices],
        required=False,
    )
    own_part = PickField(
        label=_("Zu welchem Teil der Akte gehört der eigene Text?"),
        choices=[],
        required=False,
        initial=FieldClass.JOURNAL,
        help_text=_("Was im Dienst für Partner geschlossen ist, liest eine Stelle über einen Link nicht."),
    )
    send_on = SafeDateField(
        label=_("Ab wann gehen die Links von selbst?"),
        help_text=_(
            "An Stellen mit Mailadresse, die ihre PIN schon kennen. Ohne Tag senden Sie selbst. "
            "Bis dahin lässt es sich anhalten."
        ),
        required=False,
    )

    def __init__(self, data: Data = None, *, items: Sequence[Item], ticked: bool, **kwargs: Any) -> None:
        self.items_by_key = {key_of(item): item for item in items}
        initial = {"token": uuid4(), "parts": list(self.items_by_key) if ticked else []}
        super().__init__(data, initial=initial, **kwargs)
        offer(self, "parts", [(key, _named(item)) for key, item in self.items_by_key.items()])
        titles = access_table().classes
        offer(self, "own_part", [(part, shipped(titles[part])) for part in OWN_PARTS])
        if not self.items_by_key:
            del self.fields["parts"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("own_text") and not data.get("own_class") and "own_class" not in self.errors:
            self.add_error("own_class", _("Bitte sagen Sie, was für Angaben im eigenen Text stehen."))
        return data

    @property
    def chosen_token(self) -> UUID:
        found: UUID = self.cleaned_data["token"]
        return found

    def chosen(self) -> list[Item]:
        data = self.cleaned_data
        items = [self.items_by_key[key] for key in data.get("parts", ())]
        if data["own_text"]:
            items.append(
                Item(
                    data_class=DataClass(data["own_class"]),
                    title="Mitteilung",
                    text=data["own_text"],
                    part=data["own_part"] or FieldClass.JOURNAL,
                )
            )
        return items


def key_of(item: Item) -> str:
    """The same for the same words, so that exactly what was shown is passed on."""
    said = "\n".join((item.data_class, item.title, item.text, str(item.holder)))
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _named(item: Item) -> str:
    text = " ".join(item.text.split())
    shown = text if len(text) <= 160 else f"{text[:160]}…"  # noqa: PLR2004
    return f"{item.title}: {shown} ({DataClass(item.data_class).label})"
