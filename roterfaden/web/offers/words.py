"""What a page says of an offer, in German."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.offers.admission.definition import LegalState, Offer
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


def offer_facts(offer: Offer) -> list[Fact]:
    """Where it holds, who provides it, how long, on which basis, from which source."""
    months = " – ".join(offer.typical_months)
    said = [
        (_("Gilt in"), place_words(offer)),
        (_("Rechtsstand"), str(STATES[offer.state])),
        (_("Anbieter"), offer.provider),
        (_("Rechtsgrundlage"), "; ".join(offer.legal_basis)),
        (_("Einheit"), offer.unit),
        (_("Übliche Dauer"), _("%(n)s Monate") % {"n": months} if months else ""),
        (_("Höchstdauer"), _("%(n)s Monate") % {"n": offer.max_months} if offer.max_months else ""),
        (_("Zur Dauer"), offer.duration_note),
        (_("Quelle"), offer.source),
        (_("Fassung"), offer.edition),
    ]
    return [Fact(label=label, value=value) for label, value in said if value]
