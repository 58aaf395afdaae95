"""Read the programmes of the catalogue: strictly, with all faults at once, each with its file and line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from roterfaden.accounts.choices import Role
from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.common.yaml_fields import Fields

DIRECTORY = Path(__file__).resolve().parents[1] / "catalogue" / "programmes"
KINDS = ("act", "check")
NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)
# who speaks for the body that runs a programme, and for an office that carries out a measure
SPEAKERS = (Role.QUALITY_OFFICER, Role.COORDINATOR, Role.TEAM_LEAD, Role.CLERK)
# where values may be taken from, instead of typing them (`programmes.taking`)
TAKEN = ("employed_share", "level_b1", "invited", "assigned_rav", "events", "in_offers")


@dataclass(frozen=True)
class Field:
    """A field of action with its aims."""

    id: str
    title: str
    aims: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    id: str
    field: str
    title: str


@dataclass(frozen=True)
class PlannedMeasure:
    """One measure as the source says: `check` first asks whether and how. Days only where the source names them."""

    id: str
    group: str
    kind: str
    text: str
    offices: tuple[str, ...]
    partners: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Indicator:
    """What is measured. `direction`: whether more (up) or less is better; `target` is None where nobody named one."""

    id: str
    title: str
    unit: str
    direction: str
    source: str
    target: Decimal | None
    target_on: date | None
    taken_from: str
    # whose participants count, where it is taken from `in_offers`
    offers: tuple[str, ...]


@dataclass(frozen=True)
class Programme:
    """A programme of a region, as its body decided it."""

    key: str
    edition: str
    valid_from: date
    region: str
    title: str
    about: str
    source: str
    offices: Mapping[str, str]
    # kinds of organisations that such an office can be
    kinds: Mapping[str, tuple[str, ...]]
    fields: tuple[Field, ...]
    groups: tuple[Group, ...]
    measures: tuple[PlannedMeasure, ...]
    indicators: tuple[Indicator, ...]

    def measure(self, key: str) -> PlannedMeasure | None:
        return next((one for one in self.measures if one.id == key), None)

    def indicator(self, key: str) -> Indicator | None:
        return next((one for one in self.indicators if one.id == key), None)

    def measures_of(self, group: str) -> list[PlannedMeasure]:
        return [one for one in self.measures if one.group == group]


@cache
def shipped_programmes() -> dict[str, Programme]:
    found = [read_programme(path) for path in sorted(DIRECTORY.glob("*.yaml"))]
    return {one.key: one for one in found}


def programmes_in(region: str) -> list[Programme]:
    """The programmes of a region."""
    return [one for one in shipped_programmes().values() if one.region == region]


def read_programme(path: Path) -> Programme:
    """The programme of one file. Raises FileFaults: unknown fields, groups, offices and keys, ids that stand twice."""
    file = CatalogueFile(path)
    edition, top = file.edition("programme"), file.top
    offices, kinds = _offices(top)
    fields = tuple(_field(one) for one in top.many("fields", least=1))
    groups = tuple(_group(one, [field.id for field in fields]) for one in top.many("groups", least=1))
    measures = [
        _measure(one, [group.id for group in groups], offices) for one in top.many("measures", least=1)
    ]
    programme = Programme(
        key=edition.key,
        edition=edition.label,
        valid_from=edition.valid_from,
        region=top.identifier("region"),
        title=top.text("title"),
        about=top.text("about", most=600),
        source=edition.source,
        offices=offices,
        kinds=kinds,
        fields=fields,
        groups=groups,
        measures=tuple(measures),
        indicators=tuple(_indicator(one) for one in top.many("indicators", least=1)),
    )
    for name, ids in (
        ("fields", [one.id for one in fields]),
        ("groups", [one.id for one in groups]),
        ("measures", [one.id for one in measures]),
        ("indicators", [one.id for one in programme.indicators]),
    ):
        top.unique(name, ids)
    file.close()
    return programme


def _offices(top: Fields) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    titles: dict[str, str] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    for one in top.many("offices", least=1):
        key = one.identifier("id")
        if key in titles:
            one.refuse("id", f"„{key}“ steht zweimal.")
        titles[key], kinds[key] = one.text("title"), one.identifiers("names", optional=False)
        one.close()
    return titles, kinds


def _field(fields: Fields) -> Field:
    field = Field(fields.identifier("id"), fields.text("title"), fields.texts("aims", most=300))
    fields.close()
    return field


def _group(fields: Fields, known: list[str]) -> Group:
    group = Group(fields.identifier("id"), fields.choice("field", known), fields.text("title"))
    fields.close()
    return group


def _measure(fields: Fields, groups: list[str], offices: Mapping[str, str]) -> PlannedMeasure:
    named = {name: fields.identifiers(name) for name in ("offices", "partners")}
    for name, ids in named.items():
        for one in ids:
            if one not in offices:
                fields.refuse(name, f"Die Stelle „{one}“ gibt es nicht.")
    measure = PlannedMeasure(
        id=fields.identifier("id"),
        group=fields.choice("group", groups),
        kind=fields.choice("kind", KINDS),
        text=fields.text("text", most=400),
        offices=named["offices"],
        partners=named["partners"],
        starts_on=_day(fields, "from"),
        ends_on=_day(fields, "until"),
    )
    if not measure.id.startswith(f"{measure.group}."):
        fields.refuse("id", "Die Nummer beginnt mit der ihrer Zielsetzung.")
    fields.close()
    return measure


def _indicator(fields: Fields) -> Indicator:
    target = fields.text("target", most=12, default="")
    if target and not NUMBER.fullmatch(target):
        fields.refuse("target", "Hier steht eine Zahl in Anführungszeichen, mit Punkt.")
        target = ""
    indicator = Indicator(
        id=fields.identifier("id"),
        title=fields.text("title"),
        unit=fields.text("unit", most=40),
        direction=fields.choice("direction", ("up", "down")),
        source=fields.text("source"),
        target=Decimal(target) if target else None,
        target_on=_day(fields, "target_on"),
        taken_from=fields.choice("figure", TAKEN, default=""),
        offers=fields.identifiers("offers"),
    )
    if bool(indicator.offers) != (indicator.taken_from == "in_offers"):
        fields.refuse("offers", "offers gehört zu figure in_offers, und nur dazu.")
    if (indicator.target is None) != (indicator.target_on is None):
        fields.refuse("target_on", "Zu einem Ziel gehört sein Tag.")
    fields.close()
    return indicator


def _day(fields: Fields, key: str) -> date | None:
    return fields.day(key) if key in fields.mapping.entries else None
