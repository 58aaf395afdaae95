"""Form fields for what the catalogue asks for."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, TypedDecimalField
from roterfaden.languages.shipped import shipped, shipped_pairs
from roterfaden.measures.definitions import FieldSpec
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.dates.appointment_forms import time_field


def field_for(spec: FieldSpec) -> forms.Field:
    """The form field of one thing that the catalogue asks for."""
    return MAKERS[spec.type](spec, {"label": shipped(spec.label), "required": not spec.optional})


def hours_field(*, most: int = 24, **options: Any) -> TypedDecimalField:
    """Hours as people write them: 3,5."""
    return TypedDecimalField(
        min_value=Decimal(0),
        max_value=Decimal(most),
        max_digits=4,
        decimal_places=2,
        **options,
    )


MAKERS: dict[str, Callable[[FieldSpec, dict[str, Any]], forms.Field]] = {
    "text": lambda _spec, common: PlainTextField(max_length=200, **common),
    "long": lambda _spec, common: PlainTextField(
        max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **common
    ),
    "day": lambda _spec, common: SafeDateField(**common),
    "time": lambda _spec, common: time_field(common["label"], required=common["required"]),
    "minutes": lambda _spec, common: forms.IntegerField(min_value=1, max_value=1440, **common),
    "hours": lambda _spec, common: hours_field(most=60, **common),
    "choice": lambda spec, common: PickField(
        choices=[("", CHOOSE), *shipped_pairs(spec.options.items())], **common
    ),
}


class FactsForm(forms.Form):
    """What one kind of record or support asks for, as the catalogue says; and for support its next state."""

    revision = RevisionField(required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        specs: Iterable[FieldSpec],
        states: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.specs, choices = list(specs), list(states)
        self.made_with = {"specs": self.specs, "states": choices}
        if choices:
            self.fields["state"] = PickField(label=_("Stand"), choices=choices)
        for spec in self.specs:
            self.fields[spec.id] = field_for(spec)

    def facts(self) -> dict[str, str]:
        """What was typed, as the catalogue keeps it: days and times in ISO form."""
        return {spec.id: as_text(self.cleaned_data[spec.id]) for spec in self.specs}


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)


def as_initial(spec: FieldSpec, value: str) -> Any:
    """A kept value as the form field has it."""
    if not value:
        return None if spec.type in ("day", "time", "minutes", "hours") else ""
    if spec.type == "day":
        return date.fromisoformat(value)
    if spec.type == "time":
        return time.fromisoformat(value)
    if spec.type == "minutes":
        return int(value)
    return Decimal(value) if spec.type == "hours" else value


def in_words(spec: FieldSpec, value: str) -> str:
    """A kept value as people read it."""
    if spec.type == "day":
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    if spec.type == "time":
        return f"{value} Uhr"
    if spec.type == "hours":
        return f"{value.replace('.', ',')} Std."
    if spec.type == "minutes":
        return f"{value} Min."
    return shipped(spec.shown(value)) if spec.options else value
