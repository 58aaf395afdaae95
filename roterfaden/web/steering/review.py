"""The management review of a year and a target agreement as accessible PDF."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from roterfaden.documents.typesetting.content import Document
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.steering.review import agreement_document, review_document
from roterfaden.web.downloads import attachment
from roterfaden.web.guards import reading_view
from roterfaden.web.steering.agreements import find_agreement
from roterfaden.web.steering.around import around
from roterfaden.web.steering.kpis import shown


@reading_view
def review(request: HttpRequest, year: int) -> HttpResponse:
    """The review of one of the last years, for who works in the service or oversees it."""
    here = around(request)
    if not here.inside or year not in here.years:
        raise Http404
    document = review_document(here.service, year, today=here.today, shown=shown)
    return _pdf(document, f"managementbewertung-{here.service.code}-{year}")


@reading_view
def agreement_pdf(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """An agreement as it is signed, or the draft of it."""
    found = find_agreement(request, agreement)
    name = f"zielvereinbarung-{found.service.code}-{found.begins_on:%Y}"
    return _pdf(agreement_document(found, shown=shown), name)


def _pdf(document: Document, name: str) -> HttpResponse:
    return attachment(set_pdf(document), name=f"{name}.pdf", media_type="application/pdf")
