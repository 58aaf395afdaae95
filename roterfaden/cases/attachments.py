"""Files of journal entries: attach one, remove it, bring it back."""

from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.evidence import index_file
from roterfaden.cases.filing import Upload, keep_upload
from roterfaden.cases.journal import require_open
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import JournalEntry

actions.register("cases.attached", "Datei an einen Journaleintrag gehängt")
actions.register("cases.attachment_removed", "Datei von einem Journaleintrag genommen")
actions.register("cases.attachment_restored", "Datei an einen Journaleintrag zurückgeholt")


def attach(*, entry: JournalEntry, upload: Upload, by: User, at: datetime) -> JournalAttachment:
    """Seal a file and hang it on an entry. Refuses a closed case and what `check_upload` refuses."""
    case = entry.case
    with transaction.atomic():
        require_open(case)
        stored = keep_upload(case=case, upload=upload, by=by, at=at)
        attachment = JournalAttachment.objects.create(entry=entry, file=stored)
        index_file(case=case, file=stored)
        trail.record("cases.attached", by=by, at=at, subject=entry, scope=case)
    return attachment


def remove_attachment(*, attachment: JournalAttachment, by: User, at: datetime) -> None:
    """Show a file no more. The sealed bytes stay until the case is erased. Refuses a closed case."""
    _mark(attachment, "cases.attachment_removed", removed_at=at, by=by, at=at)


def restore_attachment(*, attachment: JournalAttachment, by: User, at: datetime) -> None:
    """Undo `remove_attachment`."""
    _mark(attachment, "cases.attachment_restored", removed_at=None, by=by, at=at)


def _mark(
    attachment: JournalAttachment, action: str, *, removed_at: datetime | None, by: User, at: datetime
) -> None:
    entry = attachment.entry
    with transaction.atomic():
        require_open(entry.case)
        rows = JournalAttachment.objects.filter(pk=attachment.pk, removed_at__isnull=removed_at is not None)
        if rows.update(removed_at=removed_at):
            index_file(case=entry.case, file=attachment.file)
            trail.record(action, by=by, at=at, subject=entry, scope=entry.case)
