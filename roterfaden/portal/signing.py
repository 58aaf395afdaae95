"""Sign alone, without a witness: the plan as the person or as a partner, and declarations put before the person."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import CaseIsClosed, require_open
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.consent import declarations
from roterfaden.consent.choices import Aid, DataClass, GivenForm, Giver
from roterfaden.consent.declarations import Facts
from roterfaden.consent.models import Consent, Recipient, SecrecyRelease
from roterfaden.cooperation import signing as plans
from roterfaden.cooperation.choices import SignatureKind, SignatureWay
from roterfaden.cooperation.models import Party, PlanVersion, Signature
from roterfaden.cooperation.refusals import CooperationRefused
from roterfaden.portal.choices import GuestKind, OfferKind, OfferState
from roterfaden.portal.models import Guest, Offer
from roterfaden.portal.queries import client_party
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.visitors import Visitor

actions.register("portal.offered", "Erklärung zur Unterschrift ins Portal gelegt")
actions.register("portal.offer_taken_back", "Erklärung aus dem Portal zurückgezogen")
actions.register("portal.offer_answered", "Erklärung im Portal beantwortet")

DIGEST = 16
MOST_NOTE, MOST_NAME = 2000, 200


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says to a document: signed, with a reservation, or refused; under which name, with which note.

    `digest` is the check number of the text they had before their eyes.
    """

    kind: SignatureKind
    name: str
    note: str = ""
    digest: str


def digest_of(content: Any) -> str:
    """The check number of a text: equal content, equal number; any other content another one."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:DIGEST]


def party_of(guest: Guest, version: PlanVersion) -> Party | None:
    """In whose name the guest signs: the person, or the body of a partner who may sign."""
    if guest.kind != GuestKind.PARTNER:
        return client_party(version.cooperation)
    if not guest.may_sign or guest.party is None:
        return None
    guest.party.cooperation = version.cooperation
    return guest.party


def sign_plan(*, version: PlanVersion, guest: Guest, said: Said, at: datetime) -> Signature:
    """Keep the word of a guest to a version of the plan, given alone.

    Refuses: a guest who signs nothing here, a text other than the one shown, and what `cooperation.signing` refuses
    (an older version, a missing name, a reservation or a refusal without a note). Safe to repeat on the same day.
    """
    party = party_of(guest, version)
    if party is None:
        raise PortalRefused("Über diesen Zugang wird nichts unterschrieben.")
    if said.digest != digest_of(version.content):
        raise PortalRefused("Der Plan wurde gerade geändert. Bitte lesen Sie ihn noch einmal.")
    word = plans.Word(
        kind=said.kind,
        way=SignatureWay.PORTAL,
        name=said.name[:MOST_NAME],
        note=said.note[:MOST_NOTE],
        signed_on=local_day(at),
    )
    try:
        return plans.sign_alone(
            version=version, party=party, word=word, digest=said.digest, by=Visitor(guest), at=at
        )
    except (CooperationRefused, CaseIsClosed) as refusal:
        raise PortalRefused(str(refusal)) from None


def offer(
    *,
    case: Case,
    kind: OfferKind,
    facts: Facts,
    holder: Recipient | None = None,
    both_ways: bool = False,
    by: User,
    at: datetime,
) -> Offer:
    """Put a declaration before the person to sign in the portal.

    Refuses by name each of the twelve parts that is missing; form and day are those of the signature. Effects: an
    offer, an audit entry. It is valid only when the person has signed it.
    """
    today = local_day(at)
    declarations.check(replace(facts, form=GivenForm.PORTAL, given_on=today), case.service, today=today)
    if (kind == OfferKind.RELEASE) != (holder is not None):
        raise PortalRefused("Wer wird von der Schweigepflicht entbunden? Das gehört nur zu einer Entbindung.")
    with transaction.atomic():
        require_open(case)
        made = Offer.objects.create(
            case=case,
            kind=kind,
            facts=_plain(facts),
            holder=holder,
            both_ways=both_ways,
            offered_at=at,
            offered_by=by,
        )
        made.recipients.set(facts.recipients)
        trail.record("portal.offered", by=by, at=at, subject=made, scope=case)
    return made


def take_back(*, offer: Offer, by: User, at: datetime) -> None:
    """Take a declaration back that nobody has answered. Safe to repeat; refuses one that was answered."""
    with transaction.atomic():
        open_one = Offer.objects.filter(pk=offer.pk, state=OfferState.OPEN)
        if open_one.update(state=OfferState.TAKEN_BACK):
            trail.record("portal.offer_taken_back", by=by, at=at, subject=offer, scope=offer.case)
        elif not Offer.objects.filter(pk=offer.pk, state=OfferState.TAKEN_BACK).exists():
            raise PortalRefused("Die Person hat darauf schon geantwortet.")


def answer_offer(*, offer: Offer, guest: Guest, said: Said, at: datetime) -> Offer:
    """The person signs a declaration, or refuses it, with or without a note. A declaration has no reservation.

    Refuses: a partner, an offer of another case or one that is gone, another text than the one shown, a missing name.
    Effects: a consent or release in the form "portal", recorded as prepared by the colleague who offered it; or the
    refusal; an audit entry. Safe to repeat.
    """
    if guest.kind == GuestKind.PARTNER or offer.case_id != guest.case_id:
        raise PortalRefused("Über diesen Zugang wird nichts unterschrieben.")
    if said.kind != SignatureKind.REFUSED and not said.name.strip():
        raise PortalRefused("Bitte schreiben Sie Ihren Namen.")
    with transaction.atomic():
        row = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
        row.case = guest.case
        if row.state in (OfferState.SIGNED, OfferState.REFUSED):
            return row
        if row.state != OfferState.OPEN:
            raise PortalRefused("Dieser Text liegt nicht mehr zur Unterschrift bereit.")
        if said.digest != offer_digest(row):
            raise PortalRefused("Der Text wurde gerade geändert. Bitte lesen Sie ihn noch einmal.")
        try:
            require_open(guest.case)
        except CaseIsClosed as refusal:
            raise PortalRefused(str(refusal)) from None
        _answered(row, said, at=at)
        if row.state == OfferState.SIGNED:
            _declare(row, guest, at=at)
        row.save(update_fields=["state", "answered_at", "signed_name", "note", "consent", "release"])
        trail.record(
            "portal.offer_answered",
            by=Visitor(guest),
            at=at,
            subject=row,
            scope=guest.case,
            organisation=guest.case.service,
            details={"state": str(row.state), "digest": said.digest},
        )
    return row


def _answered(row: Offer, said: Said, *, at: datetime) -> None:
    refused = said.kind == SignatureKind.REFUSED
    row.state = OfferState.REFUSED if refused else OfferState.SIGNED
    row.answered_at = at
    row.signed_name, row.note = said.name.strip()[:MOST_NAME], said.note.strip()[:MOST_NOTE]


def _declare(row: Offer, guest: Guest, *, at: datetime) -> None:
    facts = replace(facts_of(row), form=GivenForm.PORTAL, given_on=local_day(at))
    common: dict[str, Any] = {
        "person": guest.case.person,
        "service": guest.case.service,
        "facts": facts,
        "scope": guest.case,
        "by": Visitor(guest),
        "prepared_by": row.offered_by,
        "at": at,
    }
    try:
        if row.holder is not None:
            row.release = declarations.record_release(holder=row.holder, both_ways=row.both_ways, **common)
        else:
            row.consent = declarations.record_consent(**common)
    except declarations.DeclarationRefused as refusal:
        raise PortalRefused(str(refusal)) from None


def offer_digest(row: Offer) -> str:
    """The check number of everything that the declaration says."""
    names = sorted(recipient.name for recipient in row.recipients.all())
    return digest_of([row.kind, row.facts, names, row.holder.name if row.holder else "", row.both_ways])


def facts_of(row: Offer) -> Facts:
    """What the declaration says, without form and day."""
    kept = row.facts
    return Facts(
        purpose=kept["purpose"],
        occasion=kept["occasion"],
        recipients=list(row.recipients.all()),
        classes=frozenset(DataClass(code) for code in kept["classes"]),
        consequences=kept["consequences"],
        withdrawal_explained=kept["withdrawal_explained"],
        special_named=kept["special_named"],
        language=kept["language"],
        aid=Aid(kept["aid"]),
        given_by=Giver(kept["given_by"]),
        guardian=kept["guardian"],
        form=None,
        given_on=None,
        valid_until=date.fromisoformat(kept["valid_until"]),
    )


def _plain(facts: Facts) -> dict[str, Any]:
    assert facts.valid_until is not None
    return {
        "purpose": facts.purpose,
        "occasion": facts.occasion,
        "classes": sorted(facts.classes),
        "consequences": facts.consequences,
        "withdrawal_explained": facts.withdrawal_explained,
        "special_named": facts.special_named,
        "language": facts.language,
        "aid": str(facts.aid),
        "given_by": str(facts.given_by),
        "guardian": facts.guardian,
        "valid_until": facts.valid_until.isoformat(),
    }


def withdraw(*, declaration: Consent | SecrecyRelease, guest: Guest, at: datetime) -> int:
    """The person takes a declaration back, as easily as it was given. Returns how many transfers were stopped.

    Refuses a declaration of somebody else. What it stops, `consent.declarations.withdraw` says.
    """
    if guest.kind != GuestKind.CLIENT or declaration.person_id != guest.case.person_id:
        raise PortalRefused("Diese Erlaubnis gehört nicht zu Ihnen.")
    return declarations.withdraw(declaration=declaration, scope=guest.case, by=Visitor(guest), at=at)
