"""Who knows what about me: see it, take it along, take a permission back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header

from roterfaden.consent.models import Consent, SecrecyRelease
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.knowledge import as_document, knowledge_about
from roterfaden.portal.signing import withdraw as take_back
from roterfaden.portal.texts import Words
from roterfaden.web.portal.guards import guest_of, portal_reading_view, portal_writing_view
from roterfaden.web.portal.showing import go_to, show, wording_of

KINDS: dict[str, Any] = {"einwilligung": Consent, "entbindung": SecrecyRelease}


@portal_reading_view(GuestKind.CLIENT)
def index(request: HttpRequest) -> HttpResponse:
    """What I allowed, what went to whom, who has a link, who opened my file."""
    guest = guest_of(request)
    found = knowledge_about(guest.case, on=timezone.localdate())
    return show(request, "portal/known.html", title="known", known=found)


@portal_reading_view(GuestKind.CLIENT)
def file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as a page to print, or as PDF to keep."""
    if ending not in ("pdf", "html"):
        raise Http404
    case, words, today = guest_of(request).case, Words(wording_of(request)), timezone.localdate()
    document = as_document(case, knowledge_about(case, on=today), words, on=today)
    if ending == "html":
        return show(request, "portal/known_file.html", title="known", words=words, document=document)
    answer = HttpResponse(set_pdf(document), content_type="application/pdf")
    name = f"Wer-weiss-was-{today:%Y-%m-%d}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@portal_writing_view(GuestKind.CLIENT)
def withdraw(request: HttpRequest, declared: str, declaration: UUID) -> HttpResponse:
    """Take a permission back: one page, one button, no reason asked."""
    guest = guest_of(request)
    if declared not in KINDS:
        raise Http404
    row: Any = get_object_or_404(KINDS[declared], person=guest.case.person, uuid=declaration)
    if request.method == "POST":
        take_back(declaration=row, guest=guest, at=timezone.now())
        return go_to("portal:known", done="withdraw_done")
    whom = row.recipients.all() if isinstance(row, Consent) else row.towards.all()
    return show(request, "portal/withdraw.html", title="withdraw_title", row=row, whom=whom)
