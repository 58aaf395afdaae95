"""What forms about money in a year share: which year, what was spent, why it is struck."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, SafeDateField, TypedDecimalField, offer


class YearForm(forms.Form):
    """Which year is shown."""

    is_filter = True
    jahr = PickField(label=gettext_lazy("Jahr"), required=False)

    def __init__(self, data: Any, *, years: Sequence[int]) -> None:
        super().__init__(data)
        offer(self, "jahr", [(str(year), str(year)) for year in years])


def chosen_year(request: HttpRequest, years: Sequence[int], *, today: date) -> tuple[YearForm, int]:
    """The filter, and the year that it asks for; without one, or with one that is not on offer, the present."""
    form = YearForm(request.GET if "jahr" in request.GET else {"jahr": str(today.year)}, years=years)
    year = int(form.cleaned_data["jahr"] or today.year) if form.is_valid() else today.year
    return form, year


def amount_field() -> TypedDecimalField:
    return TypedDecimalField(label=gettext_lazy("Betrag"), min_value=0, max_digits=11, decimal_places=2)


def name_currency(form: forms.Form, currency: str) -> None:
    """The label of the amount says in what it is counted."""
    form.fields["amount"].label = _("Betrag in %(currency)s") % {"currency": currency}


class SpentForm(forms.Form):
    """Something that was spent."""

    day = SafeDateField(label=gettext_lazy("Tag"))
    amount = amount_field()
    receipt = PlainTextField(
        label=gettext_lazy("Beleg"),
        max_length=200,
        help_text=gettext_lazy(
            "Nummer und Gegenstand der Rechnung, ohne Namen von Klientinnen und Klienten."
        ),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, currency: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"currency": currency}
        name_currency(self, currency)


class StrikeForm(forms.Form):
    """Why something that was spent is struck."""

    reason = PlainTextField(label=gettext_lazy("Warum gestrichen"), max_length=200)
