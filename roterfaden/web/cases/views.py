"""The case page, and its whole chain as a drawing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import TaskState
from roterfaden.process.drawing import Walk, draw
from roterfaden.process.models import Run
from roterfaden.web.cases.forms import QuickNoteForm
from roterfaden.web.cases.navigation import case_head, case_links
from roterfaden.web.cases.page import thread_context
from roterfaden.web.cases.reading import find_case, open_case_for_reading
from roterfaden.web.guards import reading_view, user_of, writing_view


@reading_view
def thread(request: HttpRequest, code: str) -> HttpResponse:
    case = open_case_for_reading(request, code, page="thread")
    return render(request, "cases/thread.html", thread_context(request, case, today=timezone.localdate()))


@writing_view("POST")
def quick_note(request: HttpRequest, code: str) -> HttpResponse:
    case = find_case(request, code)
    form = QuickNoteForm(request.POST, prefix="notiz")
    if form.is_valid():
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
        except journal.CaseIsClosed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Notiz steht im Journal."))
            return redirect("cases:thread", code)
    context = thread_context(request, case, today=timezone.localdate(), note=form)
    return render(request, "cases/thread.html", context, status=422)


@reading_view
def drawing(request: HttpRequest, code: str, run: int) -> HttpResponse:
    case = open_case_for_reading(request, code, page="drawing")
    found = get_object_or_404(Run, pk=run, case_run__case=case)
    chain = chain_of_run(found)
    tasks = found.tasks.exclude(state=TaskState.VOID).order_by("number")
    walk = Walk.of([(task.node, task.state == TaskState.OPEN) for task in tasks], start=found.start_node, end=found.end_node)
    today = timezone.localdate()
    return render(
        request,
        "cases/drawing.html",
        {
            "nav": "cases",
            "case": case,
            "today": today,
            "head": case_head(case, today=today),
            "links": case_links(case, current="cases:thread"),
            "chain": chain,
            "drawing": draw(chain, walk),
        },
    )
