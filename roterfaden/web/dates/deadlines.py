"""Deadlines of a case: set one, let it rest, let it run on, extend it, finish it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines import case_deadlines
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.queries import deadline_in
from roterfaden.process.deadlines import DeadlineRefused
from roterfaden.process.models import Deadline
from roterfaden.web.casefile.frame import case_for, form_page
from roterfaden.web.dates.clash import HERE, clash_page
from roterfaden.web.dates.forms import DeadlineForm, ExtendForm, FinishForm, RestForm, RunOnForm
from roterfaden.web.dates.grounds import ground_of, steps_of
from roterfaden.web.guards import user_of, writing_view

REFUSALS = (DeadlineRefused, CaseIsClosed)


@writing_view("GET", "POST")
def add_deadline(request: HttpRequest, code: str) -> HttpResponse:
    """Set a deadline; "Ausrechnen" shows the day and how it was counted before anything is stored."""
    case, now = case_for(request, code, page="add_deadline"), timezone.now()
    form = DeadlineForm(_typed(request), case=case, today=timezone.localdate(), proposed=request.GET)
    told: dict[str, Any] = {}
    if form.is_valid():
        try:
            if "preview" in request.POST:
                told = _counted(case_deadlines.preview(form.how()))
            else:
                subject = form.cleaned_data["subject"]
                made = case_deadlines.set_deadline(
                    case=case, how=form.how(), subject=subject, by=user_of(request), at=now
                )
                messages.success(request, _("Die Frist ist gesetzt: %(day)s.") % {"day": _day(made.deadline)})
                return redirect(HERE, code=case.code)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, case, HERE, form, "dates/deadline_form.html", **told, **_back(case))


def _counted(row: Deadline) -> dict[str, Any]:
    """The day with how it was counted and what hangs on it."""
    ground = ground_of(row)
    return {"counted": row, "ground": ground, "steps": steps_of(row, ground)}


@writing_view("GET", "POST")
def rest(request: HttpRequest, code: str, deadline: UUID) -> HttpResponse:
    """Let a deadline rest, with a reason."""
    case, row = _found(request, code, deadline, "rest")
    initial = {"revision": row.revision, "first_on": timezone.localdate()}
    form = RestForm(_typed(request), initial=initial)
    if form.is_valid():
        try:
            case_deadlines.let_rest(
                case=case, deadline=row, **form.cleaned_data, by=user_of(request), at=timezone.now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return clash_page(request, case, form, conflict, {"first_on": _fresh(conflict).suspended_since})
        else:
            return _done(request, case, _("Die Frist ruht. Der Tag ist neu gerechnet."))
    words = {"title": _("Frist ruhen lassen"), "submit": _("Ruhen lassen")}
    return form_page(
        request, case, HERE, form, "dates/change_form.html", deadline=row, **words, **_back(case)
    )


@writing_view("GET", "POST")
def run_on(request: HttpRequest, code: str, deadline: UUID) -> HttpResponse:
    """End the rest of a deadline."""
    case, row = _found(request, code, deadline, "run_on")
    form = RunOnForm(_typed(request), initial={"revision": row.revision, "last_on": timezone.localdate()})
    if form.is_valid():
        try:
            case_deadlines.run_on(
                case=case, deadline=row, **form.cleaned_data, by=user_of(request), at=timezone.now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return clash_page(request, case, form, conflict, {"last_on": _fresh(conflict).suspended_since})
        else:
            return _done(request, case, _("Die Frist läuft weiter, bis %(day)s.") % {"day": _day(row)})
    words = {"title": _("Frist läuft weiter"), "submit": _("Weiterlaufen lassen")}
    return form_page(
        request, case, HERE, form, "dates/change_form.html", deadline=row, **words, **_back(case)
    )


@writing_view("GET", "POST")
def extend(request: HttpRequest, code: str, deadline: UUID) -> HttpResponse:
    """Extend a deadline, with a reason."""
    case, row = _found(request, code, deadline, "extend")
    form = ExtendForm(_typed(request), initial={"revision": row.revision})
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("until", "reason", "revision")}
        try:
            case_deadlines.extend(
                case=case, deadline=row, span=form.span(), **said, by=user_of(request), at=timezone.now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return clash_page(request, case, form, conflict, {"until": _fresh(conflict).due_on})
        else:
            return _done(request, case, _("Die Frist ist verlängert bis %(day)s.") % {"day": _day(row)})
    words = {"title": _("Frist verlängern"), "submit": _("Verlängern")}
    return form_page(
        request, case, HERE, form, "dates/change_form.html", deadline=row, **words, **_back(case)
    )


@writing_view("GET", "POST")
def finish(request: HttpRequest, code: str, deadline: UUID) -> HttpResponse:
    """Close one of the case's own deadlines; those of a step end with their step."""
    case, row = _found(request, code, deadline, "finish")
    own = getattr(row, "case_deadline", None)
    if own is None:
        raise Http404
    own.case = case
    form = FinishForm(_typed(request), initial={"revision": row.revision})
    if form.is_valid():
        data = form.cleaned_data
        said = {"outcome": Outcome(data["outcome"]), "result": data["result"], "revision": data["revision"]}
        try:
            follows = case_deadlines.finish_deadline(own=own, **said, by=user_of(request), at=timezone.now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return clash_page(request, case, form, conflict, {"result": ""})
        else:
            return _done(request, case, _told(follows))
    words = {"title": _("Frist abschließen"), "submit": _("Abschließen")}
    return form_page(
        request, case, HERE, form, "dates/change_form.html", deadline=row, **words, **_back(case)
    )


def _told(follows: Any) -> str:
    if follows is None:
        return _("Die Frist ist abgeschlossen.")
    return _("Die Frist ist erledigt. Die nächste endet am %(day)s.") % {"day": _day(follows.deadline)}


def _found(request: HttpRequest, code: str, uuid: UUID, page: str) -> tuple[Case, Deadline]:
    case = case_for(request, code, page=page)
    return case, get_object_or_404(deadline_in(case, uuid))


def _fresh(conflict: Conflict) -> Deadline:
    assert isinstance(conflict.current, Deadline)
    return conflict.current


def _done(request: HttpRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(HERE, code=case.code)


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _back(case: Case) -> dict[str, str]:
    return {"back_url": reverse(HERE, args=[case.code])}


def _day(row: Deadline) -> str:
    return date_format(row.due_on, "d.m.Y")
