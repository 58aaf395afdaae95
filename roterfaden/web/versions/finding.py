"""Which versions and editions a person meets on the pages: readable by all, written by those who keep the chain."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.cases.models import CaseRun
from roterfaden.cases.queries import cases_visible_to
from roterfaden.process.catalogue import place_of
from roterfaden.process.models import ChainVersion, Edition
from roterfaden.process.places import lineage
from roterfaden.process.rules import organisations_kept_by
from roterfaden.quality.proposal_rules import proposals_visible_to
from roterfaden.statistics.rules import organisations_shown_to
from roterfaden.web.guards import user_of


def home_of(user: User, *, on: date) -> Organisation | None:
    """The organisation whose chains a person reads first: the first for which they work."""
    return organisations_of(user, on=on).order_by("pk").first()


def versions_of(key: str, home: Organisation | None) -> QuerySet[ChainVersion]:
    """The shipped versions of a chain, and those of the places that hold for `home`; newest first."""
    here = Q(organisation=None, region="")
    for place in lineage(home) if home else []:
        here |= Q(region=place.region, organisation=place.organisation_id)
    found = ChainVersion.objects.filter(here, key=key).defer("source_text")
    return found.select_related("organisation").order_by("-valid_from", "-pk")


def readable_version(request: HttpRequest, key: str, version: str) -> ChainVersion:
    """A version of a chain that concerns the reader; one of a foreign place looks missing.

    Shipped ones, those of the places where one works and of what lies above them, those of services whose figures one
    sees, and those on which a case or a proposal that one sees stands.
    """
    if not version.isprintable():
        raise Http404
    found = get_object_or_404(ChainVersion.objects.select_related("organisation"), key=key, version=version)
    if not _concerns(found, user_of(request), on=timezone.localdate()):
        raise Http404
    return found


def _concerns(version: ChainVersion, user: User, *, on: date) -> bool:
    place = place_of(version)
    if place.is_base:
        return True
    working = organisations_of(user, on=on)
    if any(place in lineage(one) for one in working) or version.organisation in organisations_shown_to(
        user, on=on
    ):
        return True
    runs = CaseRun.objects.filter(case__in=cases_visible_to(user, on=on))
    moved = Q(run__chain_version=version) | Q(run__version_moves__from_version=version)
    about = Q(chain_version=version) | Q(became_version=version)
    return runs.filter(moved).exists() or proposals_visible_to(user, on=on).filter(about).exists()


def kept_organisations(request: HttpRequest) -> list[Organisation]:
    """The organisations whose chains the user keeps; refuses everybody who keeps none."""
    kept = list(organisations_kept_by(user_of(request), on=timezone.localdate()).order_by("name"))
    if not kept:
        raise PermissionDenied
    return kept


def kept_edition(request: HttpRequest, edition: UUID) -> Edition:
    """An edition of an organisation that the user keeps; any other looks missing."""
    kept = kept_organisations(request)
    found = Edition.objects.select_related("organisation", "written_by", "edited_by", "released_by")
    return get_object_or_404(found, uuid=edition, organisation__in=kept)


def require_chain(key: str) -> None:
    if not ChainVersion.objects.filter(key=key).exists():
        raise Http404
