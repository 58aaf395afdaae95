"""Partners: taken up, changed, contacts, what was talked about, cooperation agreements. No word about clients."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from rapidfuzz.distance import JaroWinkler

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.text import normalise
from roterfaden.documents.files import store_file
from roterfaden.network.models import MOST_WEEKS, Pact, Partner, PartnerContact, Touch
from roterfaden.network.refusals import NetworkRefused
from roterfaden.network.vocabulary import kinds
from roterfaden.network.writing import add_row, change_row, check_colleague, check_member, check_said

actions.register("network.partner_added", "Partner aufgenommen")
actions.register("network.partner_changed", "Partner geändert")
actions.register("network.contact_added", "Ansprechperson eines Partners aufgenommen")
actions.register("network.contact_changed", "Ansprechperson eines Partners geändert")
actions.register("network.touch_noted", "Kontakt mit einem Partner festgehalten")
actions.register("network.pact_added", "Kooperationsvereinbarung aufgenommen")
actions.register("network.pact_changed", "Kooperationsvereinbarung geändert")
actions.register("network.pact_file_read", "Datei einer Kooperationsvereinbarung gelesen", reading=True)

PARTNER_FIELDS = (
    "name", "kind", "is_here", "street", "town", "phone", "email", "about", "cared_by", "ended_on",
)  # fmt: skip
CONTACT_FIELDS = ("name", "task", "phone", "email", "gone_on")
PACT_FIELDS = (
    "title", "parties", "content", "filed", "begins_on", "ends_on", "notice_weeks", "responsible", "ended_on",
)  # fmt: skip
ALIKE = 0.9


def add_partner(
    *, organisation: Organisation, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> Partner:
    """Take up an institution; the same `token` again returns the first.

    Refuses who does not work there, no name, an unknown kind, a carer from elsewhere. Effects: data key, audit entry.
    """
    _check_partner(organisation, facts, by, at)

    def values() -> dict[str, Any]:
        said = {name: facts[name] for name in PARTNER_FIELDS}
        return {"organisation": organisation, "data_key": keyring.new_key(), **said}

    return add_row(
        Partner,
        values,
        organisation=organisation,
        token=token,
        action="network.partner_added",
        by=by,
        at=at,
    )


def change_partner(
    *, partner: Partner, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Change what is known, or end the work with it. Refuses as `add_partner`; with Conflict another revision."""
    _check_partner(partner.organisation, facts, by, at)
    change_row(
        partner,
        facts,
        fields=PARTNER_FIELDS,
        revision=revision,
        action="network.partner_changed",
        by=by,
        at=at,
    )


def look_alikes(name: str, among: QuerySet[Partner]) -> list[Partner]:
    """Partners whose names sound like `name`, the likest first, at most five. Compares what is written, not how."""
    asked = normalise(name)
    if not asked:
        return []
    rated = [(JaroWinkler.normalized_similarity(asked, normalise(one.name)), one) for one in among]
    likest = sorted((pair for pair in rated if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].pk))
    return [one for _likeness, one in likest[:5]]


def add_contact(
    *, partner: Partner, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> PartnerContact:
    """Note whom to call. Refuses who does not work there, no name."""
    check_member(partner.organisation, by, at)
    check_said(facts, name="Bitte geben Sie einen Namen an.")

    def values() -> dict[str, Any]:
        return {"partner": partner, **{name: facts[name] for name in CONTACT_FIELDS}}

    return add_row(
        PartnerContact,
        values,
        organisation=partner.organisation,
        token=token,
        action="network.contact_added",
        by=by,
        at=at,
    )


def change_contact(
    *, contact: PartnerContact, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Change whom to call, or say that the person is gone. Refuses as `add_contact`; with Conflict another revision."""
    check_member(contact.partner.organisation, by, at)
    check_said(facts, name="Bitte geben Sie einen Namen an.")
    change_row(
        contact,
        facts,
        fields=CONTACT_FIELDS,
        revision=revision,
        action="network.contact_changed",
        by=by,
        at=at,
    )


def note_touch(
    *, partner: Partner, happened_on: date, way: str, note: str, token: UUID, by: User, at: datetime
) -> Touch:
    """Note that one was in touch. Refuses who does not work there, a day to come, no words."""
    check_member(partner.organisation, by, at)
    if happened_on > local_day(at):
        raise NetworkRefused("Der Tag liegt in der Zukunft.")
    check_said({"note": note}, note="Bitte sagen Sie in einem Satz, worum es ging.")

    def values() -> dict[str, Any]:
        return {"partner": partner, "happened_on": happened_on, "way": way, "note": note, "by": by}

    return add_row(
        Touch,
        values,
        organisation=partner.organisation,
        token=token,
        action="network.touch_noted",
        by=by,
        at=at,
    )


def add_pact(*, partner: Partner, facts: Mapping[str, Any], token: UUID, by: User, at: datetime) -> Pact:
    """Note a cooperation agreement; the same `token` again returns the first.

    Refuses who does not work there, missing words, an end before the begin, a notice of more than two years (104
    weeks), a responsible person from elsewhere.
    """
    _check_pact(partner.organisation, facts, by, at)

    def values() -> dict[str, Any]:
        return {"partner": partner, **{name: facts[name] for name in PACT_FIELDS}}

    return add_row(
        Pact,
        values,
        organisation=partner.organisation,
        token=token,
        action="network.pact_added",
        by=by,
        at=at,
    )


def change_pact(*, pact: Pact, facts: Mapping[str, Any], revision: int, by: User, at: datetime) -> None:
    """Change, prolong or end an agreement. Refuses as `add_pact`; with Conflict another revision."""
    _check_pact(pact.partner.organisation, facts, by, at)
    change_row(
        pact, facts, fields=PACT_FIELDS, revision=revision, action="network.pact_changed", by=by, at=at
    )


def keep_file(*, pact: Pact, name: str, stream: IO[bytes], revision: int, by: User, at: datetime) -> None:
    """Keep the signed paper as a file; a new one takes the place of the old.

    Refuses who does not work there and what `documents.checks` refuses; with Conflict another revision. Effects: the
    file, sealed by the partner's data key, audit entries.
    """
    organisation = pact.partner.organisation
    check_member(organisation, by, at)
    with transaction.atomic():
        file = store_file(
            name=name,
            stream=stream,
            data_key=pact.partner.data_key,
            scope=pact,
            by=by,
            at=at,
            service=organisation,
        )
        change_row(
            pact,
            {"file": file},
            fields=("file",),
            revision=revision,
            action="network.pact_changed",
            by=by,
            at=at,
        )


def note_file_read(*, pact: Pact, by: User, at: datetime) -> None:
    """Note in the trail that somebody read the file of an agreement."""
    trail.record_read(
        "network.pact_file_read",
        by=by,
        at=at,
        subject=pact,
        scope=pact,
        organisation=pact.partner.organisation,
        details={},
    )


def _check_partner(organisation: Organisation, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    check_member(organisation, by, at)
    check_said(facts, name="Bitte geben Sie einen Namen an.")
    if facts["kind"] not in kinds().partners:
        raise NetworkRefused("Diese Art von Partner gibt es nicht.")
    check_colleague(organisation, facts["cared_by"], at)


def _check_pact(organisation: Organisation, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    check_member(organisation, by, at)
    check_said(
        facts,
        title="Bitte sagen Sie, wovon die Vereinbarung handelt.",
        parties="Bitte sagen Sie, wer sie schließt.",
        content="Bitte sagen Sie, was vereinbart ist.",
    )
    begins, ends, weeks = facts["begins_on"], facts["ends_on"], facts["notice_weeks"]
    if ends is not None and ends < begins:
        raise NetworkRefused("Das Ende liegt vor dem Anfang.")
    if not 0 <= weeks <= MOST_WEEKS:
        raise NetworkRefused("Die Kündigungsfrist ist höchstens 104 Wochen lang.")
    check_colleague(organisation, facts["responsible"], at)
