"""Working notes that only their author reads: not in the file, not in print, not in the search, gone when discarded."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal_records import PersonalNote
from roterfaden.cases.models import Case
from roterfaden.common.revisions import save_revision
from roterfaden.drafts.keys import personal_key_of
from roterfaden.jobs import clock

actions.register("cases.note_written", "Persönliche Arbeitsnotiz geschrieben")
actions.register("cases.note_changed", "Persönliche Arbeitsnotiz geändert")
actions.register("cases.note_discarded", "Persönliche Arbeitsnotiz gelöscht")
actions.register("cases.note_restored", "Persönliche Arbeitsnotiz zurückgeholt")

# how long a discarded note can be brought back
UNDO = timedelta(days=1)


class NoteRefused(ValueError):
    """The note cannot be kept like this; the message says why."""


def notes_of(user: User, case: Case) -> QuerySet[PersonalNote]:
    """The notes that `user` wrote on the case; nobody ever gets another person's."""
    return PersonalNote.objects.filter(owner=user, case=case, discarded_at__isnull=True)


def write_note(*, case: Case, text: str, by: User, at: datetime) -> PersonalNote:
    """Keep a note. Refuses an empty one. Effects: sealed with the key of the author; the trail says that, not what."""
    _check(text)
    with transaction.atomic():
        note = PersonalNote.objects.create(
            case=case, owner=by, data_key=personal_key_of(by), text=text, written_at=at
        )
        trail.record("cases.note_written", by=by, at=at, subject=note, scope=case)
    return note


def change_note(*, note: PersonalNote, text: str, revision: int, by: User, at: datetime) -> None:
    """Replace the text; the earlier one is not kept. Refuses an empty text, and with Conflict a stale page."""
    _check(text)
    with transaction.atomic():
        note.text = text
        save_revision(note, expected=revision, fields=["text"])
        trail.record("cases.note_changed", by=by, at=at, subject=note, scope=note.case)


def discard_note(*, note: PersonalNote, by: User, at: datetime) -> None:
    """Delete a note: it is hidden at once and gone after a day."""
    with transaction.atomic():
        if PersonalNote.objects.filter(pk=note.pk, discarded_at__isnull=True).update(discarded_at=at):
            trail.record("cases.note_discarded", by=by, at=at, subject=note, scope=note.case)


def restore_note(*, note: PersonalNote, by: User, at: datetime) -> None:
    """Undo `discard_note`."""
    with transaction.atomic():
        if PersonalNote.objects.filter(pk=note.pk, discarded_at__isnull=False).update(discarded_at=None):
            trail.record("cases.note_restored", by=by, at=at, subject=note, scope=note.case)


@clock.nightly("cases.forget_discarded_notes")
def forget_discarded_notes(*, at: datetime) -> dict[str, int]:
    """Delete for good what was discarded more than a day ago."""
    return {"notes": PersonalNote.objects.filter(discarded_at__lt=at - UNDO).delete()[0]}


def _check(text: str) -> None:
    if not text.strip():
        raise NoteRefused("Bitte schreiben Sie etwas in die Notiz.")
