"""What is shipped to practise with: which cases somebody finds, by country and kind of their office."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.common.yaml_fields import Fields
from roterfaden.welcome.shipped import FOLDER

COUNTRIES = ("DE", "CH")
# as the file says it -> as the demo's plans call it
SPECIALS = {
    "fresh": "fresh",
    "middle": "middle",
    "late": "late",
    "closed": "closed",
    "due_today": "probation:0",
}


@dataclass(frozen=True, kw_only=True)
class PlannedCase:
    """One case: on which chain, and what is special about it as the demo's plans call it."""

    chain: str
    special: str


@dataclass(frozen=True, kw_only=True)
class PlannedWorld:
    """The kind of the service, of its commissioning body, and its cases. `kinds` empty: for offices of any kind."""

    country: str
    kinds: Sequence[str]
    service: str
    commissioner: str
    cases: Sequence[PlannedCase]


@cache
def planned_worlds() -> tuple[PlannedWorld, ...]:
    """As this version of the program ships them, the nearest first. Raises FileFaults if the file is faulty."""
    file = CatalogueFile(FOLDER / "practice.yaml")
    file.edition("practice")
    found = []
    for one in file.top.many("worlds", least=1):
        one.identifier("id")
        world = PlannedWorld(
            country=one.choice("country", COUNTRIES),
            kinds=one.identifiers("kinds"),
            service=one.identifier("service"),
            commissioner=one.identifier("commissioner"),
            cases=[_case(case) for case in one.many("cases", least=1)],
        )
        one.close()
        found.append(world)
    file.close()
    return tuple(found)


def world_for(*, region: str, kind: str) -> PlannedWorld:
    """What an office of `kind` in `region` practises with; of a country that we do not know, the last one shipped."""
    known = planned_worlds()
    fitting = (
        one for one in known if region.startswith(one.country) and (not one.kinds or kind in one.kinds)
    )
    return next(fitting, known[-1])


def _case(line: Fields) -> PlannedCase:
    line.identifier("id")
    case = PlannedCase(
        chain=line.identifier("chain"), special=SPECIALS[line.choice("special", tuple(SPECIALS))]
    )
    line.close()
    return case
