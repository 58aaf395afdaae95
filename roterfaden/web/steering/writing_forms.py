"""Forms of KPIs: an own definition, a monthly figure."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, TypedDecimalField
from roterfaden.languages.shipped import shipped
from roterfaden.steering.choices import Direction
from roterfaden.steering.kpis import KpiRefused, Written, checked_formula, limit_fits
from roterfaden.steering.typed import typed_figures


class NumberField(TypedDecimalField):
    """A number as people write it, with comma or point."""

    default_error_messages = {"invalid": gettext_lazy("Hier steht eine Zahl, etwa 12 oder 4,5.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 11)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(**kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def prepare_value(self, value: Any) -> Any:
        """A stored number without the zeros of its column: what the field shows it also takes."""
        if isinstance(value, Decimal):
            return Decimal(f"{value.quantize(Decimal('0.01')).normalize():f}")
        return value


class KpiForm(forms.Form):
    """An own KPI."""

    title = PlainTextField(label=gettext_lazy("Name"), max_length=120)
    meaning = PlainTextField(
        label=gettext_lazy("Was sagt sie?"), max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )
    unit = PlainTextField(label=gettext_lazy("Einheit"), max_length=40)
    formula = PlainTextField(
        label=gettext_lazy("Formel"),
        max_length=300,
        help_text=gettext_lazy("Größen von unten, Zahlen, + - * / und Klammern: 100 * placed / closed"),
    )
    direction = PickField(label=gettext_lazy("Was ist gut?"), choices=Direction.choices)
    target = NumberField(label=gettext_lazy("Ziel"))
    limit = NumberField(
        label=gettext_lazy("Grenze"), help_text=gettext_lazy("Jenseits davon gilt das Ziel als verfehlt.")
    )
    source = PlainTextField(label=gettext_lazy("Woher kommt sie?"), max_length=200, required=False)
    valid_from = SafeDateField(label=gettext_lazy("Gilt ab"))
    revision = RevisionField()

    def clean_formula(self) -> str:
        text = str(self.cleaned_data["formula"])
        try:
            checked_formula(text)
        except KpiRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"target", "limit", "direction"} <= data.keys() and not limit_fits(
            Direction(data["direction"]), data["target"], data["limit"]
        ):
            self.add_error("limit", _("Die Grenze liegt auf der guten Seite des Ziels."))
        return data

    def written(self) -> Written:
        data = self.cleaned_data
        names = ("title", "meaning", "unit", "formula", "target", "limit", "source")
        return Written(direction=Direction(data["direction"]), **{name: data[name] for name in names})


class TypedForm(forms.Form):
    """A monthly figure."""

    name = PickField(label=gettext_lazy("Größe"))
    month = SafeDateField(
        label=gettext_lazy("Ab wann?"), help_text=gettext_lazy("Irgendein Tag des ersten Monats.")
    )
    value = NumberField(label=gettext_lazy("Wert"), min_value=0)
    replace = forms.BooleanField(
        label=gettext_lazy("Den Wert ersetzen, der in diesem Monat schon steht"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (one.name, f"{shipped(one.title)} ({shipped(one.unit)})") for one in typed_figures().values()
        ]
        cast("forms.ChoiceField", self.fields["name"]).choices = [("", _("Bitte wählen")), *choices]
