"""The forms of billing."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import (
    PickField,
    PlainTextField,
    RevisionField,
    SafeDateField,
    TypedDecimalField,
    offer,
)
from roterfaden.languages.shipped import shipped
from roterfaden.measures.catalogue import tariff_book
from roterfaden.measures.choices import ReversalReason
from roterfaden.measures.pricing import ADDRESS, PriceFacts
from roterfaden.web.casefile.forms import CHOOSE


class PriceForm(forms.Form):
    """A price from a day on."""

    service = PickField(label=_("Dienst"))
    code = PickField(label=_("Tarif"))
    commissioner = PickField(label=_("Für welche Stelle?"), required=False)
    amount = TypedDecimalField(label=_("Preis"), min_value=Decimal("0.01"), max_digits=9, decimal_places=2)
    valid_from = SafeDateField(label=_("gilt ab"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        services: list[Organisation],
        bodies: list[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        offer(self, "service", [(row.code, row.name) for row in services])
        if len(services) == 1:
            self.fields["service"].widget = forms.HiddenInput()
            self.fields["service"].initial = services[0].code
        tariffs = {one.code: one for row in services for one in tariff_book().in_region(row.region)}
        codes = [(code, f"{code} · {shipped(one.title)} ({one.currency})") for code, one in tariffs.items()]
        offer(self, "code", [("", CHOOSE), *codes])
        self.bodies = {row.code: row for row in bodies}
        offer(self, "commissioner", [("", _("für alle")), *((row.code, row.name) for row in bodies)])

    def facts(self) -> PriceFacts:
        data = self.cleaned_data
        return PriceFacts(
            commissioner=self.bodies.get(data["commissioner"]),
            code=data["code"],
            amount=data["amount"],
            valid_from=data["valid_from"],
        )


class AddressForm(forms.Form):
    """What an invoice says of an organisation."""

    revision = RevisionField()
    name = PlainTextField(label=_("Name auf der Rechnung"), max_length=70)
    street = PlainTextField(label=_("Straße"), max_length=70)
    house_number = PlainTextField(label=_("Hausnummer"), max_length=16, required=False)
    postcode = PlainTextField(label=_("Postleitzahl"), max_length=16)
    town = PlainTextField(label=_("Ort"), max_length=35)
    country = PickField(label=_("Land"), choices=[("DE", _("Deutschland")), ("CH", _("Schweiz"))])
    email = forms.EmailField(label=_("E-Mail für Rechnungen"), required=False)
    contact = PlainTextField(label=_("Ansprechperson"), max_length=100, required=False)
    phone = PlainTextField(label=_("Telefon"), max_length=40, required=False)
    iban = PlainTextField(label=_("IBAN"), max_length=34, required=False)
    tax_number = PlainTextField(label=_("Steuernummer"), max_length=30, required=False)
    leitweg = PlainTextField(
        label=_("Leitweg-ID"),
        help_text=_("Nur für Stellen, die E-Rechnungen empfangen."),
        max_length=46,
        required=False,
    )
    exempt = PlainTextField(
        label=_("Warum fällt keine Umsatzsteuer an?"),
        help_text=_("Steht auf jeder Rechnung des Dienstes, etwa die Vorschrift des Umsatzsteuergesetzes."),
        max_length=200,
        required=False,
    )
    payment_days = forms.IntegerField(
        label=_("Zahlungsziel in Tagen"), min_value=1, max_value=180, initial=30
    )

    def clean_iban(self) -> str:
        """Without spaces, and with the right check digits."""
        text = "".join(str(self.cleaned_data["iban"]).split()).upper()
        if text and not valid_iban(text):
            raise forms.ValidationError(_("Diese IBAN hat einen Tippfehler."))
        return text

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ADDRESS}


def valid_iban(text: str) -> bool:
    """ISO 13616: letters as numbers, the whole modulo 97 is 1."""
    if not (15 <= len(text) <= 34 and text.isascii() and text.isalnum()):  # noqa: PLR2004
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


class ReleaseForm(forms.Form):
    """Release what was seen: the sum goes along, so that nothing else is released."""

    expected = forms.DecimalField(widget=forms.HiddenInput, max_digits=11, decimal_places=2)


class ReverseForm(forms.Form):
    """Why a statement is reversed."""

    reason = PickField(label=_("Warum?"), choices=[("", CHOOSE), *ReversalReason.choices])


class MonthForm(forms.Form):
    """Which month is billed."""

    is_filter = True
    monat = forms.CharField(
        label=_("Monat"), required=False, widget=forms.TextInput(attrs={"type": "month"}), max_length=7
    )


def chosen_month(asked: Mapping[str, Any], today: date) -> date:
    """The first day of the month that was asked for; of the present one for anything else."""
    try:
        return date.fromisoformat(f"{asked.get('monat', '')}-01")
    except ValueError:
        return today.replace(day=1)
