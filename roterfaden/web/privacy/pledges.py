"""Pledges of secrecy: who is pledged and until when, the sheet to sign."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.choices import Role
from roterfaden.accounts.queries import colleagues_in
from roterfaden.privacy import papers as domain
from roterfaden.privacy.kit_documents import pledge_document
from roterfaden.privacy.queries import pledges_of, processors_of
from roterfaden.web.formpage import form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.privacy.access import around, body_of, page, pdf, today
from roterfaden.web.privacy.forms import NewPledgeForm, PledgeForm

FIELDS = ("pledged_on", "ended_on")


@reading_view
def index(request: HttpRequest, operator: str) -> HttpResponse:
    """All pledges, the next to be renewed first; and who works here without one."""
    body = body_of(request, operator)
    rows = pledges_of(body)
    standing = rows.filter(ended_on__isnull=True, user__isnull=False).values("user_id")
    without = colleagues_in(body, on=today(), roles=list(Role)).exclude(pk__in=standing)
    shown = page_of(request, rows)
    context = page(body, "pledges", page=shown, without=without, regime=domain.regime_for(body))
    return render(request, "privacy/pledges.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest, operator: str) -> HttpResponse:
    """Note that somebody was pledged."""
    body = body_of(request, operator)
    people = colleagues_in(body, on=today(), roles=list(Role))
    providers = processors_of(body).filter(ended_on__isnull=True)
    start = fresh() | {"pledged_on": today()}
    form = NewPledgeForm(posted(request), people=people, providers=providers, initial=start)

    def act(said: dict[str, Any]) -> None:
        domain.add_pledge(organisation=body, **said, **told(request))

    return form_page(
        request, form, act, around(_("Verpflichtung aufnehmen"), _list(operator), meta=str(body))
    )


@writing_view("GET", "POST")
def change(request: HttpRequest, operator: str, pledge: UUID) -> HttpResponse:
    """Renew a pledge, or end it."""
    body = body_of(request, operator)
    found = get_object_or_404(pledges_of(body), uuid=pledge)
    form = PledgeForm(posted(request), initial=initial_of(found, FIELDS))

    def act(said: dict[str, Any]) -> None:
        domain.change_pledge(pledge=found, **said, **told(request))

    named = str(found.user or found.processor)
    frame = around(_("Verpflichtung erneuern"), _list(operator), meta=named, stored=stored_of(FIELDS))
    return form_page(request, form, act, frame)


@reading_view
def sheet(request: HttpRequest, operator: str) -> HttpResponse:
    """The sheet that is signed."""
    body = body_of(request, operator)
    return pdf(request, body, pledge_document(body, at=timezone.now()), name="Verpflichtung")


def _list(operator: str) -> str:
    return reverse("privacy:pledges", args=[operator])
