"""What is shipped for the network: kinds of partners and actions, criteria for rooms, what proves what."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.catalogue_file import MAX_LINE, MAX_TITLE, CatalogueFile

FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "network"


@dataclass(frozen=True)
class Kinds:
    """Kinds of partners and of public relations; which requirement a part of the network proves."""

    partners: Mapping[str, str]
    actions: Mapping[str, str]
    proves: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Checklist:
    """The criteria for rooms of one country."""

    country: str
    criteria: Mapping[str, str]
    source: str
    version: str


@lru_cache(maxsize=1)
def kinds() -> Kinds:
    """As this installation ships them. Raises FileFaults if the file is faulty."""
    file = CatalogueFile(FOLDER / "kinds.yaml")
    edition = file.edition("network_kinds")
    partners = file.top.titles("partners", most=MAX_TITLE)
    actions = file.top.titles("actions", most=MAX_TITLE)
    proves = file.top.words("proves", most=MAX_TITLE)
    file.close()
    return Kinds(partners, actions, proves, edition.source)


@lru_cache(maxsize=1)
def checklists() -> tuple[Checklist, ...]:
    """All that are shipped, one for each country. Raises FileFaults if a file is faulty."""
    return tuple(read_checklist(path) for path in sorted(FOLDER.glob("barrier_free_*.yaml")))


def read_checklist(path: Path) -> Checklist:
    """Read and check one file; all faults at once."""
    file = CatalogueFile(path)
    edition = file.edition("barrier_free")
    country = file.top.text("regions", most=MAX_LINE)
    criteria = file.top.titles("criteria", most=MAX_TITLE)
    file.close()
    return Checklist(country, criteria, edition.source, edition.version)


def checklist_for(region: str) -> Checklist | None:
    """The criteria that hold in a region (`DE-NW`, `CH-LU`); none where no country's list is shipped."""
    return next((one for one in checklists() if region.startswith(one.country)), None)
