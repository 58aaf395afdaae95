"""Read and sign: the plan, and declarations put before the person."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from roterfaden.consent.choices import DataClass
from roterfaden.cooperation.comparison import changes
from roterfaden.cooperation.models import PlanVersion
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.models import Guest, Offer
from roterfaden.portal.queries import newest_plan, open_offers, plan_to_sign
from roterfaden.portal.signing import answer_offer, digest_of, facts_of, offer_digest, sign_plan
from roterfaden.portal.texts import Words
from roterfaden.web.cooperation.showing import sections_of
from roterfaden.web.portal.forms import SignForm
from roterfaden.web.portal.going import go
from roterfaden.web.portal.guards import door_view, guest_of, portal_reading_view, portal_writing_view
from roterfaden.web.portal.showing import show, wording_of

SIGNING = (GuestKind.CLIENT, GuestKind.SIGNER)


@portal_reading_view(GuestKind.CLIENT)
def index(request: HttpRequest) -> HttpResponse:
    """Everything that lies ready to be signed."""
    case = guest_of(request).case
    version, offers = plan_to_sign(case), open_offers(case)
    return show(request, "portal/sign.html", title="sign", version=version, offers=offers)


@portal_writing_view(*SIGNING)
def plan(request: HttpRequest) -> HttpResponse:
    """Read the newest plan and say one's word to it."""
    guest = guest_of(request)
    version = _version(guest)
    t = Words(wording_of(request))
    initial = {"name": guest.name, "digest": digest_of(version.content)}
    form = SignForm(request.POST if request.method == "POST" else None, t=t, initial=initial)
    before = version.cooperation.versions.filter(number=version.number - 1).first()
    if before is not None:
        before.cooperation = version.cooperation
    return go(
        request,
        form,
        lambda: sign_plan(version=version, guest=guest, said=form.said(), at=timezone.now()),
        to=_back(guest),
        done="sign_done",
        template="portal/sign_plan.html",
        title="sign",
        words=t,
        version=version,
        sections=sections_of(version.content),
        changes=changes(before.content, version.content) if before else [],
        digest=digest_of(version.content),
    )


@portal_writing_view(*SIGNING)
def offer(request: HttpRequest, offer: UUID) -> HttpResponse:
    """Read a declaration and sign it, or not."""
    guest = guest_of(request)
    row = next((one for one in open_offers(guest.case) if one.uuid == offer), None)
    if row is None or (guest.kind == GuestKind.SIGNER and guest.offer_id != row.pk):
        raise Http404
    t = Words(wording_of(request))
    digest = offer_digest(row)
    initial = {"name": guest.name, "digest": digest}
    form = SignForm(request.POST if request.method == "POST" else None, t=t, reserve=False, initial=initial)
    return go(
        request,
        form,
        lambda: answer_offer(offer=row, guest=guest, said=form.said(), at=timezone.now()),
        to=_back(guest),
        done="sign_done",
        template="portal/sign_offer.html",
        title=_title(row),
        words=t,
        offer=row,
        facts=facts_of(row),
        classes=[str(DataClass(code).label) for code in row.facts["classes"]],
        digest=digest,
    )


@door_view("GET")
def thanks(request: HttpRequest) -> HttpResponse:
    """After a single signature: done, the page can be closed. Tells nothing about anybody."""
    return show(request, "portal/thanks.html", title="sign")


def _title(row: Offer) -> str:
    return "offer_release" if row.holder_id else "offer_consent"


def _back(guest: Guest) -> str:
    return "portal:sign" if guest.kind == GuestKind.CLIENT else "portal:thanks"


def _version(guest: Guest) -> PlanVersion:
    """The plan to sign; for a single signature only the version it was given for, as long as it is the newest."""
    newest = newest_plan(guest.case)
    if newest is None or (guest.kind == GuestKind.SIGNER and guest.version_id != newest.pk):
        raise Http404
    return newest
