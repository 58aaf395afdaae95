"""Reads: whose additions to the handbook hold where, and what a chapter says in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.quality.book import Chapter, holds_in
from roterfaden.quality.choices import BoxKind, BoxMode
from roterfaden.quality.models import Box, OwnAid
from roterfaden.quality.shelf import book


@dataclass(frozen=True)
class Layer:
    """What one layer says in a box. `box` is None for the shipped base; `replaced` if a later layer takes its place."""

    lines: Sequence[str]
    box: Box | None
    replaced: bool
    # the shipped chapter has changed since this layer was written
    outdated: bool = False


@dataclass(frozen=True)
class MergedBox:
    """One box of a chapter in one place: the shipped base, then Land or canton, then those above the place, then it."""

    kind: BoxKind
    layers: Sequence[Layer]

    @property
    def in_force(self) -> list[Layer]:
        return [layer for layer in self.layers if not layer.replaced]

    @property
    def replaced(self) -> list[Layer]:
        return [layer for layer in self.layers if layer.replaced]


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


def boxes_for(chapter: Chapter, place: Organisation) -> list[MergedBox]:
    """The three boxes of `chapter` as they hold for `place`."""
    rows = list(_boxes_in(place).filter(chapter=chapter.key).exclude(text=""))
    order = {organisation.pk: depth for depth, organisation in enumerate(lineage(place), start=1)}
    rows.sort(key=lambda box: 0 if speaks_for_land(box.organisation) else order[box.organisation_id])
    return [_merged(chapter, kind, [row for row in rows if row.kind == kind]) for kind in BoxKind]


def own_boxes(place: Organisation) -> QuerySet[Box]:
    """What `place` itself says, box by box, the latest first."""
    return Box.objects.filter(organisation=place).exclude(text="").order_by("-changed_at", "-pk")


def boxes_visible_in(place: Organisation) -> QuerySet[Box]:
    """Every addition that holds for `place`."""
    return _boxes_in(place).exclude(text="")


def own_aids_in(place: Organisation) -> QuerySet[OwnAid]:
    """The working aids that `place`, those above it and its Land offer, but withdrawn ones."""
    return OwnAid.objects.filter(_holds_for(place), withdrawn_at__isnull=True).select_related(
        "organisation__kind", "file"
    )


def chapters_in(region: str) -> list[Chapter]:
    """The shipped chapters that hold in `region`."""
    return [chapter for chapter in book().chapters if holds_in(chapter.regions, region)]


def _boxes_in(place: Organisation) -> QuerySet[Box]:
    return Box.objects.filter(_holds_for(place)).select_related("organisation__kind", "changed_by")


def _holds_for(place: Organisation) -> Q:
    land = Q(organisation__region=place.region, organisation__kind__code__in=book().procedure.land_kinds)
    return land | Q(organisation__in=[organisation.pk for organisation in lineage(place)])


def _merged(chapter: Chapter, kind: BoxKind, rows: Sequence[Box]) -> MergedBox:
    replacing = [place for place, row in enumerate(rows) if row.mode == BoxMode.REPLACES]
    last = replacing[-1] if replacing else -1
    base = chapter.boxes[kind]
    layers = [Layer(base, None, replaced=last >= 0)] if base else []
    layers += [
        Layer(
            [line for line in row.text.splitlines() if line.strip()],
            row,
            replaced=place < last,
            outdated=row.base_version != chapter.edition.version,
        )
        for place, row in enumerate(rows)
    ]
    return MergedBox(kind, layers)
