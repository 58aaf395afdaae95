"""What the layers of a place make of a chain, day by day: merged versions that runs can start on and stay on.

`replan` looks at every day on which a base or an edition begins or ends, and makes the merged version for each.
It runs whenever a file is loaded or an edition released or retired, never by itself: a version with a day ahead is
there already and comes into force by query. Where layers do not fit the base of a day, nothing is made for that
day and the last good version stays in force; `misfits` tells what broke.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from roterfaden.accounts.models import Organisation
from roterfaden.common.days import local_day
from roterfaden.common.yaml_nodes import Fault, FileFaults
from roterfaden.process.catalogue import chain_of, columns_of
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.models import ChainVersion, Edition
from roterfaden.process.overlay_reader import parse_overlay
from roterfaden.process.overlays import DoesNotFit, Merged, apply, sealed
from roterfaden.process.places import Place, lineage, region_name, regions_of
from roterfaden.process.schema import load_planned, parse_chain

Row = TypeVar("Row", ChainVersion, Edition)
IN_FORCE = (EditionState.RELEASED, EditionState.RETIRED)


@dataclass(frozen=True)
class Stack:
    """The layers that hold at one place from one day on, from the base up."""

    begins: date
    base: ChainVersion | None
    editions: tuple[Edition, ...]

    @property
    def digest(self) -> str:
        sums = [self.base.checksum if self.base else "", *(edition.checksum for edition in self.editions)]
        return hashlib.sha256("\n".join(sums).encode()).hexdigest()


@dataclass(frozen=True)
class NotFitting:
    """Layers that do not fit from a day on, with one fault for each line that broke."""

    key: str
    place: Place
    name: str
    begins: date
    faults: Sequence[Fault]


def keys_with_editions() -> list[str]:
    rows = Edition.objects.filter(state__in=IN_FORCE).order_by("key")
    return list(rows.values_list("key", flat=True).distinct())


def replan(key: str, *, at: datetime) -> list[NotFitting]:
    """Make, keep, or take out of the future the merged versions of the chain `key`, for every place that has layers.

    Returns what does not fit. Effects: rows of ChainVersion; versions that have been in force are only retired.
    """
    with transaction.atomic():
        # of two releases at the same moment the second sees what the first made
        list(Edition.objects.select_for_update().filter(key=key).values_list("pk", flat=True))
        plans = [_Plan(key, place, at=at) for place in places_with_editions(key)]
        for plan in plans:
            plan.carry_out()
    return [misfit for plan in plans for misfit in plan.misfits]


def provide_region(region: str, *, at: datetime) -> None:
    """Make what the layers of a Land or canton make of the chains; called when an organisation there is added."""
    codes = [place.region for place in regions_of(region)]
    rows = Edition.objects.filter(region__in=codes, state__in=IN_FORCE).order_by("key")
    for key in rows.values_list("key", flat=True).distinct():
        replan(key, at=at)


def misfits(*, on: date, keys: Sequence[str] | None = None) -> list[NotFitting]:
    """Every place whose layers do not fit what is in force on `on` or comes later; computed, nothing is stored."""
    found: list[NotFitting] = []
    for key in keys if keys is not None else keys_with_editions():
        for place in places_with_editions(key):
            present: list[NotFitting] = []
            for stack in stacks(key, place):
                broken = not_fitting(key, place, stack)
                if stack.begins <= on:
                    present = [broken] if broken else []
                elif broken:
                    present.append(broken)
            found += present
    return found


def not_fitting(key: str, place: Place, stack: Stack) -> NotFitting | None:
    """What breaks when these layers are merged; None if they fit."""
    try:
        merge(stack)
    except FileFaults as found:
        return NotFitting(key, place, name_of(place), stack.begins, found.faults)
    return None


def places_with_editions(key: str) -> list[Place]:
    """Regions first, then organisations; each has an edition of its own that was released at some time.

    Regions in which no organisation lies are left out until one is added (`provide_region`).
    """
    rows = Edition.objects.filter(key=key, state__in=IN_FORCE).order_by("organisation_id", "region")
    found = {
        Place(region, organisation) for region, organisation in rows.values_list("region", "organisation_id")
    }
    regions = set(Organisation.objects.values_list("region", flat=True))
    lived_in = {place.region for region in regions for place in regions_of(region)} | {""}
    return sorted(
        (place for place in found if place.region in lived_in),
        key=lambda place: (place.organisation_id or 0, place.region),
    )


def stacks(key: str, place: Place) -> list[Stack]:
    """The layers of `place` for each day on which they change, while the place has a layer of its own."""
    bases = list(ChainVersion.objects.filter(key=key, organisation=None, region=""))
    editions = [_editions_of(key, level) for level in _levels(place)]
    rows: list[ChainVersion | Edition] = [*bases, *(edition for level in editions for edition in level)]
    days = {day for row in rows for day in (row.valid_from, row.retired_on) if day is not None}
    found: list[Stack] = []
    for day in sorted(days):
        layers = tuple(edition for level in editions if (edition := _newest(level, day)) is not None)
        own = _newest(editions[-1], day) is not None
        stack = Stack(day, _newest(bases, day), layers) if own else Stack(day, None, ())
        if not found or found[-1].digest != stack.digest:
            found.append(stack)
    return [stack for stack in found if stack.editions]


def stack_under(edition: Edition, *, on: date) -> Stack:
    """What holds on the day `on` with `edition` as the layer of its place, whatever its state."""
    place = Place(edition.region, edition.organisation_id)
    base = _newest(list(ChainVersion.objects.filter(key=edition.key, organisation=None, region="")), on)
    below = (_newest(_editions_of(edition.key, level), on) for level in _levels(place)[:-1])
    return Stack(on, base, (*(layer for layer in below if layer is not None), edition))


def closing_days(key: str, place: Place) -> list[date]:
    """The days from which `place` has no layer of its own any more."""
    own = _editions_of(key, place)
    ends = sorted({edition.retired_on for edition in own if edition.retired_on is not None})
    return [day for day in ends if _newest(own, day) is None]


def _editions_of(key: str, place: Place) -> list[Edition]:
    rows = Edition.objects.filter(key=key, region=place.region, organisation=place.organisation_id)
    return list(rows.filter(state__in=IN_FORCE).order_by("pk"))


def _newest(rows: Sequence[Row], day: date) -> Row | None:
    """The row that holds on `day`: the latest to begin, and of these the latest stored."""
    holding = [
        (row.valid_from, row.pk, row)
        for row in rows
        if row.valid_from is not None
        and row.valid_from <= day
        and (row.retired_on is None or row.retired_on > day)
    ]
    return max(holding, key=lambda one: one[:2])[2] if holding else None


def _levels(place: Place) -> list[Place]:
    if place.organisation_id is None:
        return regions_of(place.region)
    return lineage(Organisation.objects.get(pk=place.organisation_id))


def merge(stack: Stack) -> Merged:
    """Lay all layers over each other. Raises FileFaults (DoesNotFit) with the sentences of the first that fails."""
    merged: Merged | None = None
    if stack.base is not None:
        merged = Merged(chain_of(stack.base))
    first = 1 if stack.base is not None else 0
    for number, edition in enumerate(stack.editions, start=first):
        merged = lay(merged, edition, number=number)
    if merged is None:
        raise DoesNotFit([Fault("", 1, "chain", "Es gibt keine Grundlage.")])
    return merged


def lay(below: Merged | None, edition: Edition, *, number: int) -> Merged:
    """One edition over what is below it: an overlay changes it, a whole chain takes its place."""
    name = called(edition)
    if edition.kind == EditionKind.OVERLAY:
        if below is None:
            raise DoesNotFit(
                [Fault(name, 1, "chain", f"Die Kette {edition.key} gibt es an diesem Tag nicht.")]
            )
        merged = apply(below, parse_overlay(edition.text, name=name), layer=number)
    else:
        chain = parse_chain(edition.text, name=name).chain
        nodes = {(node, "node", ""): number for node in chain.nodes}
        rules = {(rule.id, "node", ""): number for rule in chain.standing_rules}
        whole = {("", what, ""): number for what in ("title", "summary")}
        roles = {("", "role", code): number for code in chain.roles}
        merged = Merged(chain, nodes | rules | whole | roles)
    _check_other_chains(merged, name)
    return merged


def _check_other_chains(merged: Merged, name: str) -> None:
    """The chains that the result names are in the catalogue or planned."""
    keys = set(ChainVersion.objects.order_by().values_list("key", flat=True).distinct()) | set(load_planned())
    chain = merged.chain
    named = {
        *(start.chain for start in chain.starts),
        *(key for step in chain.steps for key in (*step.subchains, *step.requires_results)),
        *(end.chain for end in chain.ends),
    }
    unknown = sorted(named - keys - {"", chain.id})
    if unknown:
        raise DoesNotFit(
            [
                Fault(name, 1, "chain", f"Die Kette „{key}“ gibt es nicht, und sie ist nicht geplant.")
                for key in unknown
            ]
        )


def called(edition: Edition) -> str:
    """How messages call an edition: its place, its chain, its version."""
    return f"{name_of(Place(edition.region, edition.organisation_id))}, {edition.key}, {edition.version}"


def name_of(place: Place) -> str:
    if place.organisation_id is not None:
        return str(Organisation.objects.only("name").get(pk=place.organisation_id))
    return region_name(place.region)


class _Plan:
    """The merged versions that one place should have, and what has to be done so that it has them."""

    def __init__(self, key: str, place: Place, *, at: datetime) -> None:
        self.key, self.place, self.today = key, place, local_day(at)
        self.rows = list(
            ChainVersion.objects.filter(key=key, region=place.region, organisation=place.organisation_id)
            .defer("source_text", "origins")
            .order_by("pk")
        )
        self.kept: set[int] = set()
        self.misfits: list[NotFitting] = []

    def carry_out(self) -> None:
        if self.place.is_base:
            return
        for stack in stacks(self.key, self.place):
            self._provide(stack)
        days = closing_days(self.key, self.place)
        for row in self.rows:
            if row.pk in self.kept:
                self._retire(row, next((day for day in days if day > row.valid_from), None))
            elif row.valid_from > self.today:
                row.delete()
            else:
                self._retire(row, min(row.retired_on or self.today, self.today))

    def _provide(self, stack: Stack) -> None:
        known = next((r for r in self.rows if (r.stack, r.valid_from) == (stack.digest, stack.begins)), None)
        if known is not None:
            self.kept.add(known.pk)
            return
        try:
            merged = merge(stack)
        except FileFaults as found:
            self.misfits.append(
                NotFitting(self.key, self.place, name_of(self.place), stack.begins, found.faults)
            )
            return
        loaded = sealed(merged, version=self._version(merged), valid_from=stack.begins)
        row = ChainVersion.objects.create(
            **columns_of(loaded),
            region=self.place.region,
            organisation_id=self.place.organisation_id,
            stack=stack.digest,
            layers=list(_layer_rows(stack)),
            origins=merged.origin_rows(),
        )
        self.rows.append(row)
        self.kept.add(row.pk)

    def _version(self, merged: Merged) -> str:
        """`2026-11+ifd-neuhafen.2`: the base's version, whose it is, and the how manieth of theirs."""
        code = self.place.region
        if self.place.organisation_id is not None:
            code = Organisation.objects.only("code").get(pk=self.place.organisation_id).code
        taken = {row.version for row in self.rows}
        number = 1
        while (name := f"{merged.chain.version.partition('+')[0]}+{code[:30]}.{number}") in taken:
            number += 1
        return name

    @staticmethod
    def _retire(row: ChainVersion, day: date | None) -> None:
        if row.retired_on != day:
            ChainVersion.objects.filter(pk=row.pk).update(retired_on=day)


def _layer_rows(stack: Stack) -> Iterator[dict[str, str]]:
    if stack.base is not None:
        yield {
            "kind": "base",
            "name": chain_of(stack.base).source,
            "version": stack.base.version,
            "edition": "",
        }
    for edition in stack.editions:
        place = Place(edition.region, edition.organisation_id)
        yield {
            "kind": "region" if edition.region else "organisation",
            "name": name_of(place),
            "version": edition.version,
            "edition": str(edition.uuid),
        }
