"""What the person is to sign in the portal: put a declaration there, take it back, a code for one signature."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.consent.declarations import DeclarationIncomplete, DeclarationRefused
from roterfaden.portal import granting, signing
from roterfaden.portal.choices import OfferKind
from roterfaden.portal.models import Offer
from roterfaden.portal.refusals import PortalRefused
from roterfaden.web.casefile.frame import case_for, frame, refuse_unless
from roterfaden.web.consent.declarations import FIELD_OF_PART, new_recipient
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.guests.access import handed
from roterfaden.web.guests.forms import OfferForm, SingleForm
from roterfaden.web.guests.going import HERE, go


@writing_view("GET", "POST")
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Put a declaration before the person; the domain names each part that is missing."""
    case = case_for(request, code, page="offer")
    form = OfferForm(request.POST if request.method == "POST" else None, case=case)

    def do() -> HttpResponse:
        facts = form.facts(new_recipient(request, case, form))
        data, by, at = form.cleaned_data, user_of(request), timezone.now()
        kind, holder = OfferKind(data["kind"]), form.known.get(data["holder"])
        try:
            signing.offer(
                case=case, kind=kind, facts=facts, holder=holder, both_ways=data["both_ways"], by=by, at=at
            )
        except DeclarationIncomplete as refusal:
            for part, sentence in refusal.missing.items():
                form.add_error(FIELD_OF_PART.get(part, part), sentence)
            raise PortalRefused(_("Die Erklärung ist noch nicht vollständig.")) from None
        except DeclarationRefused as refusal:
            raise PortalRefused(str(refusal)) from None
        messages.success(request, _("Die Erklärung liegt zur Unterschrift bereit."))
        return redirect(HERE, code=case.code)

    return go(request, case, form, do, title=_("Erklärung zur Unterschrift vorlegen"), submit=_("Vorlegen"))


@writing_view("POST")
def take_back(request: HttpRequest, code: str, offer: UUID) -> HttpResponse:
    """Take back what nobody has answered."""
    case = case_for(request, code, page="take_back")
    refuse_unless(frame(request, case, HERE)["may_work"])
    row = get_object_or_404(Offer.objects.filter(case=case), uuid=offer)
    row.case = case
    try:
        signing.take_back(offer=row, by=user_of(request), at=timezone.now())
        messages.success(request, _("Zurückgezogen."))
    except PortalRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(HERE, code=case.code)


@writing_view("GET", "POST")
def single(request: HttpRequest, code: str) -> HttpResponse:
    """A code for exactly one signature, without a standing access."""
    case = case_for(request, code, page="single")
    form = SingleForm(request.POST if request.method == "POST" else None, case=case)

    def do() -> HttpResponse:
        document = form.documents[form.cleaned_data["document"]]
        issued = granting.grant_signature(
            case=case, document=document, facts=form.facts(), by=user_of(request), at=timezone.now()
        )
        return handed(request, case, issued, way=form.cleaned_data["way"])

    return go(request, case, form, do, title=_("Code für eine Unterschrift"), submit=_("Code ausgeben"))
