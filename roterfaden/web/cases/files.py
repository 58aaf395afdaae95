"""Documents of a step: record what became of one, upload its file, open a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from roterfaden.audit import trail
from roterfaden.cases.journal import CaseIsClosed, require_open
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.documents.checks import UploadRefused
from roterfaden.documents.files import read_file, store_file
from roterfaden.documents.models import StoredFile
from roterfaden.process.choices import DocumentState, TaskState
from roterfaden.process.evidence import DocumentRefused, documents_of, record_document
from roterfaden.process.models import Task, TaskDocument
from roterfaden.web.cases.forms import DocumentForm
from roterfaden.web.cases.moves import ask
from roterfaden.web.cases.reading import find_case
from roterfaden.web.guards import reading_view, user_of, writing_view


@writing_view("GET", "POST")
def document(request: HttpRequest, code: str, run: int, number: int, index: int) -> HttpResponse:
    case = find_case(request, code)
    tasks = Task.objects.select_related("run__chain_version", "run__data_key")
    task = get_object_or_404(tasks, run_id=run, run__case_run__case=case, number=number, state=TaskState.OPEN)
    asked = documents_of(task)
    if index >= len(asked):
        raise Http404
    title = asked[index].title
    known = TaskDocument.objects.filter(task=task, title=title).first()
    initial = {"revision": known.revision, "state": known.state, "reason": known.reason} if known else {}
    form = DocumentForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid() and _record(request, case, task, title, form):
        return redirect("cases:thread", code)
    return ask(request, case, form, title=title, label=_("Festhalten"))


def _record(request: HttpRequest, case: Case, task: Task, title: str, form: DocumentForm) -> bool:
    """Store what the form says; False when it was refused and the form says why."""
    by, now, data = user_of(request), timezone.now(), form.cleaned_data
    try:
        require_open(case)
        stored = None
        if data["file"]:
            stored = store_file(
                name=data["file"].name,
                stream=data["file"].file,
                data_key=case.data_key,
                scope=case,
                by=by,
                at=now,
            )
        record_document(
            task=task,
            title=title,
            state=DocumentState(data["state"]),
            reason=data["reason"],
            file=stored,
            revision=data["revision"],
            scope=case,
            by=by,
            at=now,
        )
    except UploadRefused as refusal:
        form.add_error("file", str(refusal))
    except Conflict:
        form.add_error(
            None, _("Jemand anderes hat diese Unterlage inzwischen festgehalten. Bitte prüfen Sie den Stand.")
        )
    except (DocumentRefused, CaseIsClosed) as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


@reading_view
def file(request: HttpRequest, code: str, uuid: str) -> HttpResponse:
    case = find_case(request, code)
    stored = get_object_or_404(
        StoredFile.objects.filter(
            pk__in=TaskDocument.objects.filter(task__run__case_run__case=case).values("file_id")
        ),
        uuid=uuid,
    )
    trail.record_read(
        "documents.read",
        by=user_of(request),
        at=timezone.now(),
        subject=stored,
        scope=case,
        organisation=case.service,
    )
    answer = HttpResponse(read_file(stored), content_type=stored.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stored.name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store"
    return answer
