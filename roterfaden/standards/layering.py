"""What holds for one place: the shipped standards, those loaded by it, by those above it and by its Land, and over each
of them the requirements that these wrote themselves. Read anew each time, because no run stands on it; a closed round
keeps its own copy of the wording.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from roterfaden.accounts.models import Organisation
from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.quality.queries import lineage, said_for, speaks_for_land
from roterfaden.standards.library import Requirement, Standard, read_standard, shipped_on
from roterfaden.standards.models import OwnRequirement, OwnStandard


@dataclass(frozen=True)
class Layer:
    """One own requirement; `broken`: what changed below since it was written."""

    row: OwnRequirement
    broken: str = ""


def standards_for(place: Organisation, *, on: date) -> dict[str, Standard]:
    """The standards that hold for `place` on the day `on`, by key, with all layers; a few queries."""
    found = bare_standards(place, on=on)
    for row in own_requirements(place):
        if row.standard in found:
            found[row.standard] = _laid(found[row.standard], row)
    return found


def bare_standards(place: Organisation, *, on: date) -> dict[str, Standard]:
    """The standards without own requirements: the shipped ones, and what was loaded for `place`."""
    found = shipped_on(on)
    rows = OwnStandard.objects.filter(said_for(place), withdrawn_at__isnull=True, valid_from__lte=on)
    # the newest number of each key; a shipped key cannot be loaded
    for row in rows.order_by("valid_from", "number", "pk"):
        found[row.key] = standard_of(row)
    return found


def standard_of(row: OwnStandard) -> Standard:
    return _read(f"{row.key}-{row.number}.yaml", row.text)


@lru_cache(maxsize=32)
def _read(name: str, text: str) -> Standard:
    return read_standard(CatalogueFile(Path(name), text))


def own_requirements(place: Organisation) -> list[OwnRequirement]:
    """What the Land, those above and `place` itself demand, in this order."""
    depth = {one.pk: number for number, one in enumerate(lineage(place), start=1)}
    rows = OwnRequirement.objects.filter(said_for(place), withdrawn_at__isnull=True)
    found = list(rows.select_related("organisation__kind", "written_by"))
    return sorted(
        found,
        key=lambda row: (
            0 if speaks_for_land(row.organisation) else depth[row.organisation_id],
            row.code,
            row.pk,
        ),
    )


def layers_of(place: Organisation, key: str, *, on: date) -> list[Layer]:
    """The own requirements over one standard, each with what no longer fits below it."""
    base = bare_standards(place, on=on).get(key)
    return [
        Layer(row, _broken(base, row) if base else "")
        for row in own_requirements(place)
        if row.standard == key
    ]


def counting_for(
    standards: Mapping[str, Standard], standard: Standard, requirement: Requirement
) -> frozenset[tuple[str, str]]:
    """The requirements whose evidence counts here too: this one, those it maps to, those that map to it."""
    mine = (standard.key, requirement.code)
    back = {
        (other.key, one.code)
        for other in standards.values()
        for one in other.requirements
        if mine in one.maps
    }
    return frozenset({mine, *requirement.maps, *back})


def _laid(standard: Standard, row: OwnRequirement) -> Standard:
    said = Requirement(
        code=row.code,
        chapter=row.chapter,
        topic=row.topic,
        text=row.text,
        needs_evidence=row.needs_evidence,
        origin=str(row.organisation),
    )
    known = standard.requirement(row.code)
    if known is None:
        return replace(standard, requirements=(*standard.requirements, said))
    laid = replace(said, chapter=known.chapter, maps=known.maps)
    rows = tuple(laid if one.code == row.code else one for one in standard.requirements)
    return replace(standard, requirements=rows)


def _broken(base: Standard, row: OwnRequirement) -> str:
    known = base.requirement(row.code)
    if not row.seen:
        return "Diese Kennung gibt es inzwischen auch in der Norm." if known is not None else ""
    if known is None:
        return "Die ersetzte Anforderung gibt es in der Norm nicht mehr."
    if known.text != row.seen:
        return f"Die Norm sagt inzwischen: {known.text}"
    return ""
