"""The forms of who stands beside a person, of how one communicates, and of joining two records."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.common.text import validate_plain_text
from roterfaden.people.choices import RelationKind
from roterfaden.people.models import Relation
from roterfaden.people.relations import FIELDS, MAX_LANGUAGES
from roterfaden.people.surroundings import offered

CHOOSE = ("", _("Bitte wählen"))
KEPT, GONE = "kept", "gone"


class RelationForm(forms.Form):
    """Somebody beside a person; the kind decides what is asked."""

    name = PlainTextField(label=_("Name"), max_length=200)
    relationship = PickField(label=_("Verhältnis"), required=False)
    in_household = forms.BooleanField(label=_("Lebt im selben Haushalt"), required=False)
    scopes = forms.MultipleChoiceField(
        label=_("Aufgabenkreise"), required=False, widget=forms.CheckboxSelectMultiple
    )
    court_number = PlainTextField(label=_("Aktenzeichen des Gerichts"), max_length=60, required=False)
    specialty = PlainTextField(label=_("Fachgebiet"), max_length=120, required=False)
    function = PlainTextField(label=_("Funktion oder Stelle"), max_length=120, required=False)
    phone = PlainTextField(label=_("Telefon"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-Mail"), required=False, validators=[validate_plain_text])
    address = PlainTextField(label=_("Anschrift"), max_length=200, required=False)
    note = PlainTextField(
        label=_("Bemerkung"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, kind: RelationKind, region: str, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with: dict[str, Any] = {"kind": kind, "region": region}
        self.kind = kind
        for name in set(self.base_fields) - {"name", "revision", "ended_on", *FIELDS[kind]}:
            del self.fields[name]
        swiss = region.startswith("CH")
        if "relationship" in self.fields:
            self._offer("relationship", [CHOOSE, *offered("relationships", region)])
        if "scopes" in self.fields:
            self._offer("scopes", offered("scopes", region))
            self.fields["scopes"].label = _("Art der Beistandschaft") if swiss else _("Aufgabenkreise")
            self.fields["court_number"].label = (
                _("Behörde (KESB) und Nummer") if swiss else _("Gericht und Aktenzeichen")
            )

    def _offer(self, name: str, choices: Iterable[Any]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS[self.kind]}


class ChangeRelationForm(RelationForm):
    """The same for somebody who is known already."""

    ended_on = SafeDateField(
        label=_("Gilt nicht mehr seit"), help_text=_("Leer lassen, solange es gilt."), required=False
    )
    revision = RevisionField()


def stored_of(relation: Relation) -> dict[str, Any]:
    """What the form shows of a stored relation."""
    details = relation.details or {}
    blank: dict[str, Any] = {"in_household": False, "scopes": []}
    values = {name: details.get(name, blank.get(name, "")) for name in FIELDS[RelationKind(relation.kind)]}
    ended: date | None = relation.ended_on
    return {"name": relation.name, "ended_on": ended} | values


class CommunicationForm(forms.Form):
    """How one communicates with a person: ways to tick, languages with their level, a remark."""

    needs = forms.MultipleChoiceField(
        label=_("Was hilft der Verständigung?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    remark = PlainTextField(
        label=_("Bemerkung"),
        help_text=_("Was sonst wichtig ist, zum Beispiel die Tageszeit."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    revision = RevisionField()

    def __init__(self, data: Mapping[str, Any] | None, *, region: str, rows: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with: dict[str, Any] = {"region": region, "rows": rows}
        self.fields["needs"].choices = offered("communication", region)  # type: ignore[attr-defined]
        self.rows = min(rows, MAX_LANGUAGES)
        for n in range(self.rows):
            self.fields[f"language{n}"] = PlainTextField(label=_("Sprache"), max_length=60, required=False)
            level = PickField(
                label=_("Kenntnisse"), choices=[CHOOSE, *offered("levels", region)], required=False
            )
            self.fields[f"level{n}"] = level

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for n in range(self.rows):
            if data.get(f"language{n}") and not data.get(f"level{n}") and f"level{n}" not in self.errors:
                self.add_error(f"level{n}", _("Bitte wählen Sie, wie gut die Sprache verstanden wird."))
            if data.get(f"level{n}") and not data.get(f"language{n}") and f"language{n}" not in self.errors:
                self.add_error(f"language{n}", _("Bitte nennen Sie die Sprache."))
        return data

    def languages(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        rows = [{"name": data[f"language{n}"], "level": data[f"level{n}"]} for n in range(self.rows)]
        return [row for row in rows if row["name"]]

    def language_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"language{n}"], self[f"level{n}"]) for n in range(self.rows)]


class MergeForm(forms.Form):
    """Which of two records holds the right value, field by field; what is equal is not asked."""

    kept_revision = RevisionField()
    gone_revision = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None, *, differing: Iterable[tuple[str, str, str, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.differing = list(differing)
        for name, label, kept, gone in self.differing:
            self.fields[name] = PickField(
                label=label, choices=[(KEPT, kept), (GONE, gone)], widget=forms.RadioSelect, initial=KEPT
            )

    def chosen(self) -> list[str]:
        return [name for name, *_rest in self.differing if self.cleaned_data[name] == GONE]
