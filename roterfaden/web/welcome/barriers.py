"""Reports of barriers: sent by anybody, read and answered by those who administer."""

from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.web.administration.access import administrator_of
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.formpage import posted
from roterfaden.web.guards import open_writing_view, reading_view, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.welcome.forms import AnswerForm, ReportForm
from roterfaden.welcome import barriers
from roterfaden.welcome.models import BarrierReport


@open_writing_view("GET", "POST")
def report(request: HttpRequest) -> HttpResponse:
    """Say what does not work. Who sent it is not recorded, also not of somebody who is logged in."""
    form = ReportForm(posted(request))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if not ratelimit.consume(request, action="barrier"):
            status = 429
            form.add_error(None, _("Von hier kamen schon mehrere Meldungen. Bitte warten Sie eine Stunde."))
        else:
            try:
                barriers.report_barrier(at=timezone.now(), **form.cleaned_data)
            except barriers.BarrierRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("welcome:thanks")
    return render(request, "welcome/report.html", {"form": form}, status=status)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What was reported, newest first."""
    administrator_of(request)
    page = page_of(request, barriers.readable_reports())
    return render(request, "welcome/barriers.html", {"nav": "administration", "page": page})


@writing_view("GET", "POST")
def answer(request: HttpRequest, barrier: UUID) -> HttpResponse:
    """Note what was done about one."""
    user = administrator_of(request)
    row = get_object_or_404(barriers.readable_reports(), uuid=barrier)
    form = AnswerForm(posted(request), initial={"answer": row.answer, "revision": row.revision})
    if form.is_valid():
        try:
            barriers.answer_barrier(report=row, by=user, at=timezone.now(), **form.cleaned_data)
        except barriers.BarrierRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            return redirect("welcome:barriers")
    context = {"nav": "administration", "form": form, "report": row}
    return render(request, "welcome/answer.html", context, status=422 if form.is_bound else 200)


def _conflict(request: HttpRequest, form: AnswerForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, BarrierReport)
    told = conflict_of(
        form,
        current=current,
        stored={"answer": current.answer},
        scopes=[current.uuid],
        at=timezone.now(),
        url=request.path,
        keep_url=reverse("welcome:barriers"),
    )
    context = {"nav": "administration", "conflict": told}
    return render(request, "complaints/conflict.html", context, status=409)
