"""The journal of a case: write an entry, correct it with its earlier wording kept."""

from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import CaseState, ContactKind, TextKind
from roterfaden.cases.models import Case, JournalEntry, JournalVersion
from roterfaden.cases.search import index_text
from roterfaden.common.prepared import Prepared
from roterfaden.common.revisions import save_revision

actions.register("cases.journal_written", "Journaleintrag geschrieben")
actions.register("cases.journal_corrected", "Journaleintrag berichtigt")


class EntryRefused(ValueError):
    """The entry cannot be written like this; the message says why."""


class CaseIsClosed(ValueError):
    """Nothing is written into a closed case; reopen it with a reason first."""

    def __init__(self) -> None:
        super().__init__("Der Fall ist abgeschlossen. Öffnen Sie ihn zuerst mit einem Grund wieder.")


def write_entry(
    *, case: Case, kind: ContactKind, happened_at: datetime, text: str, by: User, at: datetime
) -> JournalEntry:
    """Add an entry. Refuses closed cases, an empty text, and what has not happened yet.

    Safe to repeat: the same words of the same person about the same moment are one entry. Effects: the text is sealed
    and indexed, an audit entry is written.
    """
    _check(text, happened_at, at)
    with transaction.atomic():
        require_open(case)
        told = JournalEntry.objects.filter(case=case, kind=kind, happened_at=happened_at, written_by=by)
        if known := next((entry for entry in told if entry.text == text), None):
            return known
        entry = JournalEntry.objects.create(
            case=case, kind=kind, happened_at=happened_at, written_by=by, text=text
        )
        index_text(case=case, source=entry.uuid, text=text, kind=TextKind.JOURNAL)
        trail.record(
            "cases.journal_written", by=by, at=at, subject=entry, scope=case, details={"kind": str(kind)}
        )
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
) -> None:
    """Replace kind, time and wording, if the entry still has `revision`; the earlier wording stays readable.

    Refuses what `write_entry` refuses, and with Conflict when somebody else corrected the entry first.
    """
    _check(text, happened_at, at)
    with transaction.atomic():
        require_open(entry.case)
        earlier = entry.text
        entry.kind, entry.happened_at, entry.text = kind, happened_at, text
        save_revision(entry, expected=revision, fields=["kind", "happened_at", "text"])
        JournalVersion.objects.create(
            entry=entry, revision=revision, text=earlier, replaced_at=at, replaced_by=by
        )
        index_text(case=entry.case, source=entry.uuid, text=text, kind=TextKind.JOURNAL)
        trail.record("cases.journal_corrected", by=by, at=at, subject=entry, scope=entry.case)


def _check(text: str, happened_at: datetime, at: datetime) -> None:
    if not text.strip():
        raise EntryRefused("Bitte schreiben Sie, was war.")
    if happened_at > at:
        raise EntryRefused("Was im Journal steht, ist geschehen: Diese Zeit liegt noch in der Zukunft.")


_LOCKED_STATE = Prepared(Case.objects.select_for_update().only("state"), by="id")


def require_open(case: Case) -> None:
    """Raise CaseIsClosed unless the case is open in the database now; holds the case row until the commit."""
    if _LOCKED_STATE.one(case.pk).state != CaseState.OPEN:
        raise CaseIsClosed
