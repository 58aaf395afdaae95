"""Documents that lie ready for the person: see them, take them along."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from roterfaden.cases.document_kinds import kind_of
from roterfaden.documents.models import StoredFile
from roterfaden.languages.shipped import shipped
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.documents import put_documents, read_document
from roterfaden.web.portal.guards import guest_of, portal_reading_view
from roterfaden.web.portal.showing import show


@portal_reading_view(GuestKind.CLIENT)
def index(request: HttpRequest) -> HttpResponse:
    """What lies ready, the newest first."""
    rows = [
        {"put": row, "kind": shipped(kind_of(row.file).title)}
        for row in put_documents(guest_of(request).case)
    ]
    return show(request, "portal/documents.html", title="documents", rows=rows)


@portal_reading_view(GuestKind.CLIENT)
def file(request: HttpRequest, put: UUID) -> HttpResponse:
    """One of them, to keep."""
    guest = guest_of(request)
    row = next((one for one in put_documents(guest.case) if one.uuid == put), None)
    if row is None:
        raise Http404
    return as_attachment(row.file, read_document(document=row, guest=guest, at=timezone.now()))


def as_attachment(file: StoredFile, content: bytes) -> HttpResponse:
    """The bytes to keep: never shown inside our pages, never run."""
    answer = HttpResponse(content, content_type=file.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
