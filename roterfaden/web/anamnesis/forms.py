"""The forms of the anamnesis: one section in one sitting, one answer by itself, a dispute, a grant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.languages.shipped import shipped
from roterfaden.people.anamnesis import Known, Place
from roterfaden.people.facts import MAX_NUMBER, Said, Sitting
from roterfaden.people.form import Form, Item, Section
from roterfaden.web.anamnesis.fields import answer_of, fields_of, initial_of

# the hidden field that says which value of an answer was seen
SEEN = re.compile(r"s-([A-Za-z0-9._-]+)-(\d{1,3})-(\d{1,3})", re.ASCII)
CHOOSE = ("", gettext_lazy("Bitte wählen"))


class SittingForm(forms.Form):
    """Who said it, when, and who exactly: once for everything that is saved together."""

    source = PickField(label=gettext_lazy("Von wem stammen die Angaben?"))
    said_on = SafeDateField(label=gettext_lazy("Gesagt am"))
    source_name = PlainTextField(
        label=gettext_lazy("Name oder Unterlage"),
        help_text=gettext_lazy("Zum Beispiel: Dr. Petersen, Entlassungsbericht"),
        max_length=200,
        required=False,
    )

    def offer_sources(self, form: Form) -> None:
        field = self.fields["source"]
        field.choices = [CHOOSE, *((s.id, shipped(s.title)) for s in form.sources)]  # type: ignore[attr-defined]

    def sitting(self) -> Sitting:
        data = self.cleaned_data
        return Sitting(source=data["source"], said_on=data["said_on"], source_name=data["source_name"])


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One answer that a section asks for: its place, and what stands there now."""

    item: Item
    entry: int
    place: int
    known: Known | None

    @property
    def at(self) -> Place:
        return (self.item.id, self.entry, self.place)

    @property
    def key(self) -> str:
        return f"{self.item.id}-{self.entry}-{self.place}"

    def name(self, part: str) -> str:
        """The name of the field of one part of the answer."""
        asked = ["", *self.item.parts, "from", "to"].index(part)
        return f"f-{self.key}.{asked}" if asked else f"f-{self.key}"


def asked_in(section: Section, known: Mapping[Place, Known], *, health: bool) -> list[list[Asked]]:
    """What a section asks, entry by entry: all that is known, and room for one more wherever it repeats."""
    items = [i for i in section.items if not i.kept_as and not i.retired and (health or not i.special)]
    if not items:
        return []
    if not section.repeatable:
        return [_asked_in_entry(items, 0, known)]
    filled = entries_of(section, known)
    return [_asked_in_entry(items, entry, known) for entry in [*filled, next_entry(section, known)]]


def asked_again(
    section: Section, known: Mapping[Place, Known], data: Mapping[str, Any], *, health: bool
) -> list[list[Asked]]:
    """What a form that was sent had asked, whatever has become of the section since."""
    items = {i.id: i for i in section.items if not i.kept_as and (health or not i.special)}
    entries: dict[int, list[Asked]] = {}
    for name in data:
        found = SEEN.fullmatch(name)
        item = items.get(found[1]) if found else None
        if found and item and max(int(found[2]), int(found[3])) <= MAX_NUMBER:
            at = (item.id, int(found[2]), int(found[3]))
            asked = Asked(item=item, entry=at[1], place=at[2], known=known.get(at))
            entries.setdefault(at[1], []).append(asked)
    return [entries[entry] for entry in sorted(entries)]


def entries_of(section: Section, known: Mapping[Place, Known]) -> list[int]:
    """The entries of a section that hold an answer."""
    ids = {item.id for item in section.items}
    return sorted({at[1] for at, one in known.items() if at[0] in ids and one.value is not None})


def next_entry(section: Section, known: Mapping[Place, Known]) -> int:
    ids = {item.id for item in section.items}
    return max((at[1] for at in known if at[0] in ids), default=0) + 1


def _asked_in_entry(items: Sequence[Item], entry: int, known: Mapping[Place, Known]) -> list[Asked]:
    asked = []
    for item in items:
        there = {at[2]: one for at, one in known.items() if at[:2] == (item.id, entry)}
        filled = [place for place, one in sorted(there.items()) if one.value is not None]
        if item.repeatable:
            filled.append(max(there, default=-1) + 1)
        elif not filled:
            filled.append(0)
        asked += [Asked(item=item, entry=entry, place=p, known=there.get(p)) for p in filled]
    return asked


class SectionForm(SittingForm):
    """The answers of one section. Each carries the number of the value that was seen; only what differs is kept."""

    # any answer may be left out: saying so at each field would be noise
    is_filter = True

    def __init__(
        self, data: Mapping[str, Any] | None, *, form: Form, asked: Sequence[Sequence[Asked]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.offer_sources(form)
        self.asked = [one for entry in asked for one in entry]
        for one in self.asked:
            self._add(one)

    def _add(self, one: Asked) -> None:
        first = initial_of(one.item, one.known.value if one.known else None)
        for part, field in fields_of(one.item, label_of(one)).items():
            self.fields[one.name(part)] = field
            self.initial[one.name(part)] = first.get(part)
        self.fields[f"s-{one.key}"] = RevisionField()
        self.initial[f"s-{one.key}"] = one.known.slot.revision if one.known else 0

    def parts_of(self, one: Asked) -> list[BoundField]:
        return [self[one.name(part)] for part in fields_of(one.item, "")]

    def seen_of(self, one: Asked) -> BoundField:
        return self[f"s-{one.key}"]

    def said(self) -> list[Said]:
        """Every answer of the section as it was typed."""
        found = []
        for one in self.asked:
            parts = {part: self.cleaned_data[one.name(part)] for part in fields_of(one.item, "")}
            found.append(
                Said(
                    item=one.item.id,
                    entry=one.entry,
                    place=one.place,
                    value=answer_of(one.item, parts),
                    seen=self.cleaned_data[f"s-{one.key}"],
                )
            )
        return found

    def blame(self, place: Place | None, sentence: str) -> None:
        """Say at the field of `place` what is wrong; of None, at the source."""
        one = next((one for one in self.asked if one.at == place), None)
        name = one.name(next(iter(fields_of(one.item, "")))) if one else None
        self.add_error(name, sentence)


def label_of(one: Asked) -> str:
    """`Medikament 2`: places of a list are counted."""
    label = shipped(one.item.label)
    return f"{label} {one.place + 1}" if one.item.repeatable else label


class DisputeForm(forms.Form):
    """Somebody says that a value is not true."""

    said_by = PlainTextField(label=gettext_lazy("Wer bestreitet die Angabe?"), max_length=200)
    raised_on = SafeDateField(label=gettext_lazy("Wann wurde das gesagt?"))
    reason = PlainTextField(
        label=gettext_lazy("Was ist nach dieser Sicht richtig?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettleForm(forms.Form):
    """How a dispute came out."""

    settlement = PlainTextField(
        label=gettext_lazy("Wie hat es sich geklärt?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GrantForm(forms.Form):
    """Open the health record to a colleague."""

    user = PickField(label=gettext_lazy("Wer darf die Gesundheitsakte lesen?"))
    valid_until = SafeDateField(label=gettext_lazy("Letzter Tag"))
    reason = PlainTextField(
        label=gettext_lazy("Warum ist das nötig?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["user"].choices = [CHOOSE, *colleagues]  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Two days of the file."""

    is_filter = True
    von = SafeDateField(label=gettext_lazy("Stand am"))
    bis = SafeDateField(label=gettext_lazy("verglichen mit"))
    alles = forms.BooleanField(label=gettext_lazy("Auch Unverändertes zeigen"), required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        first, last = data.get("von"), data.get("bis")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("bis", _("Dieser Tag liegt vor dem ersten."))
        return data
