"""Partners, committees and places as the tests of the network need them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from roterfaden.accounts.models import User
from roterfaden.network import committees, outreach, partners, reachability
from roterfaden.network.models import Committee, Outreach, Pact, Partner, Resolution, Sitting, Venue
from tests.fixtures import AT, TODAY, World

PARTNER: dict[str, Any] = {
    "name": "Hafenwerkstatt",
    "kind": "workshop",
    "is_here": None,
    "street": "",
    "town": "Neuhafen",
    "phone": "",
    "email": "",
    "about": "Praktika",
    "cared_by": None,
    "ended_on": None,
}
PACT: dict[str, Any] = {
    "title": "Übergang",
    "parties": "IFD und Werkstatt",
    "content": "Die Werkstatt meldet, wer wechseln möchte.",
    "filed": "",
    "begins_on": TODAY - timedelta(days=100),
    "ends_on": None,
    "notice_weeks": 0,
    "ended_on": None,
}
COMMITTEE: dict[str, Any] = {
    "name": "Arbeitskreis",
    "purpose": "",
    "seat": None,
    "agreed_on": None,
    "dissolved_on": None,
}
SITTING: dict[str, Any] = {
    "held_on": TODAY - timedelta(days=10),
    "location": "Rathaus",
    "agenda": "1. Messe",
    "attendance": "Amt, Schule",
    "minutes": "Wir gehen hin.",
}
ACTION: dict[str, Any] = {
    "kind": "fair",
    "title": "Messe",
    "begins_on": TODAY - timedelta(days=30),
    "ends_on": None,
    "target_group": "Betriebe",
    "cost": None,
    "reached": None,
    "state": "planned",
    "effect": "",
    "agreed_on": None,
    "responsible": None,
}
VENUE: dict[str, Any] = {
    "name": "Geschäftsstelle",
    "address": "Lotsenweg 12",
    "hours": "Mo-Fr 9-16",
    "phone": "",
    "phone_hours": "",
    "email": "",
    "way_there": "",
    "response": "",
    "is_public": False,
    "closed_on": None,
}


def partner(world: World, **more: Any) -> Partner:
    facts = PARTNER | more
    return partners.add_partner(organisation=world.service, facts=facts, token=uuid4(), by=world.anna, at=AT)


def pact(world: World, of: Partner, **more: Any) -> Pact:
    facts = PACT | {"responsible": world.anna} | more
    return partners.add_pact(partner=of, facts=facts, token=uuid4(), by=world.anna, at=AT)


def committee(world: World, **more: Any) -> Committee:
    facts = COMMITTEE | more
    return committees.add_committee(
        organisation=world.service, facts=facts, token=uuid4(), by=world.anna, at=AT
    )


def sitting(world: World, of: Committee, **more: Any) -> Sitting:
    return committees.add_sitting(committee=of, facts=SITTING | more, token=uuid4(), by=world.anna, at=AT)


def resolution(world: World, of: Sitting, who: User | None = None, **more: Any) -> Resolution:
    facts = {"text": "Stand bestellen", "responsible": who or world.anna, "elsewhere": "", "due_on": TODAY}
    return committees.resolve(sitting=of, facts=facts | more, token=uuid4(), by=world.anna, at=AT)


def action(world: World, **more: Any) -> Outreach:
    facts = ACTION | more
    return outreach.add_outreach(organisation=world.service, facts=facts, token=uuid4(), by=world.anna, at=AT)


def venue(world: World, **more: Any) -> Venue:
    facts = VENUE | more
    return reachability.add_venue(
        organisation=world.service, facts=facts, token=uuid4(), by=world.lena, at=AT
    )
