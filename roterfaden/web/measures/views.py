"""Measures of a case: all of them, one with its parts, plan, begin, change, end."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import FieldClass
from roterfaden.measures import carrying_out as domain
from roterfaden.measures.carrying_records import Measure
from roterfaden.measures.catalogue import support_kinds
from roterfaden.measures.queries import measures_of
from roterfaden.steering.success_parts import parts_due
from roterfaden.web.casefile.frame import case_for, frame
from roterfaden.web.cases.reading import access_on, open_case_for_reading, shows
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, writing_view
from roterfaden.web.measures.forms import BeginForm, EndForm, MeasureForm
from roterfaden.web.measures.frame import HERE, did, measure_in, page_of_measure, run_form
from roterfaden.web.measures.page import kind_of, parts_of, row_of, support_rows


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """What is carried out in this case, and what supports it."""
    case = open_case_for_reading(request, code, page="measures")
    measures = list(measures_of(case))
    for measure in measures:
        measure.case = case
    context = frame(
        request,
        case,
        HERE,
        measures=[row_of(measure) for measure in measures],
        limits=domain.limits_of(case, today=timezone.localdate()),
        supports=support_rows(case),
        support_kinds=list(support_kinds().values()),
    )
    return render(request, "measures/index.html", context)


@reading_view
def detail(request: HttpRequest, code: str, carried: UUID) -> HttpResponse:
    """One measure with its parts."""
    case = open_case_for_reading(request, code, page="measure")
    measure = measure_in(case, carried)
    today = timezone.localdate()
    context = frame(
        request,
        case,
        HERE,
        measure=measure,
        kind=kind_of(measure),
        limits=[row for row in domain.limits_of(case, today=today) if kind_of(measure).limit],
        billing=shows(case, FieldClass.BILLING),
        may_bill=access_on(case).allows(FieldClass.BILLING, Level.WRITE),
        due_parts=parts_due(measures_of(case).filter(pk=measure.pk), on=today),
        **parts_of(measure, today=today),
    )
    return render(request, "measures/detail.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a measure; `?folgt=` names the one that passes over to it."""
    case = case_for(request, code, page="measures")
    before = _uuid(request.GET.get("folgt", ""))
    follows = measures_of(case).filter(uuid=before).first() if before else None
    order = case.orders.order_by("-pk").first()
    starts = follows.ended_on if follows and follows.ended_on else timezone.localdate()
    initial = {"starts_on": starts, "order": str(order.uuid) if order else ""}
    if order is not None:
        initial |= {"kind": order.measure, "planned_until": order.valid_until}
    form = MeasureForm(posted(request), case=case, initial=initial)
    return run_form(
        request,
        case,
        form,
        lambda: domain.plan_measure(
            case=case,
            kind=form.cleaned_data["kind"],
            facts=form.facts(),
            follows=follows,
            **did(request),
        ),
        title=_("Maßnahme planen"),
        submit=_("Maßnahme anlegen"),
        done=_("Die Maßnahme ist angelegt."),
        back=reverse(HERE, args=[case.code]),
    )


@writing_view("GET", "POST")
def change(request: HttpRequest, code: str, carried: UUID) -> HttpResponse:
    """Change days, order, tariff, group."""
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    initial = stored_measure(measure) | {"revision": measure.revision}
    form = MeasureForm(posted(request), case=case, kind=measure.kind, tariff=measure.tariff, initial=initial)
    return run_form(
        request,
        case,
        form,
        lambda: domain.change_measure(
            measure=measure,
            facts=form.facts(),
            revision=form.cleaned_data["revision"] or 0,
            **did(request),
        ),
        title=_("Maßnahme ändern"),
        submit=_("Speichern"),
        done=_("Die Maßnahme ist geändert."),
        back=page_of_measure(measure),
        stored=lambda current: stored_measure(current, groups="group" in form.fields),
    )


@writing_view("GET", "POST")
def begin(request: HttpRequest, code: str, carried: UUID) -> HttpResponse:
    """Let a planned measure run."""
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    form = BeginForm(posted(request), initial={"on": measure.starts_on, "revision": measure.revision})
    return run_form(
        request,
        case,
        form,
        lambda: domain.begin_measure(measure=measure, **form.cleaned_data, **did(request)),
        title=_("Maßnahme beginnen"),
        submit=_("Beginn festhalten"),
        done=_("Die Maßnahme läuft."),
        back=page_of_measure(measure),
        stored=lambda current: {"on": current.starts_on},
    )


@writing_view("GET", "POST")
def end(request: HttpRequest, code: str, carried: UUID) -> HttpResponse:
    """End a measure with its result."""
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    form = EndForm(posted(request), initial={"on": timezone.localdate(), "revision": measure.revision})
    return run_form(
        request,
        case,
        form,
        lambda: domain.end_measure(measure=measure, **form.cleaned_data, **did(request)),
        title=_("Maßnahme beenden"),
        submit=_("Ende festhalten"),
        done=_("Die Maßnahme ist beendet."),
        back=page_of_measure(measure),
        stored=lambda current: {"result": current.result, "text": current.result_text},
    )


def stored_measure(measure: Measure, *, groups: bool = True) -> dict[str, Any]:
    """The values as the form has them."""
    values = {
        "title": measure.title,
        "order": str(measure.order.uuid) if measure.order else "",
        "starts_on": measure.starts_on,
        "planned_until": measure.planned_until,
        "tariff": measure.tariff,
    }
    return values | ({"group": str(measure.group.uuid) if measure.group else ""} if groups else {})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
