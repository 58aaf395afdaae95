"""The case page, one visit of a step as it was, and the quick note."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.auditing.queries import findings_at
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.answers import is_htmx
from roterfaden.web.cases.finding import find_visit
from roterfaden.web.cases.forms import QuickNoteForm
from roterfaden.web.cases.links import card_anchor
from roterfaden.web.cases.page import THREAD, thread_page
from roterfaden.web.cases.reading import find_case, open_case_for_reading
from roterfaden.web.cases.side import journal as latest_journal
from roterfaden.web.cases.visits import visit_page
from roterfaden.web.guards import reading_view, user_of, writing_view


@reading_view
def thread(request: HttpRequest, code: str) -> HttpResponse:
    """The thread of a case with its present step, and what stands beside it."""
    case = open_case_for_reading(request, code, page="thread")
    return render(request, "cases/thread.html", thread_page(request, case))


@reading_view
def visit(request: HttpRequest, code: str, run: int, number: int) -> HttpResponse:
    """One visit of a step as it was: result, answers, documents. An open one is shown on the thread."""
    case = open_case_for_reading(request, code, page="visit")
    story, found = find_visit(case, run, number)
    if found is None:
        return redirect(THREAD, code)
    if found.is_open:
        return HttpResponseRedirect(f"{reverse(THREAD, args=[code])}#{card_anchor(story, found)}")
    context = frame(request, case, THREAD)
    context |= visit_page(case, story, found, may_work=context["may_work"])
    context["audited"] = findings_at(found.task, case, user_of(request), on=timezone.localdate())
    return render(request, "cases/visit.html", context)


@writing_view("POST")
def quick_note(request: HttpRequest, code: str) -> HttpResponse:
    """Write a note into the journal without leaving the thread."""
    case = find_case(request, code)
    form = QuickNoteForm(request.POST, prefix="notiz")
    if form.is_valid() and _write(request, case, form):
        messages.success(request, _("Die Notiz steht im Journal."))
        if not is_htmx(request):
            return HttpResponseRedirect(reverse(THREAD, args=[code]) + "#notiz", status=303)
        fresh = {"case": case, "note": QuickNoteForm(prefix="notiz"), "oob": True} | latest_journal(case)
        return render(request, "cases/_noted.html", fresh)
    if is_htmx(request):
        return render(request, "cases/_note.html", {"case": case, "note": form}, status=422)
    return render(request, "cases/thread.html", thread_page(request, case, note=form), status=422)


def _write(request: HttpRequest, case: Case, form: QuickNoteForm) -> bool:
    """Write the entry; False when it was refused and the form says why."""
    now = timezone.now()
    try:
        journal.write_entry(
            case=case,
            kind=ContactKind(form.cleaned_data["kind"]),
            happened_at=now,
            text=form.cleaned_data["text"],
            by=user_of(request),
            at=now,
        )
    except (journal.CaseIsClosed, journal.EntryRefused) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
