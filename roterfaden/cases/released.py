"""A file that could not be read can be: its words are found from now on."""

from django.db.models import Q

from roterfaden.cases.evidence import index_file
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import Case
from roterfaden.documents.models import StoredFile
from roterfaden.documents.quarantine import on_release
from roterfaden.process.models import TaskDocument


@on_release
def index_released(file: StoredFile) -> None:
    """Index a file of a case; one of anything else is left alone."""
    at_steps = TaskDocument.objects.filter(file=file).values("task__run__case_run__case_id")
    at_entries = JournalAttachment.objects.filter(file=file).values("entry__case_id")
    for case in Case.objects.filter(Q(pk__in=at_steps) | Q(pk__in=at_entries)).select_related("data_key"):
        index_file(case=case, file=file)
