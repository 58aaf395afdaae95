"""How a form of the staff goes about: do one thing, tell a refusal above the form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.consent.transfers import TransferRefused
from roterfaden.jobs.outbox import MailRefused
from roterfaden.portal.refusals import PortalRefused
from roterfaden.web.casefile.frame import form_page, frame, refuse_unless

HERE = "guests:index"
REFUSALS = (PortalRefused, CaseIsClosed, TransferRefused, MailRefused)


def go(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    do: Callable[[], HttpResponse],
    *,
    template: str = "casefile/form.html",
    **words: Any,
) -> HttpResponse:
    """Show the form, or do it and answer with what `do` returns; 422 with what was typed where it is refused."""
    if form.is_bound:
        refuse_unless(frame(request, case, HERE)["may_work"])
    if form.is_valid():
        try:
            return do()
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    words.setdefault("back_url", reverse(HERE, args=[case.code]))
    return form_page(request, case, HERE, form, template, **words)
