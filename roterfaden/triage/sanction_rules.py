"""Read the rules of the check for a sanction: strictly, with all faults at once, each with its file and line."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from roterfaden.accounts.choices import Role
from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.common.yaml_fields import Fields

DIRECTORY = Path(__file__).resolve().parents[1] / "catalogue" / "triage"
CERTAINTIES = ("read", "general", "own")
MOST_MONTHS = 24
MOST_PERCENT = 100


@dataclass(frozen=True)
class Point:
    """One thing to look at; about `health` it is closed to readers without that right."""

    id: str
    title: str
    certainty: str
    health: bool = False


@dataclass(frozen=True)
class Bounds:
    """Of a reduction: in per cent of the basic allowance, and in months."""

    percent_least: int
    percent_most: int
    months_most: int
    review_after_months: int
    review_from_percent: int
    certainty: str


@dataclass(frozen=True)
class SanctionRules:
    """Who may, what must be so, what speaks against it, how much and how long."""

    edition: str
    valid_from: date
    region: str
    source: str
    offices: tuple[str, ...]
    decided_by: tuple[Role, ...]
    preconditions: tuple[Point, ...]
    excuses: tuple[Point, ...]
    bounds: Bounds

    @property
    def points(self) -> tuple[Point, ...]:
        return (*self.preconditions, *self.excuses)


@cache
def shipped_sanction_rules() -> tuple[SanctionRules, ...]:
    return tuple(read_sanction_rules(path) for path in sorted(DIRECTORY.glob("sanction-*.yaml")))


def sanction_rules_for(region: str) -> SanctionRules | None:
    """The rules of the region in which a service works; where there are none, nobody is sanctioned here."""
    return next((one for one in shipped_sanction_rules() if one.region == region), None)


def read_sanction_rules(path: Path) -> SanctionRules:
    """The rules of one file. Raises FileFaults: unknown keys, roles and certainties, bounds that do not fit."""
    file = CatalogueFile(path)
    edition, top = file.edition("sanction_rules"), file.top
    roles = top.identifiers("decided_by", optional=False)
    for role in roles:
        if role not in Role.values:
            top.refuse("decided_by", f"Die Rolle „{role}“ gibt es nicht.")
    rules = SanctionRules(
        edition=edition.label,
        valid_from=edition.valid_from,
        region=top.identifier("region"),
        source=edition.source,
        offices=top.identifiers("offices", optional=False),
        decided_by=tuple(Role(role) for role in roles if role in Role.values),
        preconditions=tuple(_point(one, about_health=False) for one in top.many("preconditions", least=1)),
        excuses=tuple(_point(one, about_health=True) for one in top.many("excuses", least=1)),
        bounds=_bounds(top),
    )
    top.unique("excuses", [one.id for one in rules.points])
    file.close()
    return rules


def _point(fields: Fields, *, about_health: bool) -> Point:
    point = Point(
        id=fields.identifier("id"),
        title=fields.text("title"),
        certainty=fields.choice("certainty", CERTAINTIES),
        health=fields.flag("health") if about_health else False,
    )
    fields.close()
    return point


def _bounds(top: Fields) -> Bounds:
    fields = top.one("bounds")
    if fields is None:
        top.refuse("bounds", "Dieser Schlüssel fehlt.")
        return Bounds(0, 0, 0, 0, 0, "own")
    bounds = Bounds(
        percent_least=fields.number("percent_least", least=1, most=MOST_PERCENT),
        percent_most=fields.number("percent_most", least=1, most=MOST_PERCENT),
        months_most=fields.number("months_most", least=1, most=MOST_MONTHS),
        review_after_months=fields.number("review_after_months", least=1, most=MOST_MONTHS),
        review_from_percent=fields.number("review_from_percent", least=1, most=MOST_PERCENT),
        certainty=fields.choice("certainty", CERTAINTIES),
    )
    if bounds.percent_least > bounds.percent_most:
        fields.refuse("percent_most", "Der höchste Satz liegt unter dem kleinsten.")
    fields.close()
    return bounds
