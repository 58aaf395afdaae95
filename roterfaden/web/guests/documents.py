"""Put documents of the case before the person in the portal, and take them back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.document_kinds import kind_of
from roterfaden.cases.evidence import files_of, titles_of
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.languages.shipped import shipped
from roterfaden.portal.documents import put_document, put_documents, take_back_document
from roterfaden.portal.models import PutDocument
from roterfaden.portal.queries import client_of
from roterfaden.portal.refusals import PortalRefused
from roterfaden.web.casefile.frame import case_for, frame, refuse_unless
from roterfaden.web.cases.files import opens, refuse_closed_kind
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE, PAGE = "guests:index", "guests:documents"
MOST = 100


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The files of the case that are for the person: which lie in the portal, which could."""
    case = open_case_for_reading(request, code, page="portal_documents")
    put = {row.file_id: row for row in put_documents(case)}
    files = list(files_of(case).select_related("data_key").order_by("-uploaded_at", "-pk")[:MOST])
    titles = titles_of(files)
    rows = [
        {
            "file": file,
            "kind": shipped(kind_of(file).title),
            "titles": titles.get(file.pk, ()),
            "put": put.get(file.pk),
        }
        for file in files
        if opens(case, file) and kind_of(file).client
    ]
    closed = len(files) - len(rows)
    context = frame(request, case, HERE, rows=rows, closed=closed, client=client_of(case))
    return render(request, "guests/documents.html", context)


@writing_view("POST")
def put(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Put one file before the person; nobody gives what they may not read."""
    case = case_for(request, code, page="put_document")
    refuse_unless(frame(request, case, HERE)["may_work"])
    file = get_object_or_404(files_of(case).select_related("data_key"), uuid=uuid)
    refuse_closed_kind(case, file)
    try:
        put_document(case=case, file=file, by=user_of(request), at=timezone.now())
    except (PortalRefused, CaseIsClosed) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("„%(name)s“ liegt jetzt im Portal.") % {"name": file.name})
    return redirect(PAGE, code=case.code)


@writing_view("POST")
def take_back(request: HttpRequest, code: str, put: UUID) -> HttpResponse:
    """Take one back; possible in a closed case, too."""
    case = case_for(request, code, page="take_back_document")
    row = get_object_or_404(PutDocument.objects.filter(case=case).select_related("file"), uuid=put)
    row.case = case
    take_back_document(document=row, by=user_of(request), at=timezone.now())
    messages.success(request, _("Die Unterlage liegt nicht mehr im Portal."))
    return redirect(PAGE, code=case.code)
