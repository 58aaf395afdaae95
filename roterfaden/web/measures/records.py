"""Records of a measure, what is billed once, and the certificate."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.languages.shipped import shipped
from roterfaden.measures import pricing, recording
from roterfaden.measures.carrying_records import Measure, MeasureRecord
from roterfaden.measures.catalogue import carrying
from roterfaden.measures.certificates import certificate_document
from roterfaden.measures.queries import measures_of
from roterfaden.steering.success_parts import parts_due
from roterfaden.web.casefile.frame import case_for
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, writing_view
from roterfaden.web.measures.fields import FactsForm, as_initial
from roterfaden.web.measures.forms import ClaimForm
from roterfaden.web.measures.frame import did, measure_in, page_of_measure, run_form
from roterfaden.web.measures.page import kind_of


@writing_view("GET", "POST")
def add(request: HttpRequest, code: str, carried: UUID, recorded: str) -> HttpResponse:
    """Record what the catalogue asks for: an evaluation, a care person, an event."""
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    if recorded not in kind_of(measure).records:
        raise Http404
    kind = carrying().records[recorded]
    form = FactsForm(posted(request), specs=kind.fields, initial={"day": timezone.localdate()})
    return run_form(
        request,
        case,
        form,
        lambda: recording.add_record(measure=measure, kind=recorded, facts=form.facts(), **did(request)),
        title=shipped(kind.add),
        submit=_("Festhalten"),
        done=_("Das ist festgehalten."),
        back=page_of_measure(measure),
    )


@writing_view("GET", "POST")
def change(request: HttpRequest, code: str, carried: UUID, record: UUID) -> HttpResponse:
    """Correct a record."""
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    row = get_object_or_404(MeasureRecord, measure=measure, uuid=record)
    row.measure = measure
    kind = carrying().records[row.kind]
    form = FactsForm(posted(request), specs=kind.fields, initial=_stored(row) | {"revision": row.revision})
    return run_form(
        request,
        case,
        form,
        lambda: recording.change_record(
            record=row, facts=form.facts(), revision=form.cleaned_data["revision"] or 0, **did(request)
        ),
        title=_("%(what)s berichtigen") % {"what": shipped(kind.title)},
        submit=_("Speichern"),
        done=_("Das ist berichtigt."),
        back=page_of_measure(measure),
        stored=_stored,
    )


@writing_view("GET", "POST")
def claim(request: HttpRequest, code: str, carried: UUID) -> HttpResponse:
    """Record that a success or flat part is due, with its proof; `?teil=` names one that the file shows to be due."""
    case = case_for(request, code, page="measure")
    measure = measure_in(case, carried)
    initial = _claimed(measure, request.GET.get("teil", ""))
    form = ClaimForm(posted(request), measure=measure, initial=initial)
    return run_form(
        request,
        case,
        form,
        lambda: pricing.claim_success(
            measure=measure, **({"conditions": []} | form.cleaned_data), **did(request)
        ),
        title=_("Pauschale oder Erfolgsanteil"),
        submit=_("Mit Nachweis festhalten"),
        done=_("Das kommt auf die nächste Abrechnung."),
        back=page_of_measure(measure),
    )


@reading_view
def certificate(request: HttpRequest, code: str, carried: UUID) -> HttpResponse:
    """A certificate for the person as PDF; of an ended measure."""
    case = open_case_for_reading(request, code, page="certificate")
    measure = measure_in(case, carried)
    if measure.ended_on is None:
        raise Http404
    document = certificate_document(measure, at=timezone.now())
    answer = HttpResponse(set_pdf(document), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="bescheinigung.pdf"'
    return answer


def _claimed(measure: Measure, code: str) -> dict[str, Any]:
    """What the form begins with: a part that is due with its day and conditions, otherwise today."""
    due = parts_due(measures_of(measure.case).filter(pk=measure.pk), on=timezone.localdate())
    part = next((one for one in due if one.tariff.code == code), None)
    if part is None:
        return {"met_on": timezone.localdate()}
    return {"code": code, "met_on": part.met_on, "conditions": [one.id for one in part.tariff.conditions]}


def _stored(row: MeasureRecord) -> dict[str, Any]:
    specs = carrying().records[row.kind].fields
    return {spec.id: as_initial(spec, row.facts.get(spec.id, "")) for spec in specs}
