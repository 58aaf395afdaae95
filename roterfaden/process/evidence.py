"""What became of the documents that a step asks for: recorded as present, uploaded, or excused with a reason."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.models import Record
from roterfaden.common.prepared import Prepared
from roterfaden.common.revisions import save_revision
from roterfaden.documents.models import StoredFile
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import DocumentState
from roterfaden.process.engine.definition import Chain, Document
from roterfaden.process.models import Task, TaskDocument

actions.register("process.document_recorded", "Unterlage festgehalten")


class DocumentRefused(ValueError):
    """The document cannot be recorded like this; the message says why."""


def documents_of(task: Task) -> tuple[Document, ...]:
    """The documents that the chain asks for at this task's step; none for decisions and own steps."""
    return chain_of_run(task.run).documents_of(task.node)


_TITLES = Prepared(TaskDocument.objects.order_by().only("title"), by="task")


def result_title(chain_key: str) -> str:
    """How the result of another chain is called among what a step needs."""
    return f"Ergebnis von {chain_key}"


def excused_results(task: Task, chain_keys: Iterable[str]) -> set[str]:
    """Those of `chain_keys` whose results somebody said, with a reason, that the task goes on without."""
    known = {row.title for row in _TITLES.rows(task.pk)}
    return {key for key in chain_keys if result_title(key) in known}


def missing_documents(*, chain: Chain, task: Task) -> list[str]:
    """The titles of required documents of the task that are neither present nor excused."""
    required = [document.title for document in chain.documents_of(task.node) if document.required]
    if not required:
        return []
    known = {row.title for row in _TITLES.rows(task.pk)}
    return [title for title in required if title not in known]


def record_document(
    *,
    task: Task,
    title: str,
    state: DocumentState,
    scope: Record,
    by: User,
    at: datetime,
    reason: str = "",
    file: StoredFile | None = None,
    revision: int | None = None,
) -> TaskDocument:
    """Record that a document is present (with or without its file) or excused; replaces an earlier record of it.

    The result of a chain that the step waits for (see `result_title`) can only be excused: it comes from its own run.

    Refuses: titles that the step does not ask for, an excuse without a reason, and with Conflict an earlier record that
    has another `revision` than the caller saw (None: the caller saw none).
    """
    if title not in _titles_of(task, state):
        raise DocumentRefused("Diese Unterlage gehört nicht zu diesem Schritt.")
    if state == DocumentState.EXCUSED and not reason.strip():
        raise DocumentRefused("Bitte sagen Sie in einem Satz, warum die Unterlage fehlt.")
    with transaction.atomic():
        row = TaskDocument.objects.select_for_update().filter(task=task, title=title).first()
        if row is None:
            row = TaskDocument(task=task, title=title)
        row.state, row.reason, row.file = state, reason, file if file is not None else row.file
        row.recorded_at, row.recorded_by = at, by
        if row.pk is None:
            row.save()
        else:
            fields = ["state", "reason", "file", "recorded_at", "recorded_by"]
            save_revision(row, expected=revision or 0, fields=fields)
        trail.record(
            "process.document_recorded",
            by=by,
            at=at,
            subject=row,
            scope=scope,
            details={"state": str(state), "file": file is not None},
        )
    return row


def _titles_of(task: Task, state: DocumentState) -> set[str]:
    titles = {document.title for document in documents_of(task)}
    step = chain_of_run(task.run).step(task.node)
    if step is not None and state == DocumentState.EXCUSED:
        titles |= {result_title(key) for key in step.requires_results}
    return titles


def excuse_documents(
    *, task: Task, titles: Iterable[str], reason: str, scope: Record, by: User, at: datetime
) -> None:
    """Excuse several missing documents of a task with one reason."""
    for title in titles:
        record_document(
            task=task, title=title, state=DocumentState.EXCUSED, reason=reason, scope=scope, by=by, at=at
        )
