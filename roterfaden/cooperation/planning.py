"""The plan: goals, items with body, person, cost bearer and day, and what the person contributes.

It is written in a draft. Put before all, it becomes a version that never changes; the next change is the next version
and asks everybody again (ZESO 1/2009; § 19 SGB IX).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.consent.choices import DataClass
from roterfaden.cooperation.choices import PlanSection
from roterfaden.cooperation.models import Cooperation, Party, PlanDraft, PlanVersion
from roterfaden.cooperation.monitoring import follow_plan
from roterfaden.cooperation.queries import body_of, newest_version, parties_of
from roterfaden.cooperation.refusals import CooperationRefused, require_accepted

actions.register("cooperation.plan_drafted", "Am gemeinsamen Plan geschrieben")
actions.register("cooperation.plan_issued", "Plan allen zur Unterschrift vorgelegt")

MOST_ENTRIES = 60
Content = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class EntryFacts:
    """One line of the plan. Body, cost bearer and day belong to items; the person's contribution may have a day."""

    text: str
    data_class: DataClass = DataClass.WORK
    party: Party | None = None
    person: str = ""
    cost_bearer: str = ""
    due_on: date | None = None


def empty_plan() -> Content:
    return {str(section): [] for section in PlanSection}


def draft_of(cooperation: Cooperation) -> PlanDraft:
    """The draft as it stands; an unsaved empty one (revision 0) where nobody has written yet."""
    found = PlanDraft.objects.filter(cooperation=cooperation).first()
    if found is None:
        return PlanDraft(cooperation=cooperation, content=empty_plan(), revision=0)
    found.cooperation = cooperation
    return found


def entry_in(content: Content, section: str, key: str) -> Mapping[str, Any] | None:
    return next((entry for entry in content.get(section, ()) if entry["key"] == key), None)


def put_entry(
    *,
    cooperation: Cooperation,
    section: PlanSection,
    key: str,
    facts: EntryFacts,
    revision: int,
    by: User,
    at: datetime,
) -> str:
    """Write a line of the draft: a new one (`key` ""), or an existing one anew. Returns its key.

    Refuses: a cooperation that is not accepted, an empty text, an item without body, person or day, a body outside of
    the circle, a line that is gone, more than MOST_ENTRIES lines; with Conflict when the draft was changed meanwhile.
    """
    _check(cooperation, section, facts)
    entry = _entry(facts)
    with transaction.atomic():
        require_accepted(cooperation)
        draft = draft_of(cooperation)
        rows = draft.content[section]
        place = next((n for n, row in enumerate(rows) if row["key"] == key), None)
        if key and place is None:
            raise CooperationRefused("Diese Zeile steht nicht mehr im Entwurf.")
        if place is None:
            if len(rows) >= MOST_ENTRIES:
                raise CooperationRefused(f"Mehr als {MOST_ENTRIES} Zeilen hat hier niemand im Blick.")
            key = uuid4().hex
            rows.append({"key": key} | entry)
        else:
            rows[place] = {"key": key} | entry
        _save(draft, revision, section, by=by, at=at)
    return key


def remove_entry(
    *, cooperation: Cooperation, section: PlanSection, key: str, revision: int, by: User, at: datetime
) -> None:
    """Take a line out of the draft; issued versions keep it. With Conflict when the draft was changed meanwhile."""
    with transaction.atomic():
        require_accepted(cooperation)
        draft = draft_of(cooperation)
        if entry_in(draft.content, section, key) is None:
            return
        draft.content = draft.content | {
            section: [row for row in draft.content[section] if row["key"] != key]
        }
        _save(draft, revision, section, by=by, at=at)


def _save(draft: PlanDraft, revision: int, section: PlanSection, *, by: User, at: datetime) -> None:
    if draft.pk is None:
        if revision:
            raise Conflict(None)
        draft.revision = 1
        draft.save(force_insert=True)
    else:
        draft.content = dict(draft.content)
        save_revision(draft, expected=revision, fields=["content"])
    trail.record(
        "cooperation.plan_drafted",
        by=by,
        at=at,
        subject=draft,
        scope=draft.cooperation.case,
        details={"section": str(section)},
    )


def issue(*, cooperation: Cooperation, reason: str, revision: int, by: User, at: datetime) -> PlanVersion:
    """Put the draft before all: the next version, which nobody has signed yet.

    Refuses: a plan without goal or item, a version equal to the one before, from the second version on a missing
    reason, nobody who signs; with Conflict when the draft was changed after it was read. Effects: a version, its items
    followed as steps with deadlines, an audit entry.
    """
    with transaction.atomic():
        require_accepted(cooperation)
        draft = draft_of(cooperation)
        if draft.revision != revision:
            raise Conflict(draft)
        before = newest_version(cooperation)
        _check_whole(draft.content, before, reason)
        signers = [party for party in parties_of(cooperation) if party.signs]
        if not signers:
            raise CooperationRefused("Niemand im Kreis unterschreibt den Plan.")
        save_revision(draft, expected=revision, fields=["content"])
        version = PlanVersion.objects.create(
            cooperation=cooperation,
            number=before.number + 1 if before else 1,
            content=draft.content | {"signers": [_signer(party) for party in signers]},
            reason=reason.strip(),
            issued_at=at,
            issued_by=by,
        )
        follow_plan(version=version, by=by, at=at)
        trail.record(
            "cooperation.plan_issued",
            by=by,
            at=at,
            subject=version,
            scope=cooperation.case,
            details={"number": version.number},
        )
    return version


def _check_whole(content: Content, before: PlanVersion | None, reason: str) -> None:
    if not content[PlanSection.GOALS]:
        raise CooperationRefused("Der Plan braucht mindestens ein Ziel.")
    if not content[PlanSection.ITEMS]:
        raise CooperationRefused("Der Plan braucht mindestens einen Schritt mit Stelle, Person und Tag.")
    if before is None:
        return
    if all(before.content[section] == content[section] for section in PlanSection.values):
        raise CooperationRefused("Am Plan hat sich nichts geändert.")
    if not reason.strip():
        raise CooperationRefused("Warum ändert sich der Plan? Ein Satz genügt, alle lesen ihn.")


def _check(cooperation: Cooperation, section: PlanSection, facts: EntryFacts) -> None:
    if not facts.text.strip():
        raise CooperationRefused("Bitte schreiben Sie, worum es geht.")
    if facts.party is not None and facts.party.cooperation_id != cooperation.pk:
        raise CooperationRefused("Diese Stelle gehört nicht zu dieser Runde.")
    if section != PlanSection.ITEMS:
        return
    if facts.party is None or not facts.person.strip():
        raise CooperationRefused("Wer ist zuständig? Jeder Schritt hat eine Stelle und einen Menschen.")
    if not facts.cost_bearer.strip():
        raise CooperationRefused("Wer trägt die Kosten? Schreiben Sie „keine Kosten“, wo keine entstehen.")
    if facts.due_on is None:
        raise CooperationRefused("Bis wann? Jeder Schritt hat einen Tag.")


def _entry(facts: EntryFacts) -> dict[str, Any]:
    return {
        "text": facts.text.strip(),
        "data_class": str(facts.data_class),
        "party": str(facts.party.uuid) if facts.party else "",
        "body": body_of(facts.party) if facts.party else "",
        "person": facts.person.strip(),
        "cost_bearer": facts.cost_bearer.strip(),
        "due_on": facts.due_on.isoformat() if facts.due_on else "",
    }


def _signer(party: Party) -> dict[str, str]:
    return {
        "party": str(party.uuid),
        "body": party.recipient.name if party.recipient else "",
        "name": party.name,
        "function": party.function,
    }
