"""The documents of a case's steps: record what became of one, with its file if there is one."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.models import User
from roterfaden.cases.choices import TextKind
from roterfaden.cases.document_kinds import shown_name
from roterfaden.cases.filing import Upload, keep_upload
from roterfaden.cases.journal import require_open
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import Case
from roterfaden.cases.search import forget_text, index_text
from roterfaden.documents.checkouts import refuse_worked_on
from roterfaden.documents.files import FileDamaged, FileHeld, read_file
from roterfaden.documents.models import StoredFile
from roterfaden.documents.words import has_words, words_in
from roterfaden.process.choices import DocumentState
from roterfaden.process.evidence import record_document
from roterfaden.process.models import Task, TaskDocument


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
    reason, with Conflict an earlier record that the person did not see, with CheckedOut a file that somebody else works
    on). Effects: the file is stored sealed, found
    by its name and title instead of the one it replaces, the record written, audit entries; all or nothing.
    """
    with transaction.atomic():
        require_open(case)
        stored = None
        replaced = list(files_of(case).filter(pk__in=_filed_as(title, task))) if upload else []
        refuse_worked_on(replaced, by=by, at=at)
        if upload is not None:
            stored = keep_upload(case=case, upload=upload, by=by, at=at)
        recorded = record_document(
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
        if stored is not None:
            index_file(case=case, file=stored)
        for file in replaced:
            index_file(case=case, file=file)
        return recorded


def index_file(*, case: Case, file: StoredFile) -> None:
    """Let a file of the case be found by its name and by what it is there; not at all if nothing shows it any more."""
    if not files_of(case).filter(pk=file.pk).exists():
        forget_text(case=case, source=file.uuid)
        return
    text = searched_file(file, titles_of([file]).get(file.pk, ()))
    index_text(
        case=case, source=file.uuid, text=text, kind=TextKind.DOCUMENT, health_text=words_of_file(file)
    )


def searched_file(file: StoredFile, titles: Sequence[str]) -> str:
    """The words by which a file is found; the name of one that belongs to the health record is none of them."""
    return "\n".join((*titles, shown_name(file)))


def words_of_file(file: StoredFile) -> str:
    """The text in a file. It may tell of health, whatever it is called: only those find it who may read of that."""
    if not has_words(file):
        return ""
    try:
        return words_in(read_file(file), file.media_type)
    except (FileDamaged, FileHeld):
        return ""


def titles_of(files: Iterable[StoredFile]) -> dict[int, list[str]]:
    """What each of the files is, in the words of the steps that asked for it: by its id, each title once."""
    rows = TaskDocument.objects.filter(file__in=files).order_by("title").values_list("file_id", "title")
    found: dict[int, list[str]] = {}
    for pk, title in rows.distinct():
        found.setdefault(pk or 0, []).append(title)
    return found


def _filed_as(title: str, task: Task) -> QuerySet[TaskDocument, int | None]:
    return TaskDocument.objects.filter(task=task, title=title).order_by().values_list("file_id", flat=True)


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
