"""Own standards and requirements: what holds here and whose it is, loading a standard, demanding more."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.languages.shipped import shipped
from roterfaden.quality.queries import said_for
from roterfaden.standards import own as domain
from roterfaden.standards.layering import bare_standards, layers_of
from roterfaden.standards.models import OwnRequirement, OwnStandard
from roterfaden.standards.rules import may_assess
from roterfaden.web.errors import conflict as conflict_page
from roterfaden.web.formpage import form_page, posted, posted_revision
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.requirements.access import Here, around, here, here_to_write, page
from roterfaden.web.requirements.forms import DemandForm, LoadForm

DEMAND = ("code", "chapter", "topic", "text", "needs_evidence")


@reading_view
def index(request: HttpRequest, place: str) -> HttpResponse:
    """The standards that hold here, and over each what Land, provider and service demand themselves."""
    found = here(request, place)
    loaded = OwnStandard.objects.filter(said_for(found.place)).select_related("organisation", "loaded_by")
    rows = [(one, layers_of(found.place, one.key, on=found.today)) for one in found.standards.values()]
    context = page(found, "own", rows=rows, loaded=list(loaded.order_by("key", "-number")[:100]))
    return render(request, "requirements/own.html", context)


@writing_view("GET", "POST")
def load(request: HttpRequest, place: str) -> HttpResponse:
    """Load a standard of one's own."""
    found = here_to_write(request, place)
    form = LoadForm(posted(request))
    around_it = around(
        found,
        _("Norm laden"),
        found.url("own"),
        lines=(
            _("Der Aufbau ist der einer mitgelieferten Norm (docs/standard-format.md)."),
            _(
                "Sie gilt für diese Stelle und alle darunter. Eine bekannte Kennung bekommt eine neue Fassung."
            ),
        ),
        label=_("Laden"),
        done=_("Die Norm ist geladen."),
    )
    return form_page(
        request,
        form,
        lambda said: domain.load_standard(
            organisation=found.place, **said, by=user_of(request), at=timezone.now()
        ),
        around_it,
    )


@reading_view
def text(request: HttpRequest, place: str, loaded: UUID) -> HttpResponse:
    """The file of a loaded standard, as it was loaded."""
    found = here(request, place)
    row = _loaded(found, loaded)
    return render(request, "requirements/own_standard.html", page(found, "own", row=row))


@writing_view("POST")
def withdraw(request: HttpRequest, place: str, loaded: UUID) -> HttpResponse:
    """Let a loaded edition hold no longer."""
    found = here(request, place)
    row = _loaded(found, loaded)
    if not may_assess(found.user, row.organisation, on=found.today):
        raise PermissionDenied
    domain.withdraw_standard(standard=row, by=user_of(request), at=timezone.now())
    messages.success(request, _("Die Norm gilt nicht mehr. Ihre Runden bleiben lesbar."))
    return redirect(found.url("own"))


@writing_view("GET", "POST")
def demand(request: HttpRequest, place: str, standard: str) -> HttpResponse:
    """Demand something; `?kennung=` words a requirement anew."""
    found = here_to_write(request, place)
    known = found.standard(standard)
    base = known.requirement(request.GET.get("kennung", "")[:40])
    initial: dict[str, Any] = {"needs_evidence": True, "chapter": known.chapters[0].id}
    if base is not None:
        initial |= {
            "code": base.code,
            "chapter": base.chapter,
            "topic": base.topic,
            "text": base.text,
            "needs_evidence": base.needs_evidence,
        }
    form = DemandForm(posted(request), standard=known, initial=initial)
    around_it = around(
        found, _("Eigene Vorgabe"), found.url("own"), lines=(shipped(known.title),), stored=_stored
    )
    return form_page(request, form, lambda said: _demand(request, found, standard, said), around_it)


@writing_view("GET", "POST")
def change(request: HttpRequest, place: str, own: UUID) -> HttpResponse:
    """Word an own requirement anew."""
    found = here(request, place)
    row = _mine(found, own)
    known = bare_standards(found.place, on=found.today).get(row.standard) or found.standard(row.standard)
    initial = {name: getattr(row, name) for name in DEMAND} | {"revision": row.revision}
    form = DemandForm(posted(request), standard=known, initial=initial)
    form.fields["code"].disabled = True
    around_it = around(
        found, _("Eigene Vorgabe"), found.url("own"), lines=(shipped(known.title),), stored=_stored
    )
    return form_page(request, form, lambda said: _change(request, row, said), around_it)


@writing_view("POST")
def drop(request: HttpRequest, place: str, own: UUID) -> HttpResponse:
    """Demand it no longer."""
    found = here(request, place)
    row = _mine(found, own)
    try:
        domain.withdraw_demand(requirement=row, revision=posted_revision(request), **told(request))
    except Conflict as conflict:
        return conflict_page(request, str(conflict))
    messages.success(request, _("Die Vorgabe gilt nicht mehr."))
    return redirect(found.url("own"))


def _loaded(found: Here, loaded: UUID) -> OwnStandard:
    rows = OwnStandard.objects.filter(said_for(found.place)).select_related("organisation", "loaded_by")
    return get_object_or_404(rows, uuid=loaded)


def _mine(found: Here, own: UUID) -> OwnRequirement:
    """An own requirement that holds here, for those who look after its organisation."""
    rows = OwnRequirement.objects.filter(said_for(found.place), withdrawn_at__isnull=True)
    row = get_object_or_404(rows.select_related("organisation"), uuid=own)
    if not may_assess(found.user, row.organisation, on=found.today):
        raise PermissionDenied
    return row


def _demand(request: HttpRequest, found: Here, standard: str, said: dict[str, Any]) -> None:
    revision = said.pop("revision")
    domain.demand(
        organisation=found.place,
        standard=standard,
        said=domain.Demand(**said),
        revision=revision,
        by=user_of(request),
        at=timezone.now(),
    )


def _change(request: HttpRequest, row: OwnRequirement, said: dict[str, Any]) -> None:
    revision = said.pop("revision")
    domain.demand(
        organisation=row.organisation,
        standard=row.standard,
        said=domain.Demand(**said),
        revision=revision,
        by=user_of(request),
        at=timezone.now(),
    )


def _stored(now: OwnRequirement) -> dict[str, Any]:
    return {name: getattr(now, name) for name in DEMAND}
