"""Whose chains hold where: the base for everybody, then the Land or canton, then the service and what is above it."""

from dataclasses import dataclass
from functools import lru_cache

from roterfaden.accounts.models import Organisation
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.process.schema import CATALOGUE

REGIONS_FILE = CATALOGUE / "regions.yaml"
COUNTRY = 2
MOST_ANCESTORS = 12


@dataclass(frozen=True)
class Place:
    """A Land, a canton or a country (`region`), or an organisation (by its id). Neither: the base."""

    region: str = ""
    organisation_id: int | None = None

    @property
    def is_base(self) -> bool:
        return not self.region and self.organisation_id is None


BASE = Place()


def lineage(organisation: Organisation) -> list[Place]:
    """Whose layers hold for `organisation`, from the most general to itself. One query for each organisation above."""
    above: list[Organisation] = [organisation]
    while above[-1].parent is not None and len(above) < MOST_ANCESTORS:
        above.append(above[-1].parent)
    return [*regions_of(organisation.region), *(Place(organisation_id=one.pk) for one in reversed(above))]


def regions_of(region: str) -> list[Place]:
    """`DE-NW`: Germany, then North Rhine-Westphalia."""
    return [Place(region=code) for code in dict.fromkeys((region[:COUNTRY], region)) if code]


@lru_cache(maxsize=1)
def region_names() -> dict[str, str]:
    """Land, canton, country by its ISO code. Raises FileFaults if the shipped file is faulty."""
    faults = Faults(str(REGIONS_FILE))
    top = Fields(read_tree(read_file(REGIONS_FILE), path=str(REGIONS_FILE)), faults)
    top.choice("kind", ("regions",))
    top.text("version", most=20)
    top.day("valid_from")
    top.choice("language", ("de",))
    names = top.words("names", most=80)
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return names


def region_name(code: str) -> str:
    return region_names().get(code, code)
