"""Goals, step plans, and who agreed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.measures import agreeing as domain
from roterfaden.measures.carrying_records import Goal, Measure
from roterfaden.measures.choices import GoalState
from roterfaden.web.casefile.frame import case_for
from roterfaden.web.formpage import posted
from roterfaden.web.guards import writing_view
from roterfaden.web.measures.forms import AgreeForm, GoalForm, JudgeForm, StepPlanForm
from roterfaden.web.measures.frame import did, measure_in, page_of_measure, run_form
from roterfaden.web.measures.page import kind_of

SUBJECTS = ("ziele", "stufenplan")


@writing_view("GET", "POST")
def goal(request: HttpRequest, code: str, carried: UUID) -> HttpResponse:
    """Agree a goal; `?unter=` puts it below a coarse one."""
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    above = request.GET.get("unter", "")
    parent = next((row for row in measure.goals.filter(parent__isnull=True) if str(row.uuid) == above), None)
    form = GoalForm(posted(request))
    return run_form(
        request,
        case,
        form,
        lambda: domain.set_goal(measure=measure, parent=parent, facts=form.facts(), **did(request)),
        title=_("Feinziel vereinbaren") if parent else _("Ziel vereinbaren"),
        submit=_("Ziel speichern"),
        done=_("Das Ziel steht in der Vereinbarung. Alle stimmen ihr neu zu."),
        back=page_of_measure(measure),
    )


@writing_view("GET", "POST")
def change_goal(request: HttpRequest, code: str, carried: UUID, goal: UUID) -> HttpResponse:
    """Put a goal into other words."""
    case = case_for(request, code, page="measure")
    row = _goal(measure_in(case, carried), goal)
    form = GoalForm(posted(request), initial=_stored(row) | {"revision": row.revision})
    return run_form(
        request,
        case,
        form,
        lambda: domain.change_goal(
            goal=row, facts=form.facts(), revision=form.cleaned_data["revision"] or 0, **did(request)
        ),
        title=_("Ziel ändern"),
        submit=_("Speichern"),
        done=_("Das Ziel ist geändert. Alle stimmen der Vereinbarung neu zu."),
        back=page_of_measure(row.measure),
        stored=_stored,
    )


@writing_view("GET", "POST")
def judge(request: HttpRequest, code: str, carried: UUID, goal: UUID) -> HttpResponse:
    """Say whether a goal is reached."""
    case = case_for(request, code, page="measure")
    row = _goal(measure_in(case, carried), goal)
    initial = {"state": row.state, "finding": row.finding, "revision": row.revision}
    form = JudgeForm(posted(request), initial=initial)
    return run_form(
        request,
        case,
        form,
        lambda: domain.judge_goal(
            goal=row,
            state=GoalState(form.cleaned_data["state"]),
            finding=form.cleaned_data["finding"],
            revision=form.cleaned_data["revision"],
            **did(request),
        ),
        title=_("Ziel auswerten"),
        submit=_("Speichern"),
        done=_("Der Stand des Ziels ist festgehalten."),
        back=page_of_measure(row.measure),
        stored=lambda current: {"state": current.state, "finding": current.finding},
        quote=row.text,
    )


@writing_view("GET", "POST")
def step_plan(request: HttpRequest, code: str, carried: UUID) -> HttpResponse:
    """Put a version of the step plan before all; the first, or an adapted one with its reason."""
    case = case_for(request, code, page="measure")
    measure = _with_part(measure_in(case, carried), "steps")
    newest = measure.step_plans.order_by("-number").first()
    if newest is not None:
        newest.measure = measure
    form = StepPlanForm(posted(request), newest=newest, initial={"after": newest.number if newest else 0})
    return run_form(
        request,
        case,
        form,
        lambda: domain.make_step_plan(
            measure=measure,
            steps=form.steps(),
            reason=form.cleaned_data.get("reason", ""),
            after=form.cleaned_data["after"],
            **did(request),
        ),
        title=_("Stufenplan ändern") if newest else _("Stufenplan vorlegen"),
        submit=_("Fassung vorlegen"),
        done=_("Die Fassung liegt vor. Jetzt stimmen alle vier zu."),
        back=page_of_measure(measure),
        template="measures/step_plan.html",
    )


@writing_view("GET", "POST")
def agree(request: HttpRequest, code: str, carried: UUID, agreed: str) -> HttpResponse:
    """Record who agreed: to the goals, or to the newest step plan."""
    if agreed not in SUBJECTS:
        raise Http404
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    plan = measure.step_plans.order_by("-number").first() if agreed == "stufenplan" else None
    if agreed == "stufenplan" and plan is None:
        raise Http404
    form = AgreeForm(posted(request), measure=measure, initial={"agreed_on": timezone.localdate()})
    return run_form(
        request,
        case,
        form,
        lambda: domain.agree(measure=measure, plan=plan, **form.cleaned_data, **did(request)),
        title=_("Zustimmung festhalten"),
        submit=_("Festhalten"),
        done=_("Die Zustimmung ist festgehalten."),
        back=page_of_measure(measure),
    )


def _goal(measure: Measure, uuid: UUID) -> Goal:
    found = get_object_or_404(Goal, measure=measure, uuid=uuid)
    found.measure = measure
    return found


def _with_part(measure: Measure, part: str) -> Measure:
    if part not in kind_of(measure).parts:
        raise Http404
    return measure


def _stored(goal: Goal) -> dict[str, Any]:
    return {"text": goal.text, "sign": goal.sign, "due_on": goal.due_on}
