"""Which offers there are for a service on a day: the shipped ones."""

from datetime import date

from roterfaden.accounts.models import Organisation
from roterfaden.offers.admission.definition import Offer
from roterfaden.offers.reader import shipped_offers


def offers_of(_service: Organisation, *, on: date) -> list[Offer]:  # noqa: ARG001
    return list(shipped_offers().values())
