"""Versions of the files of a case: take one out to work on it, put it back as the next version, or take it back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases import rules
from roterfaden.cases.evidence import files_of, index_file
from roterfaden.cases.filing import Upload, keep_upload, origins_of
from roterfaden.cases.journal import require_open
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.documents import checkouts
from roterfaden.documents.choices import CheckOutEnd, FileState
from roterfaden.documents.models import CheckOut, FileVersion, StoredFile
from roterfaden.process.models import TaskDocument

actions.register("cases.file_checked_out", "Unterlage ausgecheckt")
actions.register("cases.file_given_back", "Unterlage ohne Änderung zurückgegeben")
actions.register("cases.file_taken_back", "Auschecken einer Unterlage durch die Leitung beendet")
actions.register("cases.file_checked_in", "Neue Fassung einer Unterlage eingecheckt")


class VersionRefused(ValueError):
    """It cannot be done with this file; the message says why."""


class CheckOutGone(VersionRefused):
    """The check-out on which somebody relied is over, or the file has another version by now."""


@dataclass(frozen=True)
class Version:
    """One line of the list of versions; the newest is what the case shows."""

    number: int
    file: StoredFile
    remark: str


def find_file(case: Case, uuid: UUID) -> StoredFile | None:
    """The newest version of the file that `uuid` is a version of, if it is part of the case now."""
    rows = files_of(case).select_related("data_key", "uploaded_by")
    line = FileVersion.objects.filter(file__uuid=uuid).values_list("line", flat=True).first()
    if line is None:
        return rows.filter(uuid=uuid).first()
    return rows.filter(version__line=line).order_by("-version__number").first()


def versions_of(file: StoredFile) -> list[Version]:
    """All versions, the newest first; a file that was never changed is its only one."""
    line = checkouts.line_of(file)
    rows = FileVersion.objects.filter(line=line).select_related("file__data_key", "file__uploaded_by")
    found = [Version(row.number, row.file, row.remark) for row in rows.order_by("-number")]
    return found or [Version(1, file, "")]


def check_out(*, case: Case, file: StoredFile, hours: int, by: User, at: datetime) -> CheckOut:
    """Reserve a file for some hours; whoever has it already gets more time.

    Refuses: a closed case, a file that nobody may read, other times than those offered; CheckOutGone for one that has
    a newer version; CheckedOut where somebody else has it. Effects: check-out, audit entry.
    """
    if hours not in checkouts.HOURS:
        raise VersionRefused("Bitte wählen Sie, wie lange Sie die Unterlage brauchen.")
    with transaction.atomic():
        require_open(case)
        line = _lock(case, file)
        if file.state != FileState.KEPT:
            raise VersionRefused("Diese Datei kann zurzeit niemand lesen.")
        row = checkouts.begin(file, line, hours=hours, by=by, at=at)
        trail.record(
            "cases.file_checked_out", by=by, at=at, subject=file, scope=case, details={"hours": hours}
        )
    return row


def give_back(*, case: Case, file: StoredFile, by: User, at: datetime) -> None:
    """End one's own check-out without a new version. Safe to repeat; refuses that of somebody else."""
    with transaction.atomic():
        row = _open(_lock(case, file))
        if row is None:
            return
        if row.taken_by_id != by.pk:
            raise checkouts.CheckedOut(row)
        checkouts.end(row, CheckOutEnd.GIVEN_BACK, by=by, at=at)
        trail.record("cases.file_given_back", by=by, at=at, subject=file, scope=case)


def take_back(*, case: Case, file: StoredFile, reason: str, by: User, at: datetime) -> None:
    """End the check-out of somebody else. Safe to repeat.

    Refuses who does not lead the service, and no reason. Effects: whoever had it cannot check in any more; audit entry.
    """
    if not rules.leads_service_of(by, case, on=local_day(at)):
        raise VersionRefused("Zurückholen kann nur die Leitung des Dienstes.")
    if not reason.strip():
        raise VersionRefused("Bitte sagen Sie in einem Satz, warum Sie die Unterlage zurückholen.")
    with transaction.atomic():
        row = _open(_lock(case, file))
        if row is None:
            return
        checkouts.end(row, CheckOutEnd.TAKEN_BACK, by=by, at=at, reason=reason.strip())
        trail.record("cases.file_taken_back", by=by, at=at, subject=file, scope=case)


def check_in(
    *, case: Case, file: StoredFile, seen: UUID, upload: Upload, remark: str, by: User, at: datetime
) -> StoredFile:
    """Keep a new version in place of `file`, with its kind and its origin, and end the check-out `seen`.

    A check-out that has lapsed still counts while nobody else has taken the file. Refuses: what `check_upload` refuses,
    a closed case, the same bytes again; CheckOutGone where the check-out is over. Effects: steps and entries show the
    new version, the search finds it, the old one stays to be read in the list of versions; audit entry.
    """
    with transaction.atomic():
        require_open(case)
        line = _lock(case, file)
        row = _open(line)
        if row is None or row.uuid != seen or row.taken_by_id != by.pk:
            raise CheckOutGone(_why_gone(seen))
        origin = origins_of([file]).get(file.pk)
        same = Upload(upload.name, upload.stream, file.kind, origin)
        stored = keep_upload(case=case, upload=same, by=by, at=at)
        if stored.sha256 == file.sha256:
            raise VersionRefused(
                "Das ist dieselbe Datei. Geben Sie sie zurück, wenn sich nichts geändert hat."
            )
        checkouts.append_version(before=file, after=stored, line=line, remark=remark.strip())
        TaskDocument.objects.filter(file=file).update(file=stored, revision=F("revision") + 1)
        JournalAttachment.objects.filter(file=file).update(file=stored)
        checkouts.end(row, CheckOutEnd.CHECKED_IN, by=by, at=at)
        for one in (file, stored):
            index_file(case=case, file=one)
        trail.record("cases.file_checked_in", by=by, at=at, subject=stored, scope=case)
    return stored


def _lock(case: Case, file: StoredFile) -> UUID:
    """The line of a file that is the newest of it, locked; raises CheckOutGone for one that is not (any more)."""
    StoredFile.objects.select_for_update().get(pk=file.pk)
    if not files_of(case).filter(pk=file.pk).exists():
        raise CheckOutGone("Diese Unterlage hat inzwischen eine neuere Fassung oder ist nicht mehr im Fall.")
    return checkouts.line_of(file)


def _open(line: UUID) -> CheckOut | None:
    return CheckOut.objects.select_related("taken_by", "file").filter(line=line, ended_at=None).first()


def _why_gone(seen: UUID) -> str:
    row = CheckOut.objects.select_related("ended_by", "file").filter(uuid=seen).first()
    if row is not None and row.end == CheckOutEnd.TAKEN_BACK:
        return f"{row.ended_by} hat die Unterlage zurückgeholt: {row.reason}"
    if row is not None and row.end == CheckOutEnd.LAPSED:
        return "Ihre Zeit ist abgelaufen, und jemand anderes hat die Unterlage ausgecheckt."
    return "Sie haben diese Unterlage nicht mehr ausgecheckt. Checken Sie sie noch einmal aus."
