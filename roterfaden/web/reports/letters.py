"""The start page of reports and letters of a case; letters and forms; which entries are relevant."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from roterfaden.audit import actions, trail
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.journal_reading import entries_of
from roterfaden.cases.models import Case
from roterfaden.correspondence.filling import LetterRefused, filled, templates_for
from roterfaden.correspondence.marking import mark_entries, marked_entries
from roterfaden.correspondence.own_templates import fill_word, templates_in_force
from roterfaden.correspondence.queries import reports_of
from roterfaden.correspondence.reports import template_of
from roterfaden.correspondence.word import as_word
from roterfaden.web.casefile.frame import case_for, form_page, frame
from roterfaden.web.cases.reading import find_case, open_case_for_reading
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.reports.forms import MarkForm

actions.register("correspondence.letter_made", "Schreiben erstellt", reading=True)
HERE = "reports:index"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHOWN = 50
LENGTH = 160


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The reports of the case, those that can be begun, and the letters that fit."""
    case = open_case_for_reading(request, code, page="reports")
    fitting = templates_for(case)
    rows = [(row, template_of(row)) for row in reports_of(case)]
    own = templates_in_force(case.service, on=timezone.localdate())
    groups = {
        "rows": rows,
        "written": [one for one in fitting if one.is_written],
        "letters": [one for one in fitting if not one.is_written],
        "own": own,
    }
    return render(request, "reports/index.html", frame(request, case, HERE, **groups))


@reading_view
def letter(request: HttpRequest, code: str, letter: str, form: str) -> HttpResponse:
    """A letter or form filled for the case, as PDF or Word."""
    case = find_case(request, code)
    template = next((one for one in templates_for(case) if one.id == letter and not one.is_written), None)
    if template is None or form not in ("pdf", "docx"):
        raise Http404
    made = filled(case, template, on=timezone.localdate())
    content = made.as_pdf() if form == "pdf" else as_word(made.document)
    kind = "application/pdf" if form == "pdf" else WORD
    return send_made(request, case, content, f"{template.id}_{case.file_number}.{form}", kind)


@reading_view
def own_letter(request: HttpRequest, code: str, template: UUID) -> HttpResponse:
    """A Word template of the service, filled for the case."""
    case = find_case(request, code)
    found = {one.uuid: one for one in templates_in_force(case.service, on=timezone.localdate())}
    if template not in found:
        raise Http404
    row = found[template]
    row.refresh_from_db(fields=["content"])
    try:
        content = fill_word(row, case, on=timezone.localdate())
    except LetterRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect(HERE, code=case.code)
    return send_made(request, case, content, f"{row.name}_{case.file_number}.docx", WORD)


@writing_view("GET", "POST")
def marks(request: HttpRequest, code: str) -> HttpResponse:
    """Go through the journal and mark what is relevant to reports."""
    case = case_for(request, code, page="report_marks")
    page = page_of(request, entries_of(case), size=SHOWN)
    for row in page:
        row.case = case
    known = {str(row.uuid): row for row in page}
    chosen = {str(one) for one in marked_entries(case)} & set(known)
    form = MarkForm(
        request.POST if request.method == "POST" else None,
        entries=[(key, _told(row)) for key, row in known.items()],
        initial={"chosen": sorted(chosen), "shown": ",".join(known)},
    )
    if form.is_valid():
        ids = {UUID(one) for one in form.cleaned_data["shown"].split(",") if one in known}
        picked = {UUID(one) for one in form.cleaned_data["chosen"]}
        try:
            mark_entries(case=case, shown=ids, chosen=picked, by=user_of(request), at=timezone.now())
        except CaseIsClosed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Gemerkt. Neue Berichte nehmen diese Einträge auf."))
            return redirect(HERE, code=case.code)
    return form_page(request, case, HERE, form, "reports/marks.html", page=page)


def _told(row: Any) -> str:
    when = timezone.localtime(row.happened_at)
    text = " ".join(row.text.split())
    return f"{when:%d.%m.%Y} {row.get_kind_display()}: {text[:LENGTH]}{'…' if len(text) > LENGTH else ''}"


def send_made(request: HttpRequest, case: Case, content: bytes, name: str, media_type: str) -> HttpResponse:
    trail.record_read(
        "correspondence.letter_made",
        by=user_of(request),
        at=timezone.now(),
        subject=case,
        scope=case,
        organisation=case.service,
        details={"file": name.partition("_")[0]},
    )
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store"
    return answer
