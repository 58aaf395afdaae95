"""A file that could not be read can be: its words are found from now on."""

from collections.abc import Sequence

from django.db.models import QuerySet

from roterfaden.cases.evidence import index_file
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import Case
from roterfaden.documents.models import StoredFile
from roterfaden.documents.quarantine import on_release
from roterfaden.process.models import TaskDocument


def cases_of_files(files: Sequence[StoredFile], *, among: QuerySet[Case]) -> dict[int, Case]:
    """The case that each file lies in at a step or an entry, by the id of the file; three queries at most."""
    ids = [file.pk for file in files]
    steps = TaskDocument.objects.filter(file__in=ids).values_list("file_id", "task__run__case_run__case_id")
    entries = JournalAttachment.objects.filter(file__in=ids).values_list("file_id", "entry__case_id")
    lies_in = {file: case for file, case in (*steps, *entries) if file is not None and case is not None}
    cases = among.filter(pk__in=set(lies_in.values())).in_bulk() if lies_in else {}
    return {file: cases[case] for file, case in lies_in.items() if case in cases}


@on_release
def index_released(file: StoredFile) -> None:
    """Index a file of a case; one of anything else is left alone."""
    cases = Case.objects.select_related("data_key")
    for case in cases_of_files([file], among=cases).values():
        index_file(case=case, file=file)
