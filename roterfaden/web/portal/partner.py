"""The pages of another body: its part of the file, what it may add, and its signature to the plan."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from roterfaden.cases.choices import FieldClass
from roterfaden.cooperation.models import PlanVersion
from roterfaden.portal.choices import GuestKind, MessageKind
from roterfaden.portal.documents import read_part_file
from roterfaden.portal.messages import receive
from roterfaden.portal.models import Guest
from roterfaden.portal.partners import content_for, plan_lines
from roterfaden.portal.queries import coming_dates, newest_plan, words_to
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.signing import digest_of, sign_plan
from roterfaden.portal.talking import sought_dates
from roterfaden.portal.texts import Words
from roterfaden.web.portal.documents import as_attachment
from roterfaden.web.portal.forms import MessageForm, SignForm
from roterfaden.web.portal.going import go
from roterfaden.web.portal.guards import guest_of, portal_reading_view, portal_writing_view
from roterfaden.web.portal.showing import access_on, show, wording_of


@portal_reading_view(GuestKind.PARTNER)
def part(request: HttpRequest) -> HttpResponse:
    """Exactly what passed the gate, what for, until when; and what can be done here."""
    guest = guest_of(request)
    opens_dates = access_on(guest).allows(FieldClass.DATES)
    theirs = set(guest.appointments.values_list("pk", flat=True))
    dates = [row for row in coming_dates(guest.case, at=timezone.now()) if row.pk in theirs and opens_dates]
    context: dict[str, Any] = {
        "transfer": guest.transfer,
        "content": content_for(guest, access_on(guest)),
        "dates": dates,
        "said": words_to(dates, guest),
        "sought": sought_dates(guest) if opens_dates else [],
        "to_sign": _to_sign(guest),
        "sent": guest.messages.filter(kind=MessageKind.INFORMATION).count(),
    }
    return show(request, "portal/part.html", title="partner_part", **context)


@portal_reading_view(GuestKind.PARTNER)
def file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A file of the part, to keep."""
    guest = guest_of(request)
    shown = {item.get("file") for item in content_for(guest, access_on(guest))}
    if str(uuid) not in shown:
        raise Http404
    try:
        stored, content = read_part_file(guest=guest, uuid=uuid, at=timezone.now())
    except PortalRefused:
        raise Http404 from None
    return as_attachment(stored, content)


@portal_writing_view(GuestKind.PARTNER)
def add(request: HttpRequest) -> HttpResponse:
    """Add information; it waits for the service to take it over, with its source."""
    guest = guest_of(request)
    if not guest.may_add:
        raise Http404
    t = Words(wording_of(request))
    form = MessageForm(request.POST if request.method == "POST" else None, t=t)
    return go(
        request,
        form,
        lambda: receive(guest=guest, kind=MessageKind.INFORMATION, at=timezone.now(), **form.cleaned_data),
        to="portal:part",
        done="message_sent",
        template="portal/part_add.html",
        title="partner_add",
        words=t,
    )


@portal_writing_view(GuestKind.PARTNER)
def sign(request: HttpRequest) -> HttpResponse:
    """Sign the plan in one's own role; shown are the lines that passed the gate."""
    guest = guest_of(request)
    version = _to_sign(guest)
    if version is None:
        raise Http404
    t = Words(wording_of(request))
    lines = plan_lines(guest)
    hidden = sum(len(version.content[part]) for part in ("goals", "items", "obligations")) - len(lines)
    initial = {"name": guest.name, "digest": digest_of(version.content)}
    form = SignForm(request.POST if request.method == "POST" else None, t=t, initial=initial)
    return go(
        request,
        form,
        lambda: sign_plan(version=version, guest=guest, said=form.said(), at=timezone.now()),
        to="portal:part",
        done="sign_done",
        template="portal/part_sign.html",
        title="sign",
        words=t,
        version=version,
        lines=lines,
        hidden=hidden,
        digest=digest_of(version.content),
    )


def _to_sign(guest: Guest) -> PlanVersion | None:
    """The version the link was given for, as long as it is the newest."""
    if not guest.may_sign or not access_on(guest).allows(FieldClass.PLAN):
        return None
    newest = newest_plan(guest.case)
    return newest if newest is not None and newest.pk == guest.version_id else None
