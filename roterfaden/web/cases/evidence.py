"""Documents of steps: record what became of one, upload its file, open a file, see all of a case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.evidence import evidence_of, files_of, record_evidence
from roterfaden.cases.filing import FilingRefused
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.common.forms import MAX_TEXT_LENGTH
from roterfaden.common.revisions import Conflict
from roterfaden.documents.checkouts import CheckedOut
from roterfaden.documents.checks import UploadRefused
from roterfaden.languages.shipped import shipped
from roterfaden.process.choices import DocumentState
from roterfaden.process.engine.definition import Document
from roterfaden.process.evidence import DocumentRefused
from roterfaden.process.models import TaskDocument
from roterfaden.process.thread import Story, Visit
from roterfaden.web.casefile.frame import case_for, frame
from roterfaden.web.cases.answers import is_htmx
from roterfaden.web.cases.asking import ask
from roterfaden.web.cases.cards import Typed, card_of
from roterfaden.web.cases.files import refuse_closed_kind, send_file, warn_if_held
from roterfaden.web.cases.finding import find_visit
from roterfaden.web.cases.forms import DocumentForm, MissingForm
from roterfaden.web.cases.links import card_anchor, step_prefix, step_url
from roterfaden.web.cases.page import THREAD
from roterfaden.web.cases.reading import find_case, open_case_for_reading, shows
from roterfaden.web.cases.records import attached_lines, evidence_lines
from roterfaden.web.cases.versions import taken_by
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

HERE = "cases:documents"
CHANGED = gettext_noop(
    "Jemand anderes hat diese Unterlage inzwischen festgehalten. Hier steht der jetzige Stand; prüfen Sie ihn."
)


@reading_view
def documents(request: HttpRequest, code: str) -> HttpResponse:
    """Every document that was recorded in the case, newest first."""
    case = open_case_for_reading(request, code, page="documents")
    page = page_of(request, evidence_of(case))
    context = frame(
        request,
        case,
        HERE,
        page=page,
        lines=evidence_lines(case, page.object_list),
        attached=attached_lines(case),
        sees_steps=shows(case, FieldClass.THREAD),
    )
    return render(request, "cases/documents.html", context)


@writing_view("GET", "POST")
def document(request: HttpRequest, code: str, run: int, number: int, index: int) -> HttpResponse:
    """Record what became of one document of a step, with its file if there is one."""
    case = case_for(request, code, page="document")
    story, visit, asked = _asked(case, run, number, index)
    known = _known(visit, asked)
    initial = {"revision": known.revision, "state": known.state, "reason": known.reason} if known else {}
    sent = request.method == "POST"
    typed = (request.POST, request.FILES) if sent else (None, None)
    form = DocumentForm(*typed, initial=initial, case=case, title=asked.title)
    status = 422
    if form.is_valid():
        try:
            _record(request, case, visit, asked, form)
        except Conflict:
            status, form = 409, _changed(form, case, run, number, index)
        except CheckedOut as taken:
            status = 409
            form.add_error("file", taken_by(taken))
        except (UploadRefused, FilingRefused) as refusal:
            form.add_error("file", str(refusal))
        except (DocumentRefused, CaseIsClosed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("„%(title)s“ ist festgehalten.") % {"title": asked.title})
            return _back(case, story, visit)
    if sent and request.FILES and "file" not in form.errors:
        form.add_error("file", _("Bitte wählen Sie die Datei noch einmal aus."))
    sees_steps = shows(case, FieldClass.THREAD)
    text = _("Schritt „%(title)s“") % {"title": visit.title} if sees_steps else ""
    answer = ask(
        request, case, form, title=shipped(asked.title), label=_("Festhalten"), text=text, has_file=True
    )
    if sent:
        answer.status_code = status
    return answer


@writing_view("POST")
def present(request: HttpRequest, code: str, run: int, number: int, index: int) -> HttpResponse:
    """One press: the document is there."""
    case = find_case(request, code)
    story, visit, asked = _asked(case, run, number, index)
    if _known(visit, asked) is None:
        try:
            record_evidence(
                case=case,
                task=visit.task,
                title=asked.title,
                state=DocumentState.PRESENT,
                revision=None,
                by=user_of(request),
                at=timezone.now(),
            )
        except CaseIsClosed as refusal:
            messages.warning(request, str(refusal))
            return _back(case, story, visit)
    if not is_htmx(request) or not visit.is_open:
        return _back(case, story, visit)
    return render(request, "cases/_recorded.html", _recorded(request, case, run, number))


def _recorded(request: HttpRequest, case: Case, run: int, number: int) -> dict[str, Any]:
    """The changed parts of the card; what was typed as a reason for others that are missing stays."""
    stories = stories_of(case)
    story, visit = find_visit(case, run, number)
    if visit is None:
        raise Http404
    prefix = step_prefix(story, visit)
    typed = {"missing_reason": request.POST.get(f"{prefix}-missing_reason", "")[:MAX_TEXT_LENGTH]}
    missing = MissingForm(prefix=prefix, titles=visit.missing(), initial=typed)
    card = card_of(case, story, visit, typed=Typed(missing={prefix: missing}))
    return {"card": card, "oob": True, "nested": sum(len(other.open) for other in stories) > 1}


@reading_view
def file(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The file of a document, to keep: never shown inside our pages, never run."""
    case = find_case(request, code)
    found = get_object_or_404(files_of(case), uuid=uuid)
    refuse_closed_kind(case, found)
    return send_file(request, case, found)


def _asked(case: Case, run: int, number: int, index: int) -> tuple[Story, Visit, Document]:
    story, visit = find_visit(case, run, number)
    wanted = visit.step.documents if visit is not None and visit.step is not None else ()
    if visit is None or index >= len(wanted):
        raise Http404
    return story, visit, wanted[index]


def _known(visit: Visit, asked: Document) -> TaskDocument | None:
    return next((row for row in visit.documents if row.title == asked.title), None)


def _record(request: HttpRequest, case: Case, visit: Visit, asked: Document, form: DocumentForm) -> None:
    said = form.cleaned_data
    recorded = record_evidence(
        case=case,
        task=visit.task,
        title=asked.title,
        state=DocumentState(said["state"]),
        reason=said["reason"],
        upload=form.upload(),
        revision=said["revision"],
        by=user_of(request),
        at=timezone.now(),
    )
    warn_if_held(request, recorded.file)


def _changed(form: DocumentForm, case: Case, run: int, number: int, index: int) -> DocumentForm:
    """What was typed, on top of the revision that is stored now; sending it again overwrites that."""
    _story, visit, asked = _asked(case, run, number, index)
    known = _known(visit, asked)
    data = dict(form.data.items())
    data["revision"] = str(known.revision) if known else ""
    again = DocumentForm(data, case=case, title=asked.title)
    again.add_error(None, _(CHANGED))
    if known is not None:
        again.add_error("state", _("Jetzt: %(state)s.") % {"state": known.get_state_display()})
    return again


def _back(case: Case, story: Story, visit: Visit) -> HttpResponse:
    """To where the document stands: the card of an open step, or the page of a visit that is past."""
    if visit.is_open:
        url = f"{reverse(THREAD, args=[case.code])}#{card_anchor(story, visit)}"
        return HttpResponseRedirect(url, status=303)
    return HttpResponseRedirect(step_url(case, story, visit, "visit"), status=303)
