"""What the places of the chain of complaints mean, and the words of the letters: read strictly, once per process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.catalogue_file import MAX_PARAGRAPH, MAX_TITLE, CatalogueFile
from roterfaden.complaints.choices import Actor, Complainant
from roterfaden.process.engine.definition import Chain

PROCEDURE = Path(settings.PACKAGE_DIR) / "catalogue" / "complaints" / "procedure.yaml"
LETTERS = ("confirmation", "answer")


@dataclass(frozen=True)
class LetterText:
    """A letter before its blanks are filled."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Procedure:
    """The chain, its places, who acts, what is written."""

    chain: str
    starts: Mapping[str, str]
    received_by: str
    reachable: str
    unreachable: str
    named_at: str
    confirmed_at: str
    answered_at: tuple[str, ...]
    lesson_at: str
    improved_at: str
    withdrawn_by: str
    actors: Mapping[str, str]
    letters: Mapping[str, LetterText]


@lru_cache(maxsize=1)
def procedure() -> Procedure:
    """As this installation ships it. Raises FileFaults if the file is faulty."""
    return read_procedure(PROCEDURE)


def read_procedure(path: Path) -> Procedure:
    """Read and check one file; all faults at once."""
    file = CatalogueFile(path)
    file.edition("complaint_procedure")
    top = file.top
    starts, actors, letters = {}, {}, {}
    for fields in top.many("starts", named="complainant", least=len(Complainant)):
        starts[fields.choice("complainant", Complainant.values)] = fields.identifier("start")
        fields.close()
    for fields in top.many("actors", named="role", least=1):
        actors[fields.identifier("role")] = fields.choice("actor", Actor.values)
        fields.close()
    for fields in top.many("letters", named="letter", least=len(LETTERS)):
        text = LetterText(
            title=fields.text("title", most=MAX_TITLE), lines=fields.texts("lines", most=MAX_PARAGRAPH)
        )
        letters[fields.choice("letter", LETTERS)] = text
        fields.close()
    made = Procedure(
        chain=top.identifier("chain"),
        starts=starts,
        received_by=top.identifier("received_by"),
        reachable=top.label("reachable", most=MAX_TITLE),
        unreachable=top.label("unreachable", most=MAX_TITLE),
        named_at=top.identifier("named_at"),
        confirmed_at=top.identifier("confirmed_at"),
        answered_at=top.identifiers("answered_at"),
        lesson_at=top.identifier("lesson_at"),
        improved_at=top.identifier("improved_at"),
        withdrawn_by=top.identifier("withdrawn_by"),
        actors=actors,
        letters=letters,
    )
    file.close()
    return made


def faults_with(chain: Chain) -> list[str]:
    """What the procedure says of its chain that is not so."""
    way = procedure()
    steps = (
        way.received_by,
        way.named_at,
        way.confirmed_at,
        *way.answered_at,
        way.lesson_at,
        way.improved_at,
    )
    starts, rules = {start.id for start in chain.starts}, {rule.id for rule in chain.standing_rules}
    found = [f"{chain.id} hat keinen Schritt „{step}“." for step in steps if chain.step(step) is None]
    found += [f"{chain.id} hat keinen Beginn „{one}“." for one in way.starts.values() if one not in starts]
    found += [f"Für die Rolle {role} handelt niemand." for role in chain.roles if role not in way.actors]
    return found + (
        [] if way.withdrawn_by in rules else [f"{chain.id} hat keine Regel „{way.withdrawn_by}“."]
    )
