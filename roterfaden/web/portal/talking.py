"""Messages, the complaint, and the place of the surveys."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roterfaden.portal.choices import GuestKind, MessageKind
from roterfaden.portal.messages import mark_read, receive
from roterfaden.portal.queries import messages_with
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
    rows = [row for row in messages_with(guest) if row.kind != MessageKind.COMPLAINT]
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
    """Complain to those who lead the service; whoever is responsible for the case does not read it."""
    guest = guest_of(request)
    t = Words(wording_of(request))
    form = ComplaintForm(request.POST if request.method == "POST" else None, t=t)
    return go(
        request,
        form,
        lambda: receive(guest=guest, kind=MessageKind.COMPLAINT, at=timezone.now(), **form.cleaned_data),
        to="portal:complaint",
        done="complaint_sent",
        template="portal/complaint.html",
        title="complaint",
        words=t,
    )


@portal_reading_view(GuestKind.CLIENT)
def surveys(request: HttpRequest) -> HttpResponse:
    """The place where surveys will lie."""
    return show(request, "portal/surveys.html", title="surveys")
