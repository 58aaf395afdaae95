"""The documents of a case's steps: record what became of one, with its file if there is one."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.models import User
from roterfaden.cases.choices import TextKind
from roterfaden.cases.journal import require_open
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import Case
from roterfaden.cases.search import index_text
from roterfaden.documents.files import store_file
from roterfaden.documents.models import StoredFile
from roterfaden.process.choices import DocumentState
from roterfaden.process.evidence import record_document
from roterfaden.process.models import Task, TaskDocument


@dataclass(frozen=True)
class Upload:
    """A file as it came in."""

    name: str
    stream: IO[bytes]


def record_evidence(
    *,
    case: Case,
    task: Task,
    title: str,
    state: DocumentState,
    revision: int | None,
    by: User,
    at: datetime,
    reason: str = "",
    upload: Upload | None = None,
) -> TaskDocument:
    """Record a document of one of the case's steps, also of one that is closed already: papers come late.

    Refuses: a closed case; what `check_upload` and `record_document` refuse (a wrong file, an unknown title, a missing
    reason, with Conflict an earlier record that the person did not see). Effects: the file is stored sealed, its
    name indexed, the record written, audit entries; all or nothing.
    """
    with transaction.atomic():
        require_open(case)
        stored = None
        if upload is not None:
            stored = store_file(
                name=upload.name, stream=upload.stream, data_key=case.data_key, scope=case, by=by, at=at
            )
            index_text(case=case, source=stored.uuid, text=stored.name, kind=TextKind.DOCUMENT)
        return record_document(
            task=task,
            title=title,
            state=state,
            reason=reason if state == DocumentState.EXCUSED else "",
            file=stored,
            revision=revision,
            scope=case,
            by=by,
            at=at,
        )


def evidence_of(case: Case) -> QuerySet[TaskDocument]:
    """Every document that was recorded in the case, newest first."""
    rows = TaskDocument.objects.filter(task__run__case_run__case=case)
    return rows.select_related("task__run", "file", "recorded_by").order_by("-recorded_at", "-pk")


def files_of(case: Case) -> QuerySet[StoredFile]:
    """The files that stand behind the documents of the case, or hang on entries of its journal, now."""
    attached = JournalAttachment.objects.filter(entry__case=case, removed_at__isnull=True)
    evidence = evidence_of(case).order_by()
    return StoredFile.objects.filter(
        Q(pk__in=evidence.values("file_id")) | Q(pk__in=attached.values("file_id"))
    )
