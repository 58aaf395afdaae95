"""Which offers there are for a service on a day: shipped ones with what was laid over them, own ones, measures."""

from collections.abc import Iterable
from datetime import date

from roterfaden.accounts.models import Organisation
from roterfaden.offers.admission.definition import Offer
from roterfaden.offers.measures import measure_offers
from roterfaden.offers.models import OwnOffer
from roterfaden.offers.own_offers import as_offer, laid_over, own_offers_for
from roterfaden.offers.reader import shipped_offers


def offers_of(service: Organisation, *, on: date) -> list[Offer]:
    """Every offer for `service` that holds on the day `on`; past law is among them and says so."""
    return [offer for offer in laid_together(own_offers_for(service), on=on) if offer.holds_on(on)]


def catalogue_for(services: Iterable[Organisation], *, on: date) -> list[Offer]:
    """The shipped offers and measures, and everything that these services and those above them wrote, ended or not.

    What one service says about a shipped offer is for its own cases; here the shipped one stands.
    """
    rows = {row.pk: row for service in services for row in own_offers_for(service)}
    own = [row for row in rows.values() if not row.based_on]
    return laid_together(own, on=on)


def laid_together(rows: Iterable[OwnOffer], *, on: date) -> list[Offer]:
    """All shipped offers and measures with the rows that hold on the day `on` laid over them, then the own offers."""
    found = dict(shipped_offers()) | dict(measure_offers())
    for row in rows:
        if not row.based_on:
            found[row.key] = as_offer(row)
        elif (
            row.based_on in found
            and row.valid_from <= on
            and (row.valid_until is None or row.valid_until >= on)
        ):
            found[row.based_on] = laid_over(found[row.based_on], row)
    return list(found.values())
