"""How the pages get a place, a round, evidence: through visibility; and what stands around every page."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.documents.checks import UploadRefused
from roterfaden.standards.layering import standards_for
from roterfaden.standards.library import Standard
from roterfaden.standards.models import Assessment, Evidence
from roterfaden.standards.queries import evidence_for, places_read_by, rounds_of
from roterfaden.standards.refusals import StandardRefused
from roterfaden.standards.rules import may_assess
from roterfaden.web.components import Link
from roterfaden.web.formpage import FormPage
from roterfaden.web.guards import user_of

REFUSALS = (StandardRefused, UploadRefused)


@dataclass(frozen=True)
class Here:
    """The place that the address names, seen by this reader today."""

    user: User
    place: Organisation
    places: list[Organisation]
    today: date
    may_write: bool
    standards: dict[str, Standard] = field(default_factory=dict)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"requirements:{name}", args=[self.place.code, *args])

    def standard(self, key: str) -> Standard:
        """The standard of this key; a missing page if it does not hold here."""
        if key not in self.standards:
            raise Http404
        return self.standards[key]


def here(request: HttpRequest, place: str) -> Here:
    """The place if the reader may see it; else a missing page."""
    user, today = user_of(request), timezone.localdate()
    places = places_read_by(user, on=today)
    found = next((one for one in places if one.code == place), None)
    if found is None:
        raise Http404
    return Here(user, found, places, today, may_assess(user, found, on=today), standards_for(found, on=today))


def here_to_write(request: HttpRequest, place: str) -> Here:
    """The place for those who look after its quality; 403 for everybody else who may see it."""
    found = here(request, place)
    if not found.may_write:
        raise PermissionDenied
    return found


def round_at(found: Here, assessment: UUID) -> Assessment:
    return get_object_or_404(rounds_of(found.place, found.user, on=found.today), uuid=assessment)


def evidence_at(found: Here, evidence: UUID) -> Evidence:
    """Evidence of the place itself or of one above it."""
    return get_object_or_404(evidence_for(found.place), uuid=evidence)


def page(found: Here, current: str, **more: Any) -> dict[str, Any]:
    """The context that all pages share."""
    tabs = (
        ("overview", _("Anforderungen")),
        ("evidence_list", _("Nachweise")),
        ("own", _("Eigene Vorgaben")),
        ("introduction", _("Einführung")),
    )
    return {
        "nav": "requirements",
        "here": found,
        "today": found.today,
        "tabs": [Link(title=title, url=found.url(name), current=name == current) for name, title in tabs],
        **more,
    }


def around(found: Here, title: str, back: str, **more: Any) -> FormPage:
    """What stands around a page with one form."""
    return FormPage(
        title=title,
        meta=str(found.place),
        back=back,
        refusals=REFUSALS,
        nav="requirements",
        **more,
    )
