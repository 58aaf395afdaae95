"""Forms of profiles, of the terms of a search, of declines, weights and instruments."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.languages.shipped import shipped
from roterfaden.matching.ranking import Weights
from roterfaden.profiles.choices import DeclineReason, Method, PlaceMethod, Side, View
from roterfaden.profiles.instruments import Group, Instrument, Item, shipped_instruments, slug, with_lines
from roterfaden.profiles.keeping import HEAVIEST, NOTE_LENGTH, Finding
from roterfaden.profiles.terms import Wishes, terms_table

POSTCODE = re.compile(r"[0-9]{1,5}")
MOST_POSTCODES = 40


@dataclass(frozen=True)
class Row:
    """One item on the page: its radios and its note."""

    item: Item
    value: BoundField
    note: BoundField


class ProfileForm(forms.Form):
    """All items of an instrument as radios; nothing chosen means that nobody knows."""

    found_on = SafeDateField(label=gettext_lazy("Tag"))
    view = PickField(label=gettext_lazy("Sicht"), choices=View.choices, initial=View.EXTERNAL)
    method = PickField(label=gettext_lazy("Wie"), choices=Method.choices, initial=Method.OBSERVATION)
    source = PlainTextField(label=gettext_lazy("Von wem"), max_length=200, required=False)
    revision = RevisionField(required=False)

    def __init__(
        self, data: Any = None, *, instrument: Instrument, of_place: bool, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.made_with = {"instrument": instrument, "of_place": of_place}
        self.instrument = instrument
        if of_place:
            del self.fields["view"]
            self.fields["method"] = PickField(label=_("Wie"), choices=PlaceMethod.choices)
        choices = [*((str(v), str(v)) for v in instrument.values), ("", "?")]
        for item in instrument.items:
            self.fields[f"v_{item.id}"] = PickField(
                label=shipped(item.title), choices=choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"n_{item.id}"] = PlainTextField(
                label=_("Notiz oder Beleg zu %(item)s") % {"item": shipped(item.title)},
                max_length=NOTE_LENGTH,
                required=False,
            )

    def head(self) -> list[BoundField]:
        return [self[name] for name in ("found_on", "view", "method", "source") if name in self.fields]

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        for group in self.instrument.groups:
            yield (
                shipped(group.title),
                [Row(i, self[f"v_{i.id}"], self[f"n_{i.id}"]) for i in group.items],
            )

    def finding(self) -> Finding:
        said = self.cleaned_data
        ids = [item.id for item in self.instrument.items]
        return Finding(
            found_on=said["found_on"],
            method=said["method"],
            view=said.get("view", ""),
            source=said["source"],
            values={one: int(said[f"v_{one}"]) for one in ids if said[f"v_{one}"]},
            notes={one: said[f"n_{one}"] for one in ids},
        )

    def blame(self, item: str, message: str) -> None:
        self.add_error(next((n for n in (item, f"n_{item}") if n in self.fields), None), message)


def stored_profile(profile: Any, instrument: Instrument) -> dict[str, Any]:
    """A profile as the values of its form."""
    known: dict[str, Any] = {
        "found_on": profile.found_on, "method": profile.method, "source": profile.source,
    }  # fmt: skip
    if hasattr(profile, "view"):
        known["view"] = profile.view
    for item in instrument.items:
        value = profile.content["values"].get(item.id)
        known[f"v_{item.id}"] = "" if value is None else str(value)
        known[f"n_{item.id}"] = profile.content["notes"].get(item.id, "")
    return known


class TermsForm(forms.Form):
    """What is possible at work and what must not be."""

    postcodes = PlainTextField(
        label=gettext_lazy("Erreichbare Postleitzahlen"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Anfänge genügen, mit Komma: 249, 2423. Leer heißt: überall."),
    )
    hours_from = forms.IntegerField(
        label=gettext_lazy("Wochenstunden von"), min_value=0, max_value=80, initial=0
    )
    hours_to = forms.IntegerField(label=gettext_lazy("bis"), min_value=0, max_value=80, initial=40)
    licence = forms.BooleanField(label=gettext_lazy("Darf und kann Auto fahren"), required=False)
    must_not = forms.MultipleChoiceField(
        label=gettext_lazy("Darf nicht sein"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nur was nicht sein darf, nie warum. Eine Diagnose gehört nicht hierher."),
    )
    agreed_on = SafeDateField(
        label=gettext_lazy("Einverstanden, für freie Plätze gefunden zu werden, seit"), required=False
    )
    seen = RevisionField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "must_not", [(c.id, shipped(c.title)) for c in terms_table().conditions.values()])

    def clean_postcodes(self) -> tuple[str, ...]:
        parts = [part.strip() for part in self.cleaned_data["postcodes"].split(",") if part.strip()]
        if len(parts) > MOST_POSTCODES or not all(POSTCODE.fullmatch(part) for part in parts):
            raise ValidationError(_("Bitte nur Ziffern, mit Komma getrennt, zum Beispiel: 249, 2423."))
        return tuple(sorted(set(parts)))

    def wishes(self) -> Wishes:
        said = self.cleaned_data
        return Wishes(
            said["postcodes"], said["hours_from"], said["hours_to"], said["licence"], tuple(said["must_not"])
        )

    @staticmethod
    def shown(wishes: Wishes, agreed_on: date | None, *, seen: int) -> dict[str, Any]:
        return {
            "postcodes": ", ".join(wishes.postcodes), "hours_from": wishes.hours_from,
            "hours_to": min(wishes.hours_to, 80), "licence": wishes.licence, "must_not": list(wishes.must_not),
            "agreed_on": agreed_on, "seen": seen,
        }  # fmt: skip


class DeclineForm(forms.Form):
    """This workplace comes to nothing: who says so, why."""

    side = PickField(label=gettext_lazy("Wer"), choices=Side.choices)
    reason = PickField(label=gettext_lazy("Warum"), choices=DeclineReason.choices)
    condition = PickField(label=gettext_lazy("Welche Bedingung"), required=False)
    note = PlainTextField(label=gettext_lazy("Notiz"), max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        conditions = terms_table().conditions.values()
        self.fields["condition"].choices = [("", "–"), *((c.id, shipped(c.title)) for c in conditions)]  # type: ignore[attr-defined]


class WeightsForm(forms.Form):
    """How a service weighs."""

    shortfall = forms.IntegerField(
        label=gettext_lazy("Ein Schritt zu wenig kostet"), min_value=0, max_value=HEAVIEST
    )
    surplus = forms.IntegerField(
        label=gettext_lazy("Ein Schritt zu viel kostet"), min_value=0, max_value=HEAVIEST
    )
    unknown = forms.IntegerField(
        label=gettext_lazy("Ein unbekanntes Merkmal kostet"), min_value=0, max_value=HEAVIEST
    )
    revision = RevisionField(required=False)

    def __init__(
        self, data: Any = None, *, instruments: Mapping[str, Instrument], known: Weights, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.made_with = {"instruments": instruments, "known": known}
        self.instruments = instruments
        for key, instrument in instruments.items():
            for item in instrument.items:
                self.fields[_factor(key, item.id)] = forms.IntegerField(
                    label=shipped(item.title), min_value=0, max_value=HEAVIEST, required=False,
                    initial=known.items.get(f"{key}.{item.id}", 1),
                )  # fmt: skip

    def general(self) -> list[BoundField]:
        return [self[name] for name in ("shortfall", "surplus", "unknown")]

    def factors(self) -> Iterator[tuple[Instrument, list[BoundField], bool]]:
        """Per instrument its fields, and whether one of them is not the usual 1 or is wrong."""
        for key, instrument in self.instruments.items():
            fields = [self[_factor(key, item.id)] for item in instrument.items]
            yield instrument, fields, any(f.errors or str(f.value()) not in ("1", "", "None") for f in fields)

    def weights(self) -> Weights:
        """What the form says; a factor of 1 is not kept, an empty one counts as 1."""
        said = self.cleaned_data
        items = {
            f"{key}.{item.id}": factor
            for key, instrument in self.instruments.items()
            for item in instrument.items
            if (factor := said[_factor(key, item.id)]) is not None and factor != 1
        }
        return Weights(said["shortfall"], said["surplus"], said["unknown"], items)


def _factor(instrument: str, item: str) -> str:
    return f"f_{instrument}__{item}"


class OwnInstrumentForm(forms.Form):
    """An instrument of the service: what it holds can be worded anew, more can be added, nothing goes."""

    title = PlainTextField(label=gettext_lazy("Name des Instruments"), max_length=120)
    source = PlainTextField(label=gettext_lazy("Woher es kommt"), max_length=400)
    more = PlainTextField(
        label=gettext_lazy("Merkmale"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Je Zeile ein Merkmal, nach einem Doppelpunkt die Erklärung. „# Name“: neue Gruppe."),
    )  # fmt: skip
    revision = RevisionField(required=False)

    def __init__(self, data: Any = None, *, known: Instrument | None, **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"known": known}
        self.known = known
        for item in known.items if known else ():
            self.fields[f"t_{item.id}"] = PlainTextField(
                label=_("Merkmal"), max_length=120, initial=item.title
            )
            self.fields[f"n_{item.id}"] = PlainTextField(
                label=_("Erklärung zu %(item)s") % {"item": shipped(item.title)}, max_length=200, required=False,
                initial=item.note,
            )  # fmt: skip
        if known:
            self.fields["more"].label = _("Weitere Merkmale")
            self.fields["title"].initial, self.fields["source"].initial = known.title, known.source

    def rows(self) -> Iterator[tuple[str, list[tuple[BoundField, BoundField]]]]:
        for group in self.known.groups if self.known else ():
            yield shipped(group.title), [(self[f"t_{item.id}"], self[f"n_{item.id}"]) for item in group.items]

    def instrument(self) -> Instrument:
        """The instrument as the form says it, on the scale 1 to 5."""
        said, known = self.cleaned_data, self.known
        groups = [
            Group(
                g.id,
                g.title,
                tuple(Item(i.id, said[f"t_{i.id}"], said[f"n_{i.id}"], i.anchors) for i in g.items),
            )
            for g in (known.groups if known else ())
        ]
        groups = with_lines(groups, said["more"])
        if known is not None:
            return replace(known, title=said["title"], source=said["source"], groups=tuple(groups))
        key = f"own_{slug(said['title'])}"[:40]
        words = shipped_instruments()["key"].levels
        return Instrument(key, "1", said["title"], said["source"], 1, 5, 3, words, tuple(groups))


class InstrumentForm(forms.Form):
    """A file with an instrument, and the words of its licence."""

    file = forms.FileField(label=gettext_lazy("Datei (YAML oder CSV)"))
    licence = PlainTextField(
        label=gettext_lazy("Lizenz"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Nur bei geschützten Definitionen: Verlag, Nummer. Sie bleiben in Ihrem Dienst."
        ),
    )
