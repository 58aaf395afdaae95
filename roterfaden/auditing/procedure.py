"""What the places of the audit chain mean, who acts there, the guiding questions: read strictly, once per process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.auditing.choices import Actor
from roterfaden.common.catalogue_file import MAX_LINE, MAX_TITLE, CatalogueFile
from roterfaden.process.engine.definition import Chain

PROCEDURE = Path(settings.PACKAGE_DIR) / "catalogue" / "auditing" / "procedure.yaml"
PLACES = (
    "trained_at",
    "released_at",
    "distributed_at",
    "detailed_at",
    "prepared_at",
    "announced_at",
    "held_at",
    "evaluated_at",
    "presented_at",
    "corrected_at",
    "monitored_at",
    "reported_at",
)


@dataclass(frozen=True)
class GuidingQuestion:
    """One of the questions that every audit may ask. `plans`: a measure for it goes into the catalogue."""

    number: int
    topic: str
    text: str
    plans: bool


@dataclass(frozen=True)
class Procedure:
    """The chain, its places by what happens there, who acts, who signs."""

    chain: str
    starts: Mapping[str, str]
    places: Mapping[str, str]
    enough_at: str
    enough: str
    announced_by: str
    gap_weeks: int
    neutral_after_months: int
    actors: Mapping[str, str]
    signing: tuple[str, ...]
    questions: tuple[GuidingQuestion, ...]

    def question(self, number: int) -> GuidingQuestion | None:
        return next((one for one in self.questions if one.number == number), None)


@lru_cache(maxsize=1)
def procedure() -> Procedure:
    """As this installation ships it. Raises FileFaults if the file is faulty."""
    return read_procedure(PROCEDURE)


def read_procedure(path: Path) -> Procedure:
    """Read and check one file; all faults at once."""
    file = CatalogueFile(path)
    file.edition("audit_procedure")
    top = file.top
    actors, questions = {}, []
    for fields in top.many("actors", named="role", least=1):
        actors[fields.identifier("role")] = fields.choice("actor", Actor.values)
        fields.close()
    for place, fields in enumerate(top.many("guiding_questions", named="number", least=1), start=1):
        if fields.identifier("number") != str(place):
            fields.refuse("number", f"Hier steht {place}.")
        questions.append(
            GuidingQuestion(
                number=place,
                topic=fields.text("topic", most=MAX_TITLE),
                text=fields.text("text", most=MAX_LINE),
                plans=fields.flag("plans"),
            )
        )
        fields.close()
    made = Procedure(
        chain=top.identifier("chain"),
        starts=top.words("starts", most=MAX_TITLE),
        places={top.identifier(name): name for name in PLACES},
        enough_at=top.identifier("enough_at"),
        enough=top.label("enough", most=MAX_TITLE),
        announced_by=top.identifier("announced_by"),
        gap_weeks=top.number("gap_weeks", least=0, most=52),
        neutral_after_months=top.number("neutral_after_months", least=0, most=120),
        actors=actors,
        signing=top.identifiers("signing", optional=False),
        questions=tuple(questions),
    )
    file.close()
    return made


def faults_with(chain: Chain) -> list[str]:
    """What the procedure says of its chain that is not so."""
    way = procedure()
    starts = {start.id for start in chain.starts}
    found = [f"{chain.id} hat keinen Schritt „{step}“." for step in way.places if chain.step(step) is None]
    found += [f"{chain.id} hat keinen Beginn „{one}“." for one in way.starts.values() if one not in starts]
    found += [f"Für die Rolle {role} handelt niemand." for role in chain.roles if role not in way.actors]
    found += [f"„{party}“ kann nicht unterschreiben." for party in way.signing if party not in Actor.values]
    return found + ([] if chain.decision(way.enough_at) else [f"{chain.id} hat keine Frage {way.enough_at}."])
