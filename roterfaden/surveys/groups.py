"""The coarse groups by which a round may be broken down, as data."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.languages.shipped import shipped
from roterfaden.surveys.choices import Axis, Group

FILE = Path(__file__).resolve().parents[1] / "catalogue" / "surveys" / "groups-2026-11.yaml"
OTHER, OTHER_TITLE = "other", _("Andere")


@dataclass(frozen=True)
class Part:
    """One group: what falls into it, and whom it exists for."""

    id: str
    axis: Axis
    asked: tuple[Group, ...]
    title: str
    among: tuple[str, ...]


@cache
def shipped_parts() -> tuple[Part, ...]:
    return read_parts(FILE)


def read_parts(path: Path, text: str | None = None) -> tuple[Part, ...]:
    """The groups of one file. Raises FileFaults with every fault and its line."""
    file = CatalogueFile(path, text)
    file.edition("survey_groups")
    found = []
    for fields in file.top.many("groups", least=1):
        axis = fields.choice("axis", Axis.values)
        asked = fields.identifiers("asked", optional=False)
        for one in asked:
            if one not in Group.values:
                fields.refuse("asked", f"Die Gruppe „{one}“ gibt es nicht.")
        found.append(
            Part(
                id=fields.identifier("id"),
                axis=Axis(axis) if axis in Axis.values else Axis.CHAIN,
                asked=tuple(Group(one) for one in asked if one in Group.values),
                title=fields.text("title", most=80),
                among=fields.identifiers("among", optional=False),
            )
        )
        fields.close()
    file.top.unique("groups", [part.id for part in found])
    file.close()
    return tuple(found)


def parts_of(axis: str, asked: Group) -> list[Part]:
    """The groups of an axis for those who are asked, and one for all the rest; none where the axis does not fit."""
    found = [part for part in shipped_parts() if part.axis == axis and asked in part.asked]
    return [*found, Part(OTHER, Axis(axis), (asked,), str(OTHER_TITLE), ())] if found else []


def part_for(axis: str, asked: Group, value: str) -> str:
    """The id of the group into which `value` falls, of the rest if into none. A country counts for its regions."""
    around = (value, value.partition("-")[0])
    fitting = (part.id for part in parts_of(axis, asked) if set(around) & set(part.among))
    return next(fitting, OTHER)


def title_of(part: str) -> str:
    """How a group is called on the page; the id itself, where the catalogue knows it no more."""
    if part == OTHER:
        return str(OTHER_TITLE)
    return next((shipped(one.title) for one in shipped_parts() if one.id == part), part)
