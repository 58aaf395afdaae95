"""Letters to many: choose, start, see what came of it, fetch the file to print."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from roterfaden.audit import trail
from roterfaden.cases.access import cases_with_whole_file
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.queries import services_of
from roterfaden.correspondence import bulk as domain
from roterfaden.correspondence.filling import LetterRefused, template_by_id
from roterfaden.correspondence.models import LetterRun
from roterfaden.correspondence.queries import runs_of
from roterfaden.documents.files import read_file
from roterfaden.documents.models import StoredFile
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.letters.forms import BulkForm

SHOWN_RUNS = 20
MOST_TO_CHOOSE = 500


@writing_view("GET", "POST")
def index(request: HttpRequest) -> HttpResponse:
    """Choose a letter and the persons; below, the runs of before."""
    cases = _cases(request)
    chosen = [(one.code, f"{one.person}, {one.file_number}") for one in cases]
    form = BulkForm(request.POST if request.method == "POST" else None, cases=chosen)
    if form.is_valid():
        codes = form.cleaned_data["cases"]
        service = next(one.service for one in cases if one.code == codes[0])
        try:
            asked = domain.start_run(
                service=service,
                template_id=form.cleaned_data["template"],
                codes=codes,
                url=reverse("letters:bulk") + "{run}/",
                by=user_of(request),
                at=timezone.now(),
            )
        except LetterRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("jobs:detail", job=asked.job.uuid)
    note_listed(request, cases)
    runs = [(run, template_by_id(run.template)) for run in runs_of(user_of(request))[:SHOWN_RUNS]]
    context = {"form": form, "runs": runs, "any": bool(cases)}
    return render(request, "letters/bulk.html", context, status=422 if form.is_bound else 200)


@reading_view
def run(request: HttpRequest, letter_run: UUID) -> HttpResponse:
    """What came of a run: each letter, and what was missing in it."""
    row = get_object_or_404(runs_of(user_of(request)), uuid=letter_run)
    written = row.letters.select_related("case__person__data_key", "case__service").defer("content")
    letters = list(written.order_by("pk"))
    note_listed(request, [letter.case for letter in letters])
    context = {"row": row, "letters": letters, "template": template_by_id(row.template)}
    return render(request, "letters/run.html", context)


@reading_view
def print_file(request: HttpRequest, letter_run: UUID) -> HttpResponse:
    """All letters of the run as one PDF."""
    row = get_object_or_404(runs_of(user_of(request)), uuid=letter_run)
    return _sent(request, row, row.file)


@reading_view
def labels(request: HttpRequest, letter_run: UUID) -> HttpResponse:
    """The addresses of the run on sheets of labels."""
    row = get_object_or_404(runs_of(user_of(request)), uuid=letter_run)
    return _sent(request, row, row.labels)


def _cases(request: HttpRequest) -> list[Case]:
    """The open cases whose persons the user may write to, those the user is responsible for first."""
    user, today = user_of(request), timezone.localdate()
    service = services_of(user, on=today).first()
    rows = cases_with_whole_file(user, on=today).filter(
        service=service, state=CaseState.OPEN, restricted_at__isnull=True, responsible=user
    )
    return list(rows.select_related("person", "service").order_by("file_number")[:MOST_TO_CHOOSE])


def _sent(request: HttpRequest, row: LetterRun, stored: StoredFile | None) -> HttpResponse:
    if stored is None:
        raise Http404
    note_listed(request, Case.objects.filter(pk__in=row.letters.values("case")).select_related("service"))
    trail.record_read(
        "documents.read",
        by=user_of(request),
        at=timezone.now(),
        subject=stored,
        scope=row,
        organisation=row.service,
    )
    answer = HttpResponse(read_file(stored), content_type=stored.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stored.name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store"
    return answer
