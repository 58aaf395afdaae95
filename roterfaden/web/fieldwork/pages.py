"""Out of the house: today's appointments, the page that works without a network, and the worker that keeps it."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roterfaden.fieldwork.queries import is_on_anywhere, may_carry
from roterfaden.web.fieldwork.contents import agenda
from roterfaden.web.fieldwork.forms import ContactForm
from roterfaden.web.fieldwork.shell import worker_script
from roterfaden.web.fieldwork.words import settings_of
from roterfaden.web.guards import open_view, reading_view, user_of

# the worker is a file of ours; only these two pages may begin one
WORKS = csp_update({"worker-src": [SELF]})


@WORKS
@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Today's appointments with the least of their cases; from here they are taken along."""
    user, now = user_of(request), timezone.now()
    allowed = may_carry(user, on=timezone.localdate(now))
    context = {
        "nav": "agenda",
        "rows": agenda(user, at=now),
        "allowed": allowed,
        "settings": settings_of() | {"allowed": allowed, "owner": str(user.uuid)},
    }
    return render(request, "fieldwork/index.html", context)


@WORKS
@open_view
def offline(request: HttpRequest) -> HttpResponse:
    """The page of the device. It holds nothing about anybody; what it shows it opens in the browser."""
    form = ContactForm(auto_id="record_%s")
    # but for somebody who did not come, which the script knows
    form.fields["text"].required = True
    return render(request, "fieldwork/offline.html", {"form": form, "settings": settings_of()})


@open_view
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The script that serves the page of the device when the network does not answer."""
    return HttpResponse(worker_script(is_on=is_on_anywhere()), content_type="text/javascript; charset=utf-8")
