"""Service providers: the list, taking one up, changing it, the notice to the supervision."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.privacy import papers as domain
from roterfaden.privacy.kit_documents import notice_document
from roterfaden.privacy.queries import processors_of
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.privacy.access import around, body_of, page, pdf
from roterfaden.web.privacy.forms import ChangeProcessorForm, NewProcessorForm


@reading_view
def index(request: HttpRequest, operator: str) -> HttpResponse:
    """All service providers, those that ended last."""
    body = body_of(request, operator)
    shown = page_of(request, processors_of(body).order_by("ended_on", "name", "pk"))
    context = page(body, "processors", page=shown, regime=domain.regime_for(body))
    return render(request, "privacy/processors.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest, operator: str) -> HttpResponse:
    """Take up a service provider."""
    body = body_of(request, operator)
    form = NewProcessorForm(posted(request), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, domain.PROCESSOR_FIELDS)
        domain.add_processor(organisation=body, facts=facts, token=said["token"], **told(request))

    return form_page(
        request, form, act, around(_("Dienstleister aufnehmen"), _list(operator), meta=str(body))
    )


@writing_view("GET", "POST")
def change(request: HttpRequest, operator: str, processor: UUID) -> HttpResponse:
    """Change what is known of a service provider."""
    body, fields = body_of(request, operator), domain.PROCESSOR_FIELDS
    found = get_object_or_404(processors_of(body), uuid=processor)
    form = ChangeProcessorForm(posted(request), initial=initial_of(found, fields))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, fields)
        domain.change_processor(processor=found, facts=facts, revision=said["revision"], **told(request))

    frame = around(_("Dienstleister ändern"), _list(operator), meta=found.name, stored=stored_of(fields))
    return form_page(request, form, act, frame)


@reading_view
def notice(request: HttpRequest, operator: str, processor: UUID) -> HttpResponse:
    """The notice to the supervision."""
    body = body_of(request, operator)
    found = get_object_or_404(processors_of(body), uuid=processor)
    return pdf(request, body, notice_document(found, at=timezone.now()), name="Anzeige")


def _list(operator: str) -> str:
    return reverse("privacy:processors", args=[operator])
