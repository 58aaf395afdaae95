"""How each type of item is asked: the form fields of one answer, and the answer that they make together."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, SafeDateField
from roterfaden.languages.shipped import shipped, written_here
from roterfaden.people.form import Item
from roterfaden.people.values import MAX_LONG_TEXT, MAX_TEXT, PERIOD, day_in_words, is_partial_day

NOT_SAID = ("", gettext_lazy("keine Angabe"))
GERMAN_DAY = re.compile(r"(?:(?:(\d{1,2})\.)?(\d{1,2})[./])?(\d{4})", re.ASCII)


class PartialDayField(forms.CharField):
    """A day, a month or a year, as people remember them: `31.08.2015`, `08.2015`, `2015`. Gives `2015-08`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        if not text or is_partial_day(text):
            return text
        found = GERMAN_DAY.fullmatch(text)
        parts = [part for part in reversed(found.groups()) if part] if found else []
        stored = "-".join(part.zfill(2) for part in parts)
        if not is_partial_day(stored):
            raise ValidationError(
                _("Bitte geben Sie Jahr, Monat oder Tag ein: 2015, 08.2015 oder 31.08.2015.")
            )
        return stored

    def prepare_value(self, value: Any) -> Any:
        return day_in_words(value) if isinstance(value, str) and is_partial_day(value) else value


def fields_of(item: Item, label: str) -> dict[str, forms.Field]:
    """The fields of one answer, by the part of the answer that they ask; a single one has no part."""
    if item.type == "contact":
        return {part: PlainTextField(label=part, max_length=MAX_TEXT, required=False) for part in item.parts}
    if item.type == "period":
        labels = {"from": _("von"), "to": _("bis")}
        hint = _("Jahr, Monat oder Tag")
        return {end: PartialDayField(label=labels[end], required=False, help_text=hint) for end in PERIOD}
    return {"": _single(item, label)}


def _single(item: Item, label: str) -> forms.Field:
    common: dict[str, Any] = {"label": label, "required": False, "help_text": written_here(item.hint)}
    if item.type in ("choice", "yes_no"):
        return PickField(
            choices=[NOT_SAID, *((key, shipped(label)) for key, label in item.choices)], **common
        )
    if item.type == "date":
        return SafeDateField(**common)
    if item.type == "integer":
        if item.unit and not item.hint:
            common["help_text"] = shipped(item.unit)
        return forms.IntegerField(min_value=item.least, max_value=item.most, **common)
    if item.type == "long_text":
        widget = forms.Textarea(attrs={"rows": 3})
        return PlainTextField(max_length=MAX_LONG_TEXT, widget=widget, **common)
    return PlainTextField(max_length=MAX_TEXT, **common)


def answer_of(item: Item, parts: Mapping[str, Any]) -> Any:
    """The answer that the cleaned `parts` make, in the shape in which it is stored; None for nothing."""
    if item.type in ("contact", "period"):
        filled = {part: value or "" for part, value in parts.items()}
        return filled if any(filled.values()) else None
    value = parts.get("")
    if value in (None, ""):
        return None
    return value.isoformat() if item.type == "date" else value


def initial_of(item: Item, value: Any) -> dict[str, Any]:
    """What stands in the fields before one types: the stored answer, part by part."""
    if item.type in ("contact", "period"):
        return dict(value or {})
    return {"": value}
