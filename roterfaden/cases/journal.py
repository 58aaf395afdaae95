"""The journal of a case: write down a contact, correct an entry with its earlier wording kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import CaseState, ContactKind, Information, TextKind
from roterfaden.cases.models import Case, JournalEntry, JournalVersion
from roterfaden.cases.search import index_text
from roterfaden.common.prepared import Prepared
from roterfaden.common.revisions import save_revision
from roterfaden.common.text import normalise
from roterfaden.consent.models import Recipient
from roterfaden.employers.models import Employer

actions.register("cases.journal_written", "Journaleintrag geschrieben")
actions.register("cases.journal_corrected", "Journaleintrag berichtigt")

MOST_MINUTES = 24 * 60
# shorter names are too often words of their own
SHORTEST_NAME = 3


class EntryRefused(ValueError):
    """The entry cannot be written like this; the message says why."""


class CaseIsClosed(ValueError):
    """Nothing is written into a closed case; reopen it with a reason first."""

    def __init__(self) -> None:
        super().__init__("Der Fall ist abgeschlossen. Öffnen Sie ihn zuerst mit einem Grund wieder.")


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """What can be said about a contact besides what was: all of it optional. Minutes and kilometres in whole."""

    people: str = ""
    result: str = ""
    next_step: str = ""
    next_on: date | None = None
    minutes: int | None = None
    travel_minutes: int | None = None
    travel_km: Decimal | None = None
    stems_from: Recipient | None = None


@dataclass(frozen=True, kw_only=True)
class CompanyPart:
    """What a contact told about a company, without a word about the client."""

    company: str
    text: str


NO_FACTS = ContactFacts()
FACTS = tuple(field.name for field in fields(ContactFacts))
REVISED = ("kind", "happened_at", "text", "company", *FACTS)


def write_entry(
    *,
    case: Case,
    kind: ContactKind,
    happened_at: datetime,
    text: str,
    by: User,
    at: datetime,
    information: Information = Information.CASE,
    company: str = "",
    facts: ContactFacts = NO_FACTS,
    colleagues: Sequence[User] = (),
) -> JournalEntry:
    """Add an entry. Refuses closed cases, an empty text, what has not happened yet, and, in company information, the
    name of the client.

    Safe to repeat: the same words of the same person about the same moment are one entry. Effects: the text is sealed
    and indexed, an audit entry is written.
    """
    _check(text, happened_at, at, facts)
    if information == Information.COMPANY:
        _check_company(case, CompanyPart(company=company, text=text), facts)
    _check_origin(case, facts)
    with transaction.atomic():
        require_open(case)
        told = JournalEntry.objects.filter(
            case=case, kind=kind, happened_at=happened_at, written_by=by, information=information
        )
        if known := next((entry for entry in told if entry.text == text), None):
            return known
        entry = JournalEntry.objects.create(
            case=case,
            kind=kind,
            happened_at=happened_at,
            written_by=by,
            text=text,
            information=information,
            company=company,
            employer=_employer_called(case, company),
            **_columns(facts),
        )
        if colleagues:
            entry.colleagues.set(colleagues)
        index_text(case=case, source=entry.uuid, text=searched_text(entry), kind=TextKind.JOURNAL)
        details = {"kind": str(kind), "information": str(information)}
        trail.record("cases.journal_written", by=by, at=at, subject=entry, scope=case, details=details)
    return entry


def write_contact(
    *,
    case: Case,
    kind: ContactKind,
    happened_at: datetime,
    text: str,
    company: CompanyPart | None,
    by: User,
    at: datetime,
    facts: ContactFacts = NO_FACTS,
    colleagues: Sequence[User] = (),
) -> JournalEntry:
    """Write down a contact: as case information, as company information, or as two linked entries if it was both.

    Time and travel count once, in the case's entry. Refuses what `write_entry` refuses. Returns the case's entry, or
    the company's if there is no other.
    """
    common: dict[str, Any] = {"case": case, "kind": kind, "happened_at": happened_at, "by": by, "at": at}
    if company is None:
        return write_entry(text=text, facts=facts, colleagues=colleagues, **common)
    apart: dict[str, Any] = {
        "information": Information.COMPANY,
        "company": company.company,
        "text": company.text,
    }
    if not text.strip():
        return write_entry(facts=facts, colleagues=colleagues, **apart, **common)
    with transaction.atomic():
        entry = write_entry(text=text, facts=facts, colleagues=colleagues, **common)
        other = write_entry(**apart, **common)
        if other.told_with_id is None:
            JournalEntry.objects.filter(pk=other.pk).update(told_with=entry)
    return entry


def correct_entry(
    *,
    entry: JournalEntry,
    kind: ContactKind,
    happened_at: datetime,
    text: str,
    revision: int,
    by: User,
    at: datetime,
    facts: ContactFacts | None = None,
    company: str | None = None,
    colleagues: Sequence[User] | None = None,
) -> None:
    """Replace kind, time, wording and facts, if the entry still has `revision`; the earlier version stays readable.

    What is None stays as it is. Refuses what `write_entry` refuses, and with Conflict when somebody else corrected the
    entry first.
    """
    new_facts = facts if facts is not None else facts_of(entry)
    new_company = company if company is not None else entry.company
    _check(text, happened_at, at, new_facts)
    if entry.information == Information.COMPANY:
        _check_company(entry.case, CompanyPart(company=new_company, text=text), new_facts)
    _check_origin(entry.case, new_facts)
    with transaction.atomic():
        require_open(entry.case)
        earlier, as_it_was = entry.text, _told(entry)
        entry.kind, entry.happened_at, entry.text, entry.company = kind, happened_at, text, new_company
        for name, value in _columns(new_facts).items():
            setattr(entry, name, value)
        entry.employer = _employer_called(entry.case, new_company)
        save_revision(entry, expected=revision, fields=(*REVISED, "employer"))
        if colleagues is not None:
            entry.colleagues.set(colleagues)
        JournalVersion.objects.create(
            entry=entry, revision=revision, text=earlier, facts=as_it_was, replaced_at=at, replaced_by=by
        )
        index_text(case=entry.case, source=entry.uuid, text=searched_text(entry), kind=TextKind.JOURNAL)
        trail.record("cases.journal_corrected", by=by, at=at, subject=entry, scope=entry.case)


def facts_of(entry: JournalEntry) -> ContactFacts:
    return ContactFacts(**{name: getattr(entry, name) for name in FACTS})


def _columns(facts: ContactFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in FACTS}


def _told(entry: JournalEntry) -> dict[str, str]:
    """The facts of an entry as plain JSON, for its earlier version."""
    values = _columns(facts_of(entry)) | {"company": entry.company, "kind": entry.kind}
    return {
        "happened_at": entry.happened_at.isoformat(),
        **{name: str(value) for name, value in values.items() if value not in (None, "")},
    }


def searched_text(entry: JournalEntry) -> str:
    """Every word by which the entry should be found."""
    return f"{entry.text}\n{entry.company}\n{entry.people}\n{entry.result}\n{entry.next_step}"


def _check(text: str, happened_at: datetime, at: datetime, facts: ContactFacts) -> None:
    if not text.strip():
        raise EntryRefused("Bitte schreiben Sie, was war.")
    if happened_at > at:
        raise EntryRefused("Was im Journal steht, ist geschehen: Diese Zeit liegt noch in der Zukunft.")
    if max(facts.minutes or 0, facts.travel_minutes or 0) > MOST_MINUTES:
        raise EntryRefused("Mehr als 24 Stunden am Stück: Bitte prüfen Sie die Minuten.")
    if facts.next_on is not None and not facts.next_step.strip():
        raise EntryRefused("Zu welchem nächsten Schritt gehört dieser Tag?")


def _check_origin(case: Case, facts: ContactFacts) -> None:
    if facts.stems_from is not None and facts.stems_from.service_id != case.service_id:
        raise EntryRefused("Die Stelle, von der das stammt, gehört zu einem anderen Dienst.")


def _check_company(case: Case, part: CompanyPart, facts: ContactFacts) -> None:
    """Company information is shown without the case, and so must not name the client."""
    if not part.company.strip():
        raise EntryRefused("Bitte nennen Sie den Betrieb, zu dem diese Information gehört.")
    told = f"{part.company}\n{part.text}\n{facts.people}\n{facts.result}\n{facts.next_step}"
    for name in (case.person.last_name, case.person.first_name):
        if len(name) >= SHORTEST_NAME and re.search(rf"\b{re.escape(name)}\b", told):
            raise EntryRefused(
                f"In der Betriebsinformation steht „{name}“. Sie wird ohne den Fall gezeigt: Was die Person betrifft, "
                "gehört in die Fallinformation."
            )


def _employer_called(case: Case, company: str) -> Employer | None:
    """The company of the service's register with exactly this name, if there is one and only one."""
    if not company.strip():
        return None
    name = normalise(company)[:220]
    known = Employer.objects.filter(organisation=case.service_id, search_name=name, merged_into__isnull=True)[
        :2
    ]
    return known[0] if len(known) == 1 else None


class CaseIsRestricted(CaseIsClosed):
    """Nothing is written into a case whose processing is restricted; lift the restriction first."""

    def __init__(self) -> None:
        sentence = "Die Verarbeitung dieses Falls ist eingeschränkt. Bis das aufgehoben ist, wird nichts geschrieben."
        ValueError.__init__(self, sentence)


_LOCKED_STATE = Prepared(Case.objects.select_for_update().only("state", "restricted_at"), by="id")


def require_open(case: Case) -> None:
    """Raise CaseIsClosed unless the case is open in the database now, and CaseIsRestricted if its processing is
    restricted; holds the case row until the commit.
    """
    now = _LOCKED_STATE.one(case.pk)
    if now.restricted_at is not None:
        raise CaseIsRestricted
    if now.state != CaseState.OPEN:
        raise CaseIsClosed
