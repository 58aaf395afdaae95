"""The assessment of potential: recorded area by area, and shown with what follows from it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.offers.reader import shipped_offers
from roterfaden.triage.assessing import record_assessment
from roterfaden.triage.deciding import TriageRefused
from roterfaden.triage.guide import Guide
from roterfaden.triage.models import PotentialAssessment
from roterfaden.web.casefile.frame import case_for, form_page, note_health_reading
from roterfaden.web.components import Link
from roterfaden.web.formpage import posted
from roterfaden.web.guards import told, writing_view
from roterfaden.web.triage.forms import PotentialForm
from roterfaden.web.triage.frame import INDEX, check_right, guide_of, reads_health


@dataclass(frozen=True)
class AssessmentLine:
    """One assessment in words; without what this reader may not see."""

    row: PotentialAssessment
    kind: str
    result: str
    areas: list[tuple[str, str, str]]
    follows: list[Link]


def assessment_lines(guide: Guide, rows: list[PotentialAssessment], *, health: bool) -> list[AssessmentLine]:
    """The assessments in words, newest first, each with the offers that follow from its result."""
    return [_line(guide, row, health=health) for row in rows]


def _line(guide: Guide, row: PotentialAssessment, *, health: bool) -> AssessmentLine:
    form, said = guide.assessment, row.areas or {}
    areas = [
        (area.title, form.levels.get(said[area.id]["level"], ""), said[area.id]["note"])
        for area in form.areas
        if area.id in said and (health or not area.health)
    ]
    result = form.result(row.result)
    paths = [guide.path(key) for key in (result.paths if result else ())]
    follows = [
        Link(
            title=shipped_offers()[path.offer].title,
            url=reverse("triage:decide", args=[row.case.code, path.id]),
        )
        for path in paths
        if path is not None
    ]
    return AssessmentLine(
        row, form.kinds.get(row.kind, row.kind), shipped(result.title) if result else "", areas, follows
    )


@writing_view("GET", "POST")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Record what an assessment found; areas about health only with that right."""
    case = case_for(request, code, page="triage_assess")
    guide, health = guide_of(case), reads_health(case)
    check_right(request, case)
    if health:
        note_health_reading(request, case, page="triage_assess")
    initial = {"done_on": timezone.localdate()}
    form = PotentialForm(posted(request), shape=guide.assessment, health=health, initial=initial)
    if form.is_valid() and (answer := _recorded(request, case, guide, form)):
        return answer
    around = {"title": _("Potenzialabklärung festhalten"), "submit": _("Festhalten")}
    back = reverse(INDEX, args=[case.code])
    return form_page(request, case, INDEX, form, "triage/assess.html", back_url=back, guide=guide, **around)


def _recorded(request: HttpRequest, case: Case, guide: Guide, form: PotentialForm) -> HttpResponse | None:
    names = ("kind", "done_on", "body", "result", "summary")
    said: dict[str, Any] = {name: form.cleaned_data[name] for name in names}
    try:
        record_assessment(
            case=case, guide=guide, areas=form.said(), health=reads_health(case), **said, **told(request)
        )
    except (TriageRefused, CaseIsClosed) as refusal:
        form.add_error(getattr(refusal, "field", "") or None, str(refusal))
        return None
    messages.success(request, _("Die Abklärung ist festgehalten."))
    return redirect(reverse(INDEX, args=[case.code]) + "#potenzial")
