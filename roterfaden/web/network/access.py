"""What the pages of the network share: rows through visibility, the tabs, what stands around a form."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.documents.checks import UploadRefused
from roterfaden.network.queries import people_of, places_of
from roterfaden.network.refusals import NetworkRefused
from roterfaden.network.vocabulary import kinds
from roterfaden.process.rules import may_keep
from roterfaden.web.components import Link
from roterfaden.web.formpage import FormPage
from roterfaden.web.guards import user_of


def today() -> date:
    return timezone.localdate()


def find(request: HttpRequest, visible_to: Any, uuid: UUID) -> Any:
    """A row that the reader may see; else a missing page."""
    return get_object_or_404(visible_to(user_of(request), on=today()), uuid=uuid)


def places(request: HttpRequest) -> list[Organisation]:
    """The services whose network the reader keeps."""
    return list(places_of(user_of(request), on=today()))


def places_to_write(request: HttpRequest, *, keeping: bool = False) -> list[Organisation]:
    """The same, where there is one; 403 without. `keeping`: only those that the reader leads or whose quality it is."""
    user, found = user_of(request), places(request)
    if keeping:
        found = [one for one in found if may_keep(user, one.pk, on=today())]
    if not found:
        raise PermissionDenied
    return found


def people(organisations: Iterable[Organisation]) -> list[User]:
    """Who works in any of the services, each once."""
    found = {user.pk: user for place in organisations for user in people_of(place, on=today())}
    return list(found.values())


def page(current: str, **more: Any) -> dict[str, Any]:
    """The context that all pages of the network share."""
    tabs = (
        ("index", _("Was ansteht")),
        ("partners", _("Partner")),
        ("pacts", _("Vereinbarungen")),
        ("committees", _("Gremien")),
        ("resolutions", _("Beschlüsse")),
        ("outreach", _("Öffentlichkeitsarbeit")),
        ("venues", _("Erreichbarkeit")),
    )
    links = [
        Link(title=title, url=reverse(f"network:{name}"), current=name == current) for name, title in tabs
    ]
    return {"nav": "network", "tabs": links, "today": today(), **more}


def around(title: str, back: str, **more: Any) -> FormPage:
    """What stands around a page with one form."""
    return FormPage(title=title, back=back, refusals=(NetworkRefused, UploadRefused), nav="network", **more)


def proof_links(request: HttpRequest, part: str) -> list[Link]:
    """For those who keep evidence: where one notes that this part of the network shows a requirement."""
    proves, user = kinds().proves[part], user_of(request)
    return [
        Link(
            title=place.name, url=f"{reverse('requirements:add_evidence', args=[place.code])}?belegt={proves}"
        )
        for place in places(request)
        if may_keep(user, place.pk, on=today())
    ]
