"""The comparison as a sheet for another body: first see what would go, then let it go as PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.consent.gate import Decision
from roterfaden.consent.transfers import TransferRefused
from roterfaden.employers.models import Workplace
from roterfaden.placement.comparing import pass_comparison, preview
from roterfaden.placement.dues import PlacementRefused
from roterfaden.web.casefile.frame import frame, refuse_unless
from roterfaden.web.guards import told, user_of, writing_view
from roterfaden.web.placement.comparison_forms import ComparisonForm
from roterfaden.web.profiles.frame import case_with_health

HERE = "profiles:places"


@writing_view("GET", "POST")
def comparison(request: HttpRequest, code: str, place: str) -> HttpResponse:
    """Preview of the gate, then the sheet; only for who may open the health record."""
    case = case_with_health(request, code, page="placement:comparison")
    refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))
    rows = Workplace.objects.filter(employer__organisation=case.service_id).select_related("employer")
    workplace = get_object_or_404(rows, code=place)
    form = ComparisonForm(request.POST if request.method == "POST" else None, case=case)
    decision: Decision | None = None
    if form.is_valid():
        decision = preview(case=case, workplace=workplace, to=form.address(), at=timezone.now())
        for sentence in decision.refusals:
            form.add_error(None, sentence)
        if "let_out" in request.POST and not decision.refusals:
            return _sheet(request, case, workplace, form)
    return _page(request, case, workplace, form, decision)


def _sheet(request: HttpRequest, case: Case, workplace: Workplace, form: ComparisonForm) -> HttpResponse:
    try:
        _gone, content = pass_comparison(case=case, workplace=workplace, to=form.address(), **told(request))
    except (TransferRefused, PlacementRefused) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, case, workplace, form, None)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"Vergleich_{case.file_number}_{workplace.code}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "no-store"
    return answer


def _page(
    request: HttpRequest, case: Case, workplace: Workplace, form: ComparisonForm, decision: Decision | None
) -> HttpResponse:
    context = frame(request, case, HERE, form=form, decision=decision, workplace=workplace)
    wrong = form.is_bound and bool(form.errors)
    return render(request, "placement/comparison.html", context, status=422 if wrong else 200)
