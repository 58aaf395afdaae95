"""What the pages of the network share: rows through visibility, the tabs, what stands around a form."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db.models import Model
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
from roterfaden.web.formpage import FormPage, key_of
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


def initial_of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """How a row fills its form."""
    shown = {name: getattr(row, name) for name in names}
    for name, value in shown.items():
        if isinstance(value, User):
            shown[name] = key_of(value)
        elif isinstance(value, Organisation):
            shown[name] = value.code
    return {**shown, "revision": getattr(row, "revision", 0)}


def stored_of(names: Iterable[str]) -> Any:
    """For two editors: how the record stands, by the fields of the form."""
    return lambda now: {name: getattr(now, name) for name in names}


def fresh() -> dict[str, Any]:
    """What a form for something new begins with."""
    return {"token": uuid4()}


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


def facts_of(said: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: said.get(name) for name in names}
