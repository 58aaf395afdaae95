"""Induction: begun, step by step, evaluated, signed."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.staff import induction as domain
from roterfaden.staff.models import Induction, InductionStep, StaffFile
from roterfaden.staff.queries import files_visible_to, inductions_visible_to, people_of, steps_visible_to
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.rules import may_lead
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.network.access import find, today
from roterfaden.web.staff.access import areas_of, around, page, proof_links
from roterfaden.web.staff.forms import ChangeStepForm, EvaluationForm, InductionForm, StepForm, SureForm

STEP, EVALUATION = domain.STEP_FIELDS, domain.EVALUATION_FIELDS


@writing_view("GET", "POST")
def begin(request: HttpRequest, staff_file: UUID) -> HttpResponse:
    """Begin the induction of a worker from the template."""
    found: StaffFile = find(request, files_visible_to, staff_file)
    _check_lead(request, found)
    offered = [one for one in people_of(found.organisation, on=today()) if one.pk != found.user_id]
    form = InductionForm(
        posted(request), people=offered, initial=fresh() | {"begins_on": max(found.employed_from, today())}
    )
    day, counted = domain.evaluation_day(found)
    lines = (_("Auswerten bis %(day)s.") % {"day": f"{day:%d.%m.%Y}"}, counted)

    def act(said: dict[str, Any]) -> None:
        domain.begin(
            staff_file=found,
            mentor=said["mentor"],
            begins_on=said["begins_on"],
            token=said["token"],
            **told(request),
        )

    back = reverse("staff:file", args=[found.uuid])
    frame = around(_("Einarbeitung beginnen"), f"{back}#einarbeitung", meta=str(found.user), lines=lines)
    return form_page(request, form, act, frame)


@reading_view
def detail(request: HttpRequest, induction: UUID) -> HttpResponse:
    """The plan; what was said in the evaluation only for the worker and who leads."""
    found: Induction = find(request, inductions_visible_to, induction)
    user = user_of(request)
    mine = found.staff_file.user_id == user.pk
    leads_it = may_lead(user, found.staff_file.organisation_id, on=today())
    steps = found.steps.select_related("responsible", "induction__staff_file__data_key")
    context = page(
        request,
        "me" if mine else "index",
        induction=found,
        steps=steps,
        done=sum(step.done_on is not None for step in steps),
        areas=requirements_for(found.staff_file.organisation).areas,
        mine=mine,
        may_lead=leads_it,
        may_read=mine or leads_it,
        may_step=leads_it or found.mentor_id == user.pk,
        may_evaluate=leads_it and not mine and not found.is_closed,
        may_sign=bool(found.result)
        and ((mine and not found.worker_signed_at) or (leads_it and not mine and not found.lead_signed_at)),
        shows={step.pk for step in steps if step.responsible_id == user.pk},
        proofs=proof_links(request, "induction"),
    )
    return render(request, "staff/induction.html", context)


@writing_view("GET", "POST")
def add_step(request: HttpRequest, induction: UUID) -> HttpResponse:
    """Add a step of one's own."""
    found: Induction = find(request, inductions_visible_to, induction)
    if found.mentor_id != user_of(request).pk:
        _check_lead(request, found.staff_file)
    form = StepForm(posted(request), **_offers(found), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        facts = {**facts_of(said, STEP), "note": ""}
        domain.add_step(induction=found, facts=facts, token=said["token"], **told(request))

    return form_page(request, form, act, around(_("Schritt hinzufügen"), _at(found)))


@writing_view("GET", "POST")
def change_step(request: HttpRequest, induction_step: UUID) -> HttpResponse:
    """Say anew who does it by when, or that it is done."""
    step: InductionStep = find(request, steps_visible_to, induction_step)
    found, user = step.induction, user_of(request)
    if user.pk not in (found.mentor_id, step.responsible_id):
        _check_lead(request, found.staff_file)
    form = ChangeStepForm(posted(request), **_offers(found), initial=initial_of(step, STEP))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, STEP)
        domain.change_step(step=step, facts=facts, revision=form.kept_revision, **told(request))

    frame = around(
        _("Schritt der Einarbeitung"), _at(found), meta=shipped(step.title), stored=stored_of(STEP)
    )
    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def evaluate(request: HttpRequest, induction: UUID) -> HttpResponse:
    """Write down the talk about the induction."""
    found: Induction = find(request, inductions_visible_to, induction)
    _check_lead(request, found.staff_file)
    form = EvaluationForm(posted(request), initial=initial_of(found, EVALUATION))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, EVALUATION)
        domain.evaluate(induction=found, facts=facts, revision=form.kept_revision, **told(request))

    frame = around(
        _("Einarbeitung auswerten"), _at(found), meta=str(found.staff_file.user), stored=stored_of(EVALUATION)
    )
    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def sign(request: HttpRequest, induction: UUID) -> HttpResponse:
    """Sign the evaluation."""
    found: Induction = find(request, inductions_visible_to, induction)
    if found.staff_file.user_id != user_of(request).pk:
        _check_lead(request, found.staff_file)
    form = SureForm(posted(request), initial={"revision": found.revision})

    def act(said: dict[str, Any]) -> None:
        domain.sign(induction=found, revision=said["revision"], **told(request))

    frame = around(
        _("Auswertung unterschreiben"),
        _at(found),
        meta=str(found.staff_file.user),
        lines=(found.get_result_display(), found.evaluation),
        label=_("Unterschreiben"),
        done=_("Unterschrieben."),
    )
    return form_page(request, form, act, frame)


def _check_lead(request: HttpRequest, staff_file: StaffFile) -> None:
    if not may_lead(user_of(request), staff_file.organisation_id, on=today()):
        raise PermissionDenied


def _offers(found: Induction) -> dict[str, Any]:
    organisation = found.staff_file.organisation
    return {
        "people": list(people_of(organisation, on=today())),
        "options": {"area": [("", "–"), *areas_of(organisation)]},
    }


def _at(found: Induction) -> str:
    return reverse("staff:induction", args=[found.uuid])
