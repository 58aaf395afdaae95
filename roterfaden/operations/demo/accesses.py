"""Accesses without an account in the demo: Peter M. signs his plan, his doctor reads a part. Their codes are shown."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.common.codes import new_code
from roterfaden.consent.choices import Aid, DataClass, Giver
from roterfaden.consent.declarations import Facts
from roterfaden.consent.queries import recipients_of, standing_consents
from roterfaden.cooperation.choices import PlanSection
from roterfaden.deadlines.appointments import AppointmentFacts, make_appointment
from roterfaden.deadlines.choices import AppointmentKind
from roterfaden.operations.demo.people import Stage
from roterfaden.portal import granting, messages, partners, signing
from roterfaden.portal.choices import MessageKind, OfferKind
from roterfaden.portal.codes import grouped
from roterfaden.portal.models import Guest
from roterfaden.portal.queries import newest_plan, running_cooperation

_RNG = Random(41)  # noqa: S311
CLIENT = granting.Secrets(new_code(10, rng=_RNG), "246810")
PARTNER = granting.Secrets(new_code(12, rng=_RNG), "135799")


@dataclass(frozen=True)
class Access:
    """What the entry page and `manage.py serve` show in demo mode."""

    label: str
    code: str
    pin: str


DEMO_ACCESSES = (
    Access("Peter M.: sein Plan", grouped(CLIENT.code), CLIENT.pin),
    Access("Praxis für Psychotherapie: ein Teil", grouped(PARTNER.code), PARTNER.pin),
)


def give_accesses(stage: Stage, *, today: date) -> None:
    """Give Peter M. and his therapist access, with a date, a declaration to sign and a first exchange of words."""
    case = Case.objects.select_related("person", "service", "data_key", "responsible").get(
        service=stage.offices["iiz"], opened_on=today - timedelta(days=333)
    )
    by = stage.users["amrein"]
    at = timezone.make_aware(datetime.combine(today - timedelta(days=2), time(9)))
    facts = granting.GuestFacts(
        name=str(case.person), valid_until=today + timedelta(days=365), email="peter@beispiel.invalid"
    )
    guest = granting.grant_client(case=case, facts=facts, by=by, at=at, given=CLIENT).guest
    # so that everybody who tries the demo can come in: elsewhere this code opens once
    guest.codes.update(reusable=True, expires_at=at + timedelta(days=365))
    _date(case, stage, today=today)
    _offer(case, by=by, at=at, today=today)
    messages.send(
        guest=guest,
        text="Guten Tag, hier liegt jetzt die neue Fassung des Plans. Sagen Sie mir gern, wie Sie es sehen.",
        token=UUID(int=4101),
        by=by,
        at=at,
    )
    asked = at + timedelta(days=1)
    text = "Danke. Kann ich im Praktikum am Freitag früher gehen?"
    messages.receive(guest=guest, kind=MessageKind.MESSAGE, text=text, token=UUID(int=4102), at=asked)
    _partner(case, by=by, at=at, today=today)


def _date(case: Case, stage: Stage, *, today: date) -> None:
    starts = timezone.make_aware(datetime.combine(today + timedelta(days=5), time(10)))
    make_appointment(
        case=case,
        service=case.service,
        facts=AppointmentFacts(
            kind=AppointmentKind.MEETING,
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            colleagues=[stage.users["amrein"]],
            subject="Wie läuft das Praktikum?",
            place="Koordinationsstelle, Zimmer 3. Aufzug vorhanden.",
        ),
        by=stage.users["amrein"],
        at=timezone.make_aware(datetime.combine(today - timedelta(days=4), time(9))),
    )


def _offer(case: Case, *, by: User, at: datetime, today: date) -> None:
    rav = [one for one in recipients_of(case.service) if one.name.startswith("RAV")]
    facts = Facts(
        purpose="Das RAV soll wissen, was Sie gut können. So findet es eine passende Stelle.",
        occasion="Suche nach einer festen Stelle",
        recipients=rav,
        classes=frozenset((DataClass.WORK, DataClass.ABILITIES)),
        consequences="Dann sucht das RAV ohne diese Angaben. Die Unterstützung geht weiter.",
        withdrawal_explained=True,
        language="Deutsch",
        aid=Aid.READ_ALOUD,
        given_by=Giver.PERSON,
        form=None,
        given_on=None,
        valid_until=today + timedelta(days=365),
    )
    signing.offer(case=case, kind=OfferKind.CONSENT, facts=facts, by=by, at=at)


def _partner(case: Case, *, by: User, at: datetime, today: date) -> Guest:
    cooperation = running_cooperation(case)
    assert cooperation is not None
    party = cooperation.parties.select_related("recipient").get(recipient__name="Praxis für Psychotherapie")
    party.cooperation = cooperation
    assert party.recipient is not None
    version = newest_plan(case)
    assert version is not None
    lines = [f"{partners.PLAN}{entry['key']}" for part in PlanSection for entry in version.content[part]]
    consent = standing_consents(case.person, on=today).filter(recipients=party.recipient).first()
    part = partners.Part(
        recipient=party.recipient,
        purpose="Gemeinsamer Plan: lesen, ergänzen, unterschreiben",
        parts=["name", "communication", "concern", *lines],
        consent=consent,
        party=party,
        may_add=True,
        may_sign=True,
    )
    facts = granting.GuestFacts(name="Jonas Imfeld", valid_until=today + timedelta(days=60))
    return partners.grant_partner(case=case, part=part, facts=facts, by=by, at=at, given=PARTNER).guest
