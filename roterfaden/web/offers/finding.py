"""Which offers a user sees: the shipped ones, the measures, and those of the services they belong to."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.queries import organisations_of
from roterfaden.languages.shipped import shipped
from roterfaden.offers.admission.definition import Offer
from roterfaden.offers.list_of_offers import catalogue_for, laid_together
from roterfaden.offers.models import OwnOffer
from roterfaden.offers.own_offers import own_offers_for
from roterfaden.web.components import Link
from roterfaden.web.guards import user_of


def catalogue(request: HttpRequest) -> list[Offer]:
    """All offers of the catalogue as the user sees it."""
    today = timezone.localdate()
    return catalogue_for(organisations_of(user_of(request), on=today), on=today)


def rows_of(request: HttpRequest) -> list[OwnOffer]:
    """What the organisations of the user and those above them wrote."""
    today = timezone.localdate()
    services = organisations_of(user_of(request), on=today)
    found = {row.pk: row for service in services for row in own_offers_for(service)}
    return list(found.values())


def find_offer(request: HttpRequest, key: str) -> Offer:
    """The offer of this name with what the user's organisations say about it; 404 where there is none for them."""
    found = laid_together(rows_of(request), on=timezone.localdate())
    offer = next((one for one in found if one.id == key), None)
    if offer is None:
        raise Http404
    return offer


def crumbs(title: str, *, offer: Offer | None = None) -> list[Link]:
    """Where the user is, under the handbook."""
    trail = [
        Link(title=_("Handbuch"), url=reverse("handbook:index")),
        Link(title=_("Angebote"), url=reverse("offers:index")),
    ]
    if offer is not None:
        trail.append(Link(title=shipped(offer.title), url=reverse("offers:offer", args=[offer.id])))
    return [*trail, Link(title=title)]
