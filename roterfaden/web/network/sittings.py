"""Meetings of committees: agenda, minutes, the PDF, resolutions until they are done."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.network import committees as domain
from roterfaden.network.minutes import minutes_document
from roterfaden.network.models import Sitting
from roterfaden.network.queries import (
    committees_visible_to,
    resolutions_visible_to,
    sittings_visible_to,
)
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, writing_view
from roterfaden.web.network.access import around, find, page, people, today
from roterfaden.web.network.forms import FinishForm, ResolutionForm, SittingForm

FIELDS = domain.SITTING_FIELDS


@writing_view("GET", "POST")
def new(request: HttpRequest, committee: UUID) -> HttpResponse:
    """Plan a meeting, or note one that was held."""
    found = find(request, committees_visible_to, committee)
    form = SittingForm(posted(request), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.add_sitting(committee=found, facts=facts, token=said["token"], **told(request))

    back = reverse("network:committee", args=[committee])
    return form_page(request, form, act, around(_("Sitzung anlegen"), back, meta=found.name))


@reading_view
def detail(request: HttpRequest, sitting: UUID) -> HttpResponse:
    """One meeting with its minutes and what was decided."""
    found: Sitting = find(request, sittings_visible_to, sitting)
    rows = found.resolutions.select_related("responsible", "sitting__committee__data_key")
    context = page("committees", sitting=found, resolutions=rows, was=found.held_on <= today())
    return render(request, "network/sitting.html", context)


@reading_view
def minutes(request: HttpRequest, sitting: UUID) -> HttpResponse:
    """The minutes as accessible PDF; before the meeting the invitation."""
    found: Sitting = find(request, sittings_visible_to, sitting)
    name = f"sitzung-{found.held_on:%Y-%m-%d}.pdf"
    return attachment(set_pdf(minutes_document(found)), name=name, media_type="application/pdf")


@writing_view("GET", "POST")
def change(request: HttpRequest, sitting: UUID) -> HttpResponse:
    """Write agenda, attendance and minutes."""
    found: Sitting = find(request, sittings_visible_to, sitting)
    form = SittingForm(posted(request), initial=initial_of(found, FIELDS))
    frame = around(_("Sitzung ändern"), _at(found), meta=found.committee.name, stored=stored_of(FIELDS))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.change_sitting(sitting=found, facts=facts, revision=form.kept_revision, **told(request))

    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def resolve(request: HttpRequest, sitting: UUID) -> HttpResponse:
    """Note what was decided."""
    found: Sitting = find(request, sittings_visible_to, sitting)
    form = ResolutionForm(posted(request), people=people([found.committee.organisation]), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, domain.RESOLUTION_FIELDS)
        domain.resolve(sitting=found, facts=facts, token=said["token"], **told(request))

    return form_page(
        request, form, act, around(_("Beschluss festhalten"), _at(found), meta=found.committee.name)
    )


@writing_view("GET", "POST")
def change_resolution(request: HttpRequest, resolution: UUID) -> HttpResponse:
    """Say anew who does it by when."""
    found, fields = find(request, resolutions_visible_to, resolution), domain.RESOLUTION_FIELDS
    offered = people([found.sitting.committee.organisation])
    form = ResolutionForm(posted(request), people=offered, initial=initial_of(found, fields))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, fields)
        domain.change_resolution(resolution=found, facts=facts, revision=form.kept_revision, **told(request))

    frame = around(_("Beschluss ändern"), _at(found.sitting), stored=stored_of(fields))
    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def finish(request: HttpRequest, resolution: UUID) -> HttpResponse:
    """Say that it is done, with what came of it."""
    found = find(request, resolutions_visible_to, resolution)
    form = FinishForm(posted(request), initial=initial_of(found, ("outcome",)))

    def act(said: dict[str, Any]) -> None:
        domain.finish(resolution=found, outcome=said["outcome"], revision=form.kept_revision, **told(request))

    frame = around(
        _("Beschluss ist erledigt"),
        reverse("network:resolutions"),
        lines=(found.text,),
        label=_("Erledigt"),
        stored=stored_of(("outcome",)),
    )
    return form_page(request, form, act, frame)


def _at(sitting: Sitting) -> str:
    return reverse("network:sitting", args=[sitting.uuid])
