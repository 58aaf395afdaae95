"""Processing activities, measures of protection and risks as data: what the papers of an operator are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.catalogue_file import MAX_LINE, MAX_PARAGRAPH, MAX_TITLE, CatalogueFile
from roterfaden.common.yaml_fields import Fields
from roterfaden.consent.choices import RecipientKind

FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "privacy"
PROBES = ("none", "login", "sealing", "transport", "trail", "scanner", "backups", "retention")
WEIGHTS = {"low": "gering", "medium": "mittel", "high": "hoch"}


@dataclass(frozen=True)
class Activity:
    """One line of the record of processing activities. `apps`: the parts of the program whose tables belong to it."""

    id: str
    title: str
    purpose: str
    persons: tuple[str, ...]
    basis: Mapping[str, str]
    recipients: tuple[str, ...]
    apps: tuple[str, ...]
    retention: bool


@dataclass(frozen=True)
class Measure:
    """One measure of protection; `requirements` lead to the tests that show it."""

    id: str
    title: str
    text: str
    requirements: tuple[str, ...]
    probe: str


@dataclass(frozen=True)
class RiskRow:
    """One risk for the persons, before and after the measures."""

    id: str
    title: str
    who: str
    harm: str
    weight: str
    left: str
    measures: tuple[str, ...]


@lru_cache(maxsize=1)
def activities() -> tuple[Activity, ...]:
    """As this installation ships them. Raises FileFaults if the file is faulty."""
    file = CatalogueFile(FOLDER / "activities.yaml")
    file.edition("privacy_activities")
    found = tuple(_activity(one) for one in file.top.many("activities", least=1))
    file.close()
    return found


@lru_cache(maxsize=1)
def measures_and_risks() -> tuple[Mapping[str, Measure], tuple[RiskRow, ...]]:
    """The measures by id, and the risks that they answer. Raises FileFaults if the file is faulty."""
    file = CatalogueFile(FOLDER / "measures.yaml")
    file.edition("privacy_measures")
    measures = {one.id: one for one in (_measure(f) for f in file.top.many("measures", least=1))}
    risks = tuple(_risk(one, measures) for one in file.top.many("risks", least=1))
    file.close()
    return measures, risks


def _activity(fields: Fields) -> Activity:
    made = Activity(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        purpose=fields.text("purpose", most=MAX_LINE),
        persons=fields.texts("persons", most=MAX_TITLE),
        basis={key: fields.text(f"basis_{key.lower()}", most=MAX_LINE) for key in ("DE", "CH")},
        recipients=fields.identifiers("recipients"),
        apps=fields.identifiers("apps", optional=False),
        retention=fields.flag("retention"),
    )
    for kind in made.recipients:
        if kind not in RecipientKind.values:
            fields.refuse("recipients", f"Die Art „{kind}“ gibt es nicht.")
    fields.close()
    return made


def _measure(fields: Fields) -> Measure:
    made = Measure(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        text=fields.text("text", most=MAX_PARAGRAPH),
        requirements=fields.identifiers("requirements", optional=False),
        probe=fields.choice("probe", PROBES),
    )
    fields.close()
    return made


def _risk(fields: Fields, measures: Mapping[str, Measure]) -> RiskRow:
    made = RiskRow(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        who=fields.text("who", most=MAX_TITLE),
        harm=fields.text("harm", most=MAX_LINE),
        weight=fields.choice("weight", WEIGHTS),
        left=fields.choice("left", WEIGHTS),
        measures=fields.identifiers("measures", optional=False),
    )
    for measure in made.measures:
        if measure not in measures:
            fields.refuse("measures", f"Die Maßnahme „{measure}“ gibt es nicht.")
    fields.close()
    return made
