"""What a page says of an offer, in German."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.languages.shipped import shipped, written_here
from roterfaden.offers.admission.definition import LegalState, Offer
from roterfaden.offers.choices import Audience, OfferKind
from roterfaden.web.components import Fact

STATES = {
    LegalState.PER_SOURCE: gettext_lazy("gilt nach der Quelle"),
    LegalState.UNDER_REVIEW: gettext_lazy("wird in der Quelle geprüft"),
    LegalState.HISTORIC: gettext_lazy("früherer Rechtsstand, kein Vorschlag"),
}
COUNTRIES = {"CH": gettext_lazy("Schweiz"), "DE": gettext_lazy("Deutschland")}
REGIONS = {"CH-LU": gettext_lazy("Kanton Luzern"), "CH-SO": gettext_lazy("Kanton Solothurn")}


def place_words(offer: Offer) -> str:
    """The region, or else the country."""
    return str(REGIONS.get(offer.region, COUNTRIES[offer.country]))


def state_words(offer: Offer, *, on: date) -> str:
    """Whether it is law, and whether it holds on this day."""
    if offer.valid_from and on < offer.valid_from:
        return _("gilt erst ab %(day)s") % {"day": date_format(offer.valid_from, "d.m.Y")}
    if not offer.holds_on(on) and offer.valid_until:
        return _("galt bis %(day)s") % {"day": date_format(offer.valid_until, "d.m.Y")}
    return str(STATES[offer.state])


def offer_facts(offer: Offer, *, on: date) -> list[Fact]:
    """Where it holds, who provides it, how long, on which basis, from which source."""
    months = " – ".join(offer.typical_months)
    said = [
        (_("Gilt in"), place_words(offer)),
        (_("Rechtsstand"), state_words(offer, on=on)),
        (_("Gilt"), _span(offer)),
        (_("Art"), str(OfferKind(offer.kind).label) if offer.kind else ""),
        (_("Zielgruppe"), str(Audience(offer.audience).label) if offer.audience else ""),
        (_("Plätze"), str(offer.places) if offer.places else ""),
        (_("Festgehalten von"), offer.owner),
        (_("Anbieter"), shipped(offer.provider)),
        (_("Rechtsgrundlage"), "; ".join(map(shipped, offer.legal_basis))),
        (_("Einheit"), shipped(offer.unit)),
        (_("Übliche Dauer"), _("%(n)s Monate") % {"n": months} if months else ""),
        (_("Höchstdauer"), _("%(n)s Monate") % {"n": offer.max_months} if offer.max_months else ""),
        (_("Zur Dauer"), written_here(offer.duration_note)),
        (_("Quelle"), written_here(offer.source)),
        (_("Fassung"), offer.edition),
    ]
    return [Fact(label=label, value=value) for label, value in said if value]


def _span(offer: Offer) -> str:
    days = {"from": date_format(offer.valid_from, "d.m.Y") if offer.valid_from else ""}
    if offer.valid_until:
        days["until"] = date_format(offer.valid_until, "d.m.Y")
        return _("%(from)s bis %(until)s") % days
    return _("seit %(from)s") % days if offer.valid_from else ""
