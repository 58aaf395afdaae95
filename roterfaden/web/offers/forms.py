"""The filter above the list of offers."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PickField, PlainTextField
from roterfaden.offers.admission.definition import Offer
from roterfaden.offers.choices import Audience, OfferKind
from roterfaden.web.offers.words import COUNTRIES, REGIONS, STATES

FIELDS = ("country", "region", "kind", "audience", "state")


class OfferFilterForm(forms.Form):
    """Narrow the list of offers. What is not chosen, or not on offer, does not narrow."""

    is_filter = True

    q = PlainTextField(
        label=_("Wort im Titel, in Bedingungen oder Zielgruppe"), required=False, max_length=200
    )
    country = PickField(label=_("Land"), required=False, choices=[("", _("Alle")), *COUNTRIES.items()])
    region = PickField(label=_("Region"), required=False, choices=[("", _("Alle")), *REGIONS.items()])
    kind = PickField(label=_("Art"), required=False, choices=[("", _("Alle")), *OfferKind.choices])
    audience = PickField(label=_("Zielgruppe"), required=False, choices=[("", _("Alle")), *Audience.choices])
    state = PickField(label=_("Rechtsstand"), required=False, choices=[("", _("Alle")), *STATES.items()])

    def narrowed(self, offers: Iterable[Offer]) -> list[Offer]:
        """Those of the offers that fit everything that was chosen."""
        chosen = {name: str(self.cleaned_data.get(name) or "") for name in FIELDS}
        words = str(self.cleaned_data.get("q") or "").casefold().split()
        return [
            one
            for one in offers
            if all(not value or getattr(one, name) == value for name, value in chosen.items())
            and all(word in _text_of(one) for word in words)
        ]


def _text_of(offer: Offer) -> str:
    lines = [offer.id, offer.title, offer.provider, *(one.text for one in offer.criteria)]
    lines += [line for _label, said in offer.particulars for line in said]
    return " ".join(lines).casefold()
