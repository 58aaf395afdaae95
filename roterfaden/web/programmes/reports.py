"""The yearly report as accessible PDF, the measures as CSV."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.programmes.reporting import report_csv, report_document
from roterfaden.web.downloads import attachment
from roterfaden.web.guards import reading_view
from roterfaden.web.programmes.views import YEARS, find_plan


@reading_view
def report(request: HttpRequest, programme_plan: UUID, year: int) -> HttpResponse:
    """The report of one of the last years."""
    plan, today = find_plan(request, programme_plan), timezone.localdate()
    if not today.year - YEARS < year <= today.year:
        raise Http404
    content = set_pdf(report_document(plan, year, today=today))
    return attachment(content, name=f"{plan.programme}-{year}.pdf", media_type="application/pdf")


@reading_view
def measures(request: HttpRequest, programme_plan: UUID) -> HttpResponse:
    """Every measure with its state."""
    plan = find_plan(request, programme_plan)
    text = "\ufeff" + report_csv(plan, today=timezone.localdate())
    return attachment(text, name=f"{plan.programme}.csv", media_type="text/csv; charset=utf-8")
