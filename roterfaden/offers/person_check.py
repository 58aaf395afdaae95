"""All offers checked for the person of a case: by what the file says and what was answered, each with its source."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import written_here
from roterfaden.offers.admission.checking import Checked, Finding, Result, Verdict, ranked
from roterfaden.offers.admission.definition import Criterion, Fact, Facts, Offer
from roterfaden.offers.answering import newest_answers
from roterfaden.offers.file_facts import Told, facts_of_file
from roterfaden.offers.models import Answer
from roterfaden.offers.sentences import condition_words, criterion_words


@dataclass(frozen=True)
class Line:
    """One criterion: what was found, in a sentence, from which source. `closed`: the reader may not see the fact."""

    checked: Checked
    known: Facts
    facts: dict[str, Fact]
    source: str = ""
    health: bool = False
    closed: bool = False
    # the question that would settle it
    asks: str = ""
    obstacle: bool = False

    @property
    def criterion(self) -> Criterion:
        return self.checked.criterion

    @property
    def finding(self) -> Finding:
        return self.checked.finding

    @property
    def sentence(self) -> str:
        """In the language of the page."""
        return criterion_words(self.checked, self.known, self.facts)

    @property
    def change(self) -> str:
        """What would have to change, where this stands in the way."""
        condition = self.criterion.condition
        if condition is None or not self.obstacle:
            return ""
        return f"{written_here(self.criterion.text)}: {condition_words(condition, self.facts)}"


@dataclass(frozen=True)
class Explained:
    """The check of one offer for this person, and whether the offer holds where the service works."""

    result: Result
    lines: tuple[Line, ...]
    here: bool

    @property
    def changes(self) -> list[str]:
        """What would have to change."""
        return [line.change for line in self.lines if line.change]


@dataclass(frozen=True)
class PersonCheck:
    """What is known, what could be asked, and every offer ranked for the person."""

    told: dict[str, Told]
    # what the file says where somebody answered otherwise, or what it proposes
    file: dict[str, Told]
    proposed: dict[str, Told]
    answers: dict[str, Answer]
    offers: tuple[Explained, ...]
    # facts on health exist that this reader may not open
    closed: frozenset[str]

    def offer(self, key: str) -> Explained | None:
        return next((one for one in self.offers if one.result.offer.id == key), None)

    def questions(self, key: str = "") -> list[str]:
        """The facts that are missing for one offer, or for all that may still be suggested here; often asked first."""
        asked: dict[str, int] = {}
        for one in self.offers:
            wanted = one.result.offer.id == key if key else one.here and one.result.suggested
            for fact in one.result.missing if wanted else ():
                asked[fact] = asked.get(fact, 0) + 1
        return [fact for fact in sorted(asked, key=lambda name: -asked[name]) if fact not in self.closed]


def check_person(
    case: Case,
    offers: Iterable[Offer],
    *,
    facts: dict[str, Fact],
    parts: Collection[FieldClass],
    on: date,
) -> PersonCheck:
    """Check all `offers` for the person of `case` on the day `on`. What is not known never counts against anybody.

    `parts`: what of the case is open to the reader; facts on health count only with the right at the health record.
    What somebody answered here goes before what the file says. With nine queries at most.
    """
    file = facts_of_file(case, facts=facts, parts=parts, on=on)
    health = FieldClass.HEALTH in parts
    answers = {
        row.fact: row for row in newest_answers(case) if row.fact in facts and (health or not row.health)
    }
    own = {name: _told(row) for name, row in answers.items() if row.value is not None}
    told = file.told | own
    closed = frozenset() if health else frozenset(name for name, fact in facts.items() if fact.health)
    known: Facts = {name: one.value for name, one in told.items()}
    results = ranked(offers, known)
    explained = [_explained(one, told, known, facts, closed, case) for one in results]
    explained.sort(key=lambda one: (one.result.offer.is_historic, not one.here))
    return PersonCheck(told, file.told, file.proposed, answers, tuple(explained), closed)


def holds_at(offer: Offer, region: str) -> bool:
    """Whether the offer holds where the service works: in its Land or canton, or in the whole country."""
    return region == offer.region if offer.region else region.startswith(offer.country)


def _told(row: Answer) -> Told:
    value = tuple(row.value) if isinstance(row.value, list) else row.value
    source = f"{row.source}, {date_format(row.said_on, 'd.m.Y')}"
    return Told(value, source, row.said_on, own=True, health=row.health)


def _explained(
    result: Result,
    told: dict[str, Told],
    known: Facts,
    facts: dict[str, Fact],
    closed: frozenset[str],
    case: Case,
) -> Explained:
    obstacles = set(result.obstacles)
    lines = tuple(_line(one, told, known, facts, closed, one in obstacles) for one in result.checked)
    return Explained(result, lines, holds_at(result.offer, case.service.region))


def _line(
    one: Checked,
    told: dict[str, Told],
    known: Facts,
    facts: dict[str, Fact],
    closed: frozenset[str],
    obstacle: bool,
) -> Line:
    condition = one.criterion.condition
    name = condition.fact if condition else ""
    stands = told.get(name)
    return Line(
        checked=one,
        known=known,
        facts=facts,
        source=stands.source if stands else "",
        health=bool(name and facts[name].health) or bool(stands and stands.health),
        closed=one.asks in closed,
        asks="" if one.asks in closed else one.asks,
        obstacle=obstacle,
    )


def is_open(one: Explained) -> bool:
    return one.result.verdict == Verdict.OPEN
