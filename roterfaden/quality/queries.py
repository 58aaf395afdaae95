"""Reads: whose additions to the handbook hold where, and what a chapter says in one place."""

from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.quality.book import Chapter, holds_in
from roterfaden.quality.models import Box, OwnAid
from roterfaden.quality.shelf import book


def places_of(user: User, *, on: date) -> list[Organisation]:
    """Where `user` works on the day `on`, by name: a reader of the handbook reads it as it holds there."""
    return list(organisations_of(user, on=on).select_related("kind", "parent").order_by("name", "pk"))


def speaks_for_land(organisation: Organisation) -> bool:
    return organisation.kind.code in book().procedure.land_kinds


def lineage(place: Organisation) -> list[Organisation]:
    """`place` and those above it, the highest first."""
    found = [place]
    while (parent := found[0].parent) is not None:
        found.insert(0, parent)
    return found


def own_boxes(place: Organisation) -> QuerySet[Box]:
    """What `place` itself says, box by box, the latest first."""
    return Box.objects.filter(organisation=place).exclude(text="").order_by("-changed_at", "-pk")


def boxes_visible_in(place: Organisation) -> QuerySet[Box]:
    """Every addition that holds for `place`."""
    rows = Box.objects.filter(said_for(place)).select_related("organisation__kind", "changed_by")
    return rows.exclude(text="")


def own_aids_in(place: Organisation) -> QuerySet[OwnAid]:
    """The working aids that `place`, those above it and its Land offer, but withdrawn ones."""
    return OwnAid.objects.filter(said_for(place), withdrawn_at__isnull=True).select_related(
        "organisation__kind", "file"
    )


def chapters_in(region: str) -> list[Chapter]:
    """The shipped chapters that hold in `region`."""
    return [chapter for chapter in book().chapters if holds_in(chapter.regions, region)]


def said_for(place: Organisation) -> Q:
    """What is said for `place`: by itself, by those above it, by the office of its Land."""
    land = Q(organisation__region=place.region, organisation__kind__code__in=book().procedure.land_kinds)
    return land | Q(organisation__in=[organisation.pk for organisation in lineage(place)])
