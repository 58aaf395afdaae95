"""Reads: which declarations stand, and what went to whom."""

from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation
from roterfaden.consent.choices import Channel, TransferState
from roterfaden.consent.models import Consent, Recipient, SecrecyRelease, Transfer
from roterfaden.people.models import Person


def consents_of(person: Person) -> QuerySet[Consent]:
    """Every consent of the person, the newest first, withdrawn and lapsed ones included."""
    return Consent.objects.filter(person=person).select_related("recorded_by").prefetch_related("recipients")


def releases_of(person: Person) -> QuerySet[SecrecyRelease]:
    """Every release from secrecy of the person, the newest first."""
    rows = SecrecyRelease.objects.filter(person=person)
    return rows.select_related("recorded_by", "holder").prefetch_related("towards")


def standing_consents(person: Person, *, on: date) -> QuerySet[Consent]:
    """The consents that hold on the day `on`; one that has lapsed lapses by itself."""
    return consents_of(person).filter(withdrawn_at__isnull=True, given_on__lte=on, valid_until__gte=on)


def ledger_of(person: Person) -> QuerySet[Transfer]:
    """Everything that went, waits or was stopped, the newest first."""
    return Transfer.objects.filter(person=person).select_related("recipient", "decided_by", "consent")


def waits_for_hand(path: str = "") -> Q:
    """A condition on transfers, or on what leads to them by `path`: it waits, and not for a link to be opened."""
    return Q(**{f"{path}state": TransferState.QUEUED}) & ~Q(**{f"{path}channel": Channel.LINK})


def untold_transfers(person: Person) -> QuerySet[Transfer]:
    """What went out on a legal power and the person does not know yet, the most urgent first."""
    rows = ledger_of(person).filter(
        state=TransferState.OUT, tell_person_by__isnull=False, person_told_at__isnull=True
    )
    return rows.order_by("tell_person_by", "pk")


def recipients_of(service: Organisation) -> QuerySet[Recipient]:
    """The recipients that a service knows, by name."""
    return Recipient.objects.filter(service=service).prefetch_related("pledges")
