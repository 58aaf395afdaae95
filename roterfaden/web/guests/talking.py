"""What guests wrote, and what is written to the person."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed, EntryRefused
from roterfaden.cases.models import Case
from roterfaden.jobs.outbox import MailRefused
from roterfaden.portal import messages as domain
from roterfaden.portal.models import Message
from roterfaden.portal.queries import client_of
from roterfaden.portal.refusals import PortalRefused
from roterfaden.web.casefile.frame import case_for, frame, refuse_unless
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.guests.forms import ReplyForm

HERE = "guests:messages"


def messages_in(case: Case) -> list[Message]:
    """Everything that was written in the case, the newest first."""
    found = Message.objects.filter(case=case).select_related(
        "sent_by", "taken_by", "guest__transfer__recipient", "appointment"
    )
    rows = list(found.order_by("-sent_at", "-id"))
    for row in rows:
        row.case = row.guest.case = case
    return rows


def waiting_in(case: Case) -> list[Message]:
    return [row for row in messages_in(case) if row.sent_by_id is None and row.taken_at is None]


@writing_view("GET", "POST")
def messages_page(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that was written, and a field to write to the person."""
    case = case_for(request, code, page="portal_messages")
    client = client_of(case)
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"token": uuid4()})
    context = frame(request, case, HERE, form=form, client=client)
    if form.is_bound:
        refuse_unless(context["may_work"] and client is not None)
    if form.is_valid() and client is not None:
        try:
            domain.send(guest=client, by=user_of(request), at=timezone.now(), **form.cleaned_data)
        except (PortalRefused, CaseIsClosed, EntryRefused, MailRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Nachricht liegt im Portal."))
            return redirect(HERE, code=case.code)
    context["rows"] = messages_in(case)
    status = 422 if form.is_bound else 200
    return render(request, "guests/messages.html", context, status=status)


@writing_view("POST")
def take(request: HttpRequest, code: str, message: UUID) -> HttpResponse:
    """Take a message over into the journal, with its source."""
    case = case_for(request, code, page="take_message")
    refuse_unless(frame(request, case, HERE)["may_work"])
    seen = Message.objects.filter(case=case)
    row = get_object_or_404(seen.select_related("guest__transfer__recipient"), uuid=message)
    row.case = row.guest.case = case
    domain.take(message=row, by=user_of(request), at=timezone.now())
    messages.success(request, _("Übernommen."))
    return redirect(HERE, code=case.code)
