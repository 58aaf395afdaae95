"""Presence and hours of a measure."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.measures import presence as domain
from roterfaden.measures.carrying_records import PlannedWeek
from roterfaden.web.casefile.frame import case_for
from roterfaden.web.cases.reading import find_case
from roterfaden.web.formpage import posted
from roterfaden.web.guards import writing_view
from roterfaden.web.measures.forms import HoursForm, WeekForm
from roterfaden.web.measures.frame import REFUSALS, did, measure_in, page_of_measure, run_form


@writing_view("GET", "POST")
def record(request: HttpRequest, code: str, carried: UUID) -> HttpResponse:
    """Record a day."""
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    form = HoursForm(posted(request), measure=measure, initial={"day": timezone.localdate()})
    return run_form(
        request,
        case,
        form,
        lambda: domain.record_hours(measure=measure, **form.said(), **did(request)),
        title=_("Tag festhalten"),
        submit=_("Festhalten"),
        done=_("Der Tag ist festgehalten."),
        back=page_of_measure(measure),
    )


@writing_view("POST")
def strike(request: HttpRequest, code: str, carried: UUID, hours: UUID) -> HttpResponse:
    """Strike a line out."""
    measure = measure_in(find_case(request, code), carried)
    row = get_object_or_404(measure.hours, uuid=hours)
    row.measure = measure
    try:
        domain.strike_hours(row=row, revision=row.revision, **did(request))
    except (*REFUSALS, Conflict) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Die Zeile ist gestrichen."))
    return redirect(page_of_measure(measure))


@writing_view("GET", "POST")
def week(request: HttpRequest, code: str, carried: UUID, week: int) -> HttpResponse:
    """Plan one week otherwise."""
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    row = get_object_or_404(PlannedWeek, measure=measure, number=week)
    initial = {"hours": row.hours, "days": row.days, "revision": measure.revision}
    form = WeekForm(posted(request), initial=initial)
    return run_form(
        request,
        case,
        form,
        lambda: domain.change_week(measure=measure, number=week, **form.cleaned_data, **did(request)),
        title=_("%(n)s. Woche planen") % {"n": week},
        submit=_("Speichern"),
        done=_("Die Woche ist geplant."),
        back=page_of_measure(measure),
        stored=lambda _current: PlannedWeek.objects.values("hours", "days").get(pk=row.pk),
    )
