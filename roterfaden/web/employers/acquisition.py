"""Acquisition: how far the service is with each company, and the visits by region."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.employers.choices import Stage
from roterfaden.employers.models import Visit
from roterfaden.employers.queries import employers_visible_to
from roterfaden.employers.register import RegisterRefused
from roterfaden.employers.workplaces import make_visit, move_stage, plan_visit
from roterfaden.web.employers.views import HERE, find_employer, form_page
from roterfaden.web.employers.workplace_forms import StageForm, VisitForm
from roterfaden.web.guards import reading_view, user_of, writing_view

REGION_DIGITS = 3
MOST_PER_STAGE = 20


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Companies by stage, and planned visits by the beginning of the postcode: one trip, several visits."""
    visible = employers_visible_to(user_of(request), on=timezone.localdate())
    counts = dict(visible.order_by().values_list("stage").annotate(Count("pk")))
    place = Window(RowNumber(), partition_by="stage", order_by=["search_name", "pk"])
    first = visible.annotate(place=place).filter(place__lte=MOST_PER_STAGE).order_by("search_name", "pk")
    by_stage: dict[str, list[Any]] = {stage: [] for stage in Stage.values}
    for row in first.values("name", "code", "town", "stage", "resting_until"):
        by_stage[row["stage"]].append(row)
    stages = [
        {
            "title": Stage(stage).label,
            "count": counts.get(stage, 0),
            "employers": found,
            "more": counts.get(stage, 0) - len(found),
        }
        for stage, found in by_stage.items()
    ]
    visits = Visit.objects.filter(employer__in=visible, done_on__isnull=True).select_related("employer")
    ordered = sorted(visits, key=lambda v: (_region(v), v.planned_on, v.pk))
    regions = [(region, list(group)) for region, group in groupby(ordered, key=_region)]
    context = {"nav": "employers", "stages": stages, "regions": regions}
    return render(request, "employers/acquisition.html", context)


def _region(visit: Visit) -> str:
    return visit.employer.postcode[:REGION_DIGITS] or "–"


@writing_view("GET", "POST")
def stage(request: HttpRequest, code: str) -> HttpResponse:
    """Say how far one is with the company."""
    employer = find_employer(request, code)
    known = {"stage": employer.stage, "resting_until": employer.resting_until, "revision": employer.revision}
    form = StageForm(request.POST if request.method == "POST" else None, initial=known)
    back = reverse(HERE, args=[employer.code])
    if form.is_valid():
        said = form.cleaned_data
        try:
            move_stage(
                employer=employer, stage=Stage(said["stage"]), note=said["note"], resting_until=said["resting_until"],
                revision=said["revision"] or 0, by=user_of(request), at=timezone.now(),
            )  # fmt: skip
        except RegisterRefused as refusal:
            form.add_error("resting_until", str(refusal))
        except Conflict:
            form.add_error(
                None, _("Jemand hat den Eintrag inzwischen geändert. Bitte laden Sie die Seite neu.")
            )
        else:
            messages.success(request, _("Der Stand ist festgehalten."))
            return redirect(back)
    return form_page(request, form, title=_("Stand der Akquise"), meta=employer.name, back_url=back)


@writing_view("GET", "POST")
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a visit."""
    employer = find_employer(request, code)
    form = VisitForm(request.POST if request.method == "POST" else None)
    back = reverse(HERE, args=[employer.code])
    if form.is_valid():
        told: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
        try:
            plan_visit(employer=employer, **form.cleaned_data, **told)
        except RegisterRefused as refusal:
            form.add_error("planned_on", str(refusal))
        else:
            messages.success(request, _("Der Besuch ist geplant."))
            return redirect(back)
    return form_page(request, form, title=_("Besuch planen"), meta=employer.name, back_url=back)


@writing_view("POST")
def visited(request: HttpRequest, code: str, visit: Any) -> HttpResponse:
    """The visit took place today."""
    employer = find_employer(request, code)
    row = get_object_or_404(employer.visits.select_related("employer__organisation"), uuid=visit)
    make_visit(visit=row, by=user_of(request), at=timezone.now())
    messages.success(request, _("Der Besuch ist als gemacht festgehalten."))
    return redirect(HERE, code=employer.code)
