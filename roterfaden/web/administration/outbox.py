"""The outbox for those who administer: what waits, what went out, what did not; never what was written."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.jobs import outbox
from roterfaden.jobs.models import Mail
from roterfaden.jobs.queries import LISTS, mail_counts, mails_in, shortened, topic_of
from roterfaden.web.administration.access import administrator_of
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, writing_view
from roterfaden.web.paging import page_of

TITLES = {
    "decide": gettext_lazy("Zu entscheiden"),
    "waiting": gettext_lazy("Wartet"),
    "sent": gettext_lazy("Gesendet"),
    "stopped": gettext_lazy("Angehalten"),
}


@dataclass(frozen=True)
class Row:
    """A mail without its content."""

    mail: Mail
    topic: str
    recipient: str

    @property
    def stoppable(self) -> bool:
        return self.mail.state in outbox.STOPPABLE

    @property
    def retryable(self) -> bool:
        return self.mail.state in outbox.RETRYABLE and self.mail.data_key.destroyed_at is None


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """One list of the outbox; the address says which, at first what somebody has to decide about."""
    administrator_of(request)
    counts = mail_counts()
    asked = request.GET.get("liste", "")
    name = asked if asked in LISTS else next((one for one in LISTS if counts[one]), "waiting")
    page = page_of(request, mails_in(name), count=counts[name])
    url = reverse("administration:outbox")
    rows = [_row(mail) for mail in page.object_list]
    context = {
        "nav": "administration",
        "page": page,
        "rows": rows,
        "deciding": any(row.retryable or row.stoppable for row in rows),
        "lists": [
            Link(title=str(title), url=f"{url}?liste={one}", current=one == name, count=counts[one])
            for one, title in TITLES.items()
        ],
    }
    return render(request, "administration/outbox.html", context)


@writing_view("POST")
def stop(request: HttpRequest, mail: UUID) -> HttpResponse:
    """Keep a mail from going out, or settle one that may have gone out."""
    return _do(request, mail, outbox.stop_mail, _("Die Mail ist angehalten."))


@writing_view("POST")
def retry(request: HttpRequest, mail: UUID) -> HttpResponse:
    """Put a mail into the queue once more."""
    return _do(request, mail, outbox.retry_mail, _("Die Mail wird noch einmal gesendet."))


def _do(request: HttpRequest, mail: UUID, act: outbox.Act, done: str) -> HttpResponse:
    user = administrator_of(request)
    row = get_object_or_404(Mail.objects.select_related("organisation"), uuid=mail)
    try:
        act(row, by=user, at=timezone.now())
    except outbox.MailRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("administration:outbox")


def _row(mail: Mail) -> Row:
    return Row(mail, topic_of(mail), shortened(mail.recipient))
