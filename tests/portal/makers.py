"""Leyla Aksoy with access to her pages, a partner with a link, and browsers that came in with them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from roterfaden.cases.models import Case
from roterfaden.consent.choices import DataClass
from roterfaden.consent.models import Consent, Recipient
from roterfaden.portal import granting, partners
from roterfaden.portal.granting import GuestFacts, Issued
from tests.fixtures import AT, TODAY, World

SOON = TODAY + timedelta(days=30)


def give_client(world: World, case: Case, *, at: datetime = AT, **changes: Any) -> Issued:
    facts: dict[str, Any] = {
        "name": "Leyla Aksoy",
        "valid_until": at.date() + timedelta(days=365),
        "email": "leyla@example.org",
    }
    return granting.grant_client(case=case, facts=GuestFacts(**facts | changes), by=world.anna, at=at)


def give_partner(
    world: World, case: Case, recipient: Recipient, consent: Consent, *, parts: list[str], **changes: Any
) -> Issued:
    part: dict[str, Any] = {
        "recipient": recipient,
        "purpose": "Gemeinsam planen",
        "parts": parts,
        "consent": consent,
        "may_add": True,
    }
    facts = GuestFacts(name="Dr. Sommer", valid_until=changes.pop("until", SOON))
    at = changes.pop("at", AT)
    return partners.grant_partner(
        case=case, part=partners.Part(**part | changes), facts=facts, by=world.anna, at=at
    )


def come_in(issued: Issued, client: Client | None = None, **more: Any) -> Client:
    """A browser that typed code and PIN."""
    client = client or Client()
    answer = client.post("/portal/", {"code": issued.code, "pin": issued.pin, **more})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return client


def token(number: int) -> UUID:
    return UUID(int=number)


EVERYTHING = frozenset(DataClass)


def later(days: int) -> date:
    return TODAY + timedelta(days=days)
