"""What the places of the chain of target agreements mean, who acts, and the help for goals: strictly read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.catalogue_file import MAX_LINE, MAX_TITLE, CatalogueFile
from roterfaden.process.engine.definition import Chain
from roterfaden.steering.choices import Dimension, Place, Side

PROCEDURE = Path(settings.PACKAGE_DIR) / "catalogue" / "steering" / "agreement.yaml"
LETTERS = ("s", "m", "a", "r", "t")


@dataclass(frozen=True)
class Limits:
    """How many goals, how many of each dimension, how many months."""

    most_goals: int
    least_each: int
    most_each: int
    months: int


@dataclass(frozen=True)
class Hint:
    """One letter of SMART, with its help."""

    letter: str
    title: str
    help: str


@dataclass(frozen=True)
class Procedure:
    """The chain, its places, who acts on which side."""

    chain: str
    starts: Mapping[str, str]
    sides: Mapping[str, Side]
    places: Mapping[str, Place]
    ready: tuple[str, ...]
    ready_word: str
    office_kinds: tuple[str, ...]
    limits: Limits
    preparation: tuple[str, ...]
    smart: Mapping[str, Hint]
    fields: Mapping[Dimension, tuple[str, ...]]


@lru_cache(maxsize=1)
def procedure() -> Procedure:
    """As this installation ships it. Raises FileFaults if the file is faulty."""
    return read_procedure(PROCEDURE)


def read_procedure(path: Path) -> Procedure:
    """Read and check one file; all faults at once."""
    file = CatalogueFile(path)
    file.edition("target_agreement")
    top = file.top
    sides, places, smart, goals = {}, {}, {}, {}
    for fields in top.many("sides", named="role", least=1):
        sides[fields.identifier("role")] = fields.choice("side", Side.values)
        fields.close()
    for fields in top.many("places", named="node", least=1):
        places[fields.identifier("node")] = fields.choice("place", Place.values)
        fields.close()
    for fields in top.many("smart", named="letter", least=len(LETTERS)):
        letter = fields.choice("letter", LETTERS)
        smart[letter] = Hint(letter, fields.text("title", most=40), fields.text("help", most=MAX_LINE))
        fields.close()
    for fields in top.many("fields", named="dimension", least=len(Dimension)):
        goals[fields.choice("dimension", Dimension.values)] = fields.texts("goals", most=MAX_TITLE)
        fields.close()
    made = Procedure(
        chain=top.identifier("chain"),
        starts=top.words("starts", most=40),
        sides={role: Side(side) for role, side in sides.items() if side in Side},
        places={node: Place(place) for node, place in places.items() if place in Place},
        ready=top.identifiers("ready", optional=False),
        ready_word=top.label("ready_word", most=20),
        office_kinds=top.identifiers("office_kinds", optional=False),
        limits=_limits(file),
        preparation=top.texts("preparation", most=MAX_LINE),
        smart=smart,
        fields={Dimension(key): names for key, names in goals.items() if key in Dimension},
    )
    file.close()
    return made


def _limits(file: CatalogueFile) -> Limits:
    fields = file.top.one("limits")
    if fields is None:
        file.top.refuse("limits", "Dieser Schlüssel fehlt.")
        return Limits(0, 0, 0, 0)
    made = Limits(
        most_goals=fields.number("most_goals", least=1, most=50),
        least_each=fields.number("least_each", least=0, most=50),
        most_each=fields.number("most_each", least=1, most=50),
        months=fields.number("months", least=1, most=60),
    )
    fields.close()
    return made


def faults_with(chain: Chain) -> list[str]:
    """What the procedure says of its chain that is not so."""
    way = procedure()
    starts = {start.id for start in chain.starts}
    found = [f"{chain.id} hat keinen Schritt „{node}“." for node in way.places if chain.step(node) is None]
    found += [f"{chain.id} hat keine Frage „{node}“." for node in way.ready if chain.decision(node) is None]
    found += [f"{chain.id} hat keinen Beginn „{one}“." for one in way.starts.values() if one not in starts]
    found += [f"Für die Rolle {role} handelt niemand." for role in chain.roles if role not in way.sides]
    return found + [
        f"Für den Schritt {step.id} ist nicht gesagt, was dort geschieht."
        for step in chain.steps
        if step.id not in way.places
    ]
