"""The crisis of a case: one page with everything, on a phone as well."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import crisis as domain
from roterfaden.cases.choices import CrisisAct, CrisisOutcome
from roterfaden.cases.crisis_contacts import reachable
from roterfaden.cases.crisis_records import Aftercare, Crisis
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.web.casefile.frame import case_for, conflict_page, frame
from roterfaden.web.cases.reading import find_case
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.crisis.forms import AftercareForm, BeginForm, EndForm, LogForm
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.undo import offer_undo

HERE = "crisis:case"


@writing_view("GET", "POST")
def crisis(request: HttpRequest, code: str) -> HttpResponse:
    """The running crisis with its log; without one the short form that begins it. Whom to call stands beside both."""
    case = case_for(request, code, page="crisis")
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        domain.begin_crisis(case=case, **form.cleaned_data, by=user_of(request), at=timezone.now())
        messages.success(request, _("Die Krise läuft. Halten Sie fest, was Sie tun."))
        return redirect(HERE, code=case.code)
    return _page(request, case, begin=form)


@writing_view("POST")
def log(request: HttpRequest, code: str) -> HttpResponse:
    """Add a line to the log of the newest crisis."""
    case, newest = _newest(request, code)
    now, form = timezone.now(), LogForm(request.POST)
    if form.is_valid():
        said = {"act": CrisisAct(form.cleaned_data["act"]), "text": form.cleaned_data["text"]}
        try:
            domain.log_act(
                crisis=newest, **said, happened_at=form.happened_at(at=now), by=user_of(request), at=now
            )
        except domain.CrisisRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse(HERE, args=[case.code])}#protokoll")
    return _page(request, case, log_form=form)


@writing_view("POST")
def plan_aftercare(request: HttpRequest, code: str) -> HttpResponse:
    case, newest = _newest(request, code)
    form = AftercareForm(request.POST)
    if form.is_valid():
        try:
            domain.plan_aftercare(crisis=newest, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except domain.CrisisRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse(HERE, args=[case.code])}#nachsorge")
    return _page(request, case, aftercare_form=form)


@writing_view("POST")
def finish_aftercare(request: HttpRequest, code: str, task: UUID) -> HttpResponse:
    case, row = _task(request, code, task)
    domain.finish_aftercare(task=row, by=user_of(request), at=timezone.now())
    offer_undo(request, _("Erledigt."), reverse("crisis:reopen_aftercare", args=[case.code, row.uuid]))
    return redirect(HERE, code=case.code)


@writing_view("POST")
def reopen_aftercare(request: HttpRequest, code: str, task: UUID) -> HttpResponse:
    case, row = _task(request, code, task)
    domain.reopen_aftercare(task=row, by=user_of(request), at=timezone.now())
    return redirect(HERE, code=case.code)


@writing_view("POST")
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End the crisis with its result."""
    case, newest = _newest(request, code)
    form = EndForm(request.POST)
    if form.is_valid():
        said = {"outcome": CrisisOutcome(form.cleaned_data["outcome"]), "ending": form.cleaned_data["ending"]}
        revision = form.cleaned_data["revision"]
        try:
            domain.end_crisis(
                crisis=newest, **said, revision=revision, by=user_of(request), at=timezone.now()
            )
        except domain.CrisisRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, case, form, conflict)
        else:
            messages.success(
                request, _("Die Krise ist beendet. Protokoll und Nachsorge bleiben hier stehen.")
            )
            return redirect(HERE, code=case.code)
    return _page(request, case, end_form=form)


def _page(request: HttpRequest, case: Case, **forms: Any) -> HttpResponse:
    """Everything on one page; forms that were refused come back with what was typed."""
    now = timezone.now()
    crises = list(case.crises.select_related("began_by", "ended_by"))
    for row in crises:
        row.case = case
    running = next((row for row in crises if row.ended_at is None), None)
    shown = running or (crises[0] if crises else None)
    own, shipped = reachable(case.service, at=now)
    given: dict[str, Any] = {
        "begin": BeginForm(),
        "log_form": LogForm(),
        "aftercare_form": AftercareForm(),
        "end_form": EndForm(initial={"revision": running.revision if running else 0}),
    }
    context = frame(
        request,
        case,
        HERE,
        running=running,
        shown=shown,
        earlier=[row for row in crises if row is not shown],
        log=_log_of(shown) if shown else [],
        aftercare=_aftercare_of(shown) if shown else [],
        own=own,
        shipped=shipped,
        acts=[(act.value, act.label) for act in CrisisAct],
        **given | forms,
    )
    refused = any(form.is_bound for form in forms.values())
    return render(request, "crisis/case.html", context, status=422 if refused else 200)


def _log_of(crisis: Crisis) -> list[Any]:
    rows = list(crisis.log.select_related("by"))
    for row in rows:
        row.crisis = crisis
    return rows


def _aftercare_of(crisis: Crisis) -> list[Aftercare]:
    rows = list(crisis.aftercare.select_related("done_by"))
    for row in rows:
        row.crisis = crisis
    return rows


def _newest(request: HttpRequest, code: str) -> tuple[Case, Crisis]:
    """The newest crisis of the case: the log may be completed after its end."""
    case = find_case(request, code)
    row = case.crises.first()
    if row is None:
        raise Http404
    row.case = case
    return case, row


def _task(request: HttpRequest, code: str, task: UUID) -> tuple[Case, Aftercare]:
    case = find_case(request, code)
    row = get_object_or_404(Aftercare.objects.filter(crisis__case=case).select_related("crisis"), uuid=task)
    row.crisis.case = case
    return case, row


def _conflict(request: HttpRequest, case: Case, form: EndForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Crisis)
    current.case = case
    told = conflict_of(
        form,
        current=current,
        stored={"outcome": current.outcome, "ending": current.ending},
        scopes=[case.uuid],
        at=timezone.now(),
        url=reverse("crisis:end", args=[case.code]),
        keep_url=reverse(HERE, args=[case.code]),
    )
    return conflict_page(request, case, HERE, told)
