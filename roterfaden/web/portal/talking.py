"""Messages, the complaint, and the place of the surveys."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.complaints.receiving import ComplaintRefused, Told
from roterfaden.complaints.receiving import receive as take_in
from roterfaden.portal.choices import GuestKind, MessageKind
from roterfaden.portal.messages import mark_read, receive
from roterfaden.portal.models import Guest
from roterfaden.portal.queries import messages_with
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.texts import Words
from roterfaden.web.portal.forms import ComplaintForm, MessageForm
from roterfaden.web.portal.going import go
from roterfaden.web.portal.guards import guest_of, portal_reading_view, portal_writing_view
from roterfaden.web.portal.showing import show, wording_of


@portal_writing_view(GuestKind.CLIENT)
def messages(request: HttpRequest) -> HttpResponse:
    """The conversation, and a field to write. Opening it marks our messages as read."""
    guest, now = guest_of(request), timezone.now()
    t = Words(wording_of(request))
    rows = messages_with(guest)
    mark_read(guest=guest, at=now)
    form = MessageForm(request.POST if request.method == "POST" else None, t=t)
    return go(
        request,
        form,
        lambda: receive(guest=guest, kind=MessageKind.MESSAGE, at=now, **form.cleaned_data),
        to="portal:messages",
        done="message_sent",
        template="portal/messages.html",
        title="messages",
        words=t,
        rows=rows,
        responsible=guest.case.responsible,
    )


@portal_writing_view(GuestKind.CLIENT)
def complaint(request: HttpRequest) -> HttpResponse:
    """Complain: it becomes a case of its own, about whoever is responsible here, who neither sees nor handles it."""
    guest = guest_of(request)
    t = Words(wording_of(request))
    form = ComplaintForm(request.POST if request.method == "POST" else None, t=t)
    return go(
        request,
        form,
        lambda: _complain(guest, form.cleaned_data["text"], form.cleaned_data["token"]),
        to="portal:complaint",
        done="complaint_sent",
        template="portal/complaint.html",
        title="complaint",
        words=t,
    )


def _complain(guest: Guest, text: str, token: UUID) -> None:
    case, person = guest.case, guest.case.person
    reached = [guest.email or person.email, person.phone]
    told = Told(
        complainant=Complainant.CLIENT,
        channel=Channel.PORTAL,
        text=text,
        name=guest.name,
        contact=", ".join(part for part in reached if part),
    )
    try:
        take_in(
            organisation=case.service,
            told=told,
            token=token,
            by=None,
            at=timezone.now(),
            concerned=[case.responsible],
            case=case,
        )
    except ComplaintRefused as refusal:
        raise PortalRefused(str(refusal)) from None


@portal_reading_view(GuestKind.CLIENT)
def surveys(request: HttpRequest) -> HttpResponse:
    """Where the code of a survey is typed in."""
    return show(request, "portal/surveys.html", title="surveys")
