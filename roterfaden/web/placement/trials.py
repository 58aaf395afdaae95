"""Trials of a case: agree, correct, evaluate, end."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.employers.models import Workplace
from roterfaden.placement import trials as domain
from roterfaden.placement.choices import Side, TrialEnd
from roterfaden.placement.models import Trial
from roterfaden.placement.queries import trials_of
from roterfaden.web.casefile.frame import case_for
from roterfaden.web.formpage import posted
from roterfaden.web.guards import told, writing_view
from roterfaden.web.placement.forms import CancelForm, EndTrialForm, EvaluationForm, TrialForm, stored_trial
from roterfaden.web.placement.frame import answered


def place_named(request: HttpRequest, case: Case) -> Workplace | None:
    """The workplace of `?platz=`, if it stands in the register of the service."""
    rows = Workplace.objects.filter(
        employer__organisation=case.service_id, code=request.GET.get("platz", "-")
    )
    return rows.select_related("employer").first()


def _find(case: Case, trial: UUID) -> Trial:
    row: Trial = get_object_or_404(trials_of(case), uuid=trial)
    row.case = case
    return row


@writing_view("GET", "POST")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Agree on a trial at a workplace."""
    case, today = case_for(request, code, page="placement:add_trial"), timezone.localdate()
    form = TrialForm(posted(request), case=case, place=place_named(request, case), on=today)

    def write() -> None:
        domain.agree_trial(case=case, workplace=form.chosen(), facts=form.facts(), **told(request))

    return answered(
        request, case, form, write, title=_("Erprobung vereinbaren"), done=_("Die Erprobung ist vereinbart.")
    )


@writing_view("GET", "POST")
def edit(request: HttpRequest, code: str, trial: UUID) -> HttpResponse:
    """Correct what is agreed; the second of two editors gets both texts."""
    case = case_for(request, code, page="placement:edit_trial")
    row, today = _find(case, trial), timezone.localdate()
    known = stored_trial(row) | {"revision": row.revision}
    form = TrialForm(posted(request), case=case, place=row.workplace, on=today, initial=known)

    def write() -> None:
        revision = form.cleaned_data["revision"] or 0
        domain.correct_trial(trial=row, facts=form.facts(), revision=revision, **told(request))

    return answered(
        request, case, form, write,
        title=_("Erprobung ändern"), done=_("Die Angaben sind gespeichert."), stored=stored_trial,
    )  # fmt: skip


@writing_view("GET", "POST")
def evaluate(request: HttpRequest, code: str, trial: UUID) -> HttpResponse:
    """Keep how the company, the person or the service saw the trial."""
    case = case_for(request, code, page="placement:evaluate")
    row, today = _find(case, trial), timezone.localdate()
    side = request.GET.get("seite") if request.GET.get("seite") in Side.values else Side.COMPANY
    form = EvaluationForm(posted(request), initial={"told_on": today, "side": side})

    def write() -> None:
        domain.evaluate_trial(trial=row, **form.said(), **told(request))

    return answered(
        request, case, form, write, title=_("Auswertung: %(place)s") % {"place": row.workplace},
        done=_("Die Auswertung ist festgehalten."), template="placement/evaluate.html",
    )  # fmt: skip


@writing_view("GET", "POST")
def end(request: HttpRequest, code: str, trial: UUID) -> HttpResponse:
    """Say what came of a trial."""
    case = case_for(request, code, page="placement:end_trial")
    row, today = _find(case, trial), timezone.localdate()
    initial = {"ended_on": min(row.ends_on, today), "revision": row.revision}
    form = EndTrialForm(posted(request), initial=initial)

    def write() -> None:
        said = form.cleaned_data
        domain.end_trial(trial=row, **said | {"end": TrialEnd(said["end"])}, **told(request))

    return answered(
        request, case, form, write, title=_("Erprobung beenden: %(place)s") % {"place": row.workplace},
        done=_("Das Ergebnis ist festgehalten."), stored=_ending,
    )  # fmt: skip


@writing_view("GET", "POST")
def cancel(request: HttpRequest, code: str, trial: UUID) -> HttpResponse:
    """Call off a trial that has not begun."""
    case = case_for(request, code, page="placement:cancel_trial")
    row = _find(case, trial)
    form = CancelForm(posted(request), initial={"revision": row.revision})

    def write() -> None:
        domain.cancel_trial(trial=row, **form.cleaned_data, **told(request))

    return answered(
        request, case, form, write, title=_("Erprobung absagen: %(place)s") % {"place": row.workplace},
        done=_("Die Erprobung ist abgesagt."), stored=_ending,
    )  # fmt: skip


def _ending(row: Trial) -> dict[str, Any]:
    return {"end": row.end, "ended_on": row.ended_on, "note": row.end_note}
