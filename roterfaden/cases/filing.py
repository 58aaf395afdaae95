"""Keep a file of a case with its kind and whom it came from; sort it anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.document_kinds import document_kinds, kind_of
from roterfaden.cases.file_records import FileOrigin
from roterfaden.cases.models import Case
from roterfaden.consent.gate import UNNAMED
from roterfaden.consent.models import Recipient
from roterfaden.consent.origins import holder_of
from roterfaden.documents.checkouts import files_in_line, line_of
from roterfaden.documents.files import store_file
from roterfaden.documents.models import UNSORTED, StoredFile

actions.register("cases.file_sorted", "Art einer Unterlage geändert")


class FilingRefused(ValueError):
    """The file cannot be kept or sorted like this; the message says why."""


class SortedElsewhere(FilingRefused):
    """Somebody else gave the file another kind first."""


@dataclass(frozen=True)
class Upload:
    """A file as it came in: what it is, and from which bound person it came, where that is known."""

    name: str
    stream: IO[bytes]
    kind: str = UNSORTED
    stems_from: Recipient | None = None


def keep_upload(*, case: Case, upload: Upload, by: User, at: datetime) -> StoredFile:
    """Seal the file of a case. Refuses an unknown kind, and what `check_upload` refuses. Effects: file, audit entry."""
    _check_kind(upload.kind, unsorted=True)
    with transaction.atomic():
        stored = store_file(
            name=upload.name,
            stream=upload.stream,
            data_key=case.data_key,
            kind=upload.kind,
            scope=case,
            by=by,
            at=at,
            service=case.service,
        )
        _note_origin(case, stored, upload.stems_from)
    return stored


def sort_file(
    *,
    case: Case,
    file: StoredFile,
    kind: str,
    seen: str,
    stems_from: Recipient | None,
    by: User,
    at: datetime,
) -> None:
    """Say what a file and its earlier versions are and whom they came from, if it still has the kind that was `seen`.

    Refuses: an unknown kind; SortedElsewhere where somebody was faster. Effects: another part of the case and another
    class at the gate from now on; an audit entry with both kinds. The caller indexes the file anew.
    """
    _check_kind(kind, unsorted=False)
    with transaction.atomic():
        if not StoredFile.objects.filter(pk=file.pk, kind=seen).update(kind=kind):
            raise SortedElsewhere(
                "Jemand anderes hat die Art dieser Unterlage inzwischen geändert. Prüfen Sie sie."
            )
        file.kind = kind
        for one in files_in_line(line_of(file)):
            StoredFile.objects.filter(pk=one.pk).update(kind=kind)
            _note_origin(case, one, stems_from)
        trail.record(
            "cases.file_sorted", by=by, at=at, subject=file, scope=case, details={"from": seen, "to": kind}
        )


def origins_of(files: Iterable[StoredFile]) -> dict[int, Recipient]:
    """Whom each of the files came from, where that is recorded: by the id of the file. One query."""
    rows = FileOrigin.objects.filter(file__in=list(files)).select_related("recipient")
    return {row.file_id: row.recipient for row in rows}


def holder_of_file(file: StoredFile, origin: Recipient | None) -> int | None:
    """Whose release a file needs: of whom it came from; of somebody unnamed where its kind comes from bound people."""
    return holder_of(origin) if origin is not None else (UNNAMED if kind_of(file).stems else None)


def _note_origin(case: Case, file: StoredFile, stems_from: Recipient | None) -> None:
    if stems_from is not None and stems_from.service_id != case.service_id:
        raise FilingRefused("Diese Stelle gehört zu einem anderen Dienst.")
    FileOrigin.objects.filter(file=file).delete()
    if stems_from is not None:
        FileOrigin.objects.create(case=case, file=file, recipient=stems_from)


def _check_kind(kind: str, *, unsorted: bool) -> None:
    if kind not in document_kinds().kinds and not (unsorted and kind == UNSORTED):
        raise FilingRefused("Bitte sagen Sie, was für eine Unterlage das ist.")
