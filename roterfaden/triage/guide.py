"""The guided conversation as values: questions in order, offers with who may do what about them. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from roterfaden.offers.admission.checking import holds
from roterfaden.offers.admission.definition import Condition, Facts


@dataclass(frozen=True)
class Act:
    """A way in which an office acts; one that is `binding` obliges the person."""

    id: str
    title: str
    binding: bool


@dataclass(frozen=True)
class Question:
    """One question about a fact, asked only where all of `when` hold."""

    id: str
    part: str
    fact: str
    why: str
    source: str
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Way:
    """What the office may do about an offer, where all of `when` hold."""

    id: str
    act: Act
    text: str
    source: str
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Path:
    """One offer of the triage: the step of the chain, what follows a decision, and the ways to act."""

    id: str
    offer: str
    step: str
    follow: str
    when: tuple[Condition, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Area:
    """What an assessment looks at; about `health` it is closed to readers without that right."""

    id: str
    title: str
    health: bool


@dataclass(frozen=True)
class Outcome:
    """What an assessment comes to, and the paths that follow from it."""

    id: str
    title: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class AssessmentForm:
    """How an assessment of potential is recorded."""

    source: str
    kinds: Mapping[str, str]
    areas: tuple[Area, ...]
    levels: Mapping[str, str]
    results: tuple[Outcome, ...]

    def result(self, key: str) -> Outcome | None:
        return next((one for one in self.results if one.id == key), None)


@dataclass(frozen=True)
class Guide:
    """One triage, for the services of a region."""

    key: str
    edition: str
    valid_from: date
    region: str
    chain: str
    title: str
    source: str
    parts: Mapping[str, str]
    questions: tuple[Question, ...]
    paths: tuple[Path, ...]
    assessment: AssessmentForm

    def path(self, key: str) -> Path | None:
        return next((one for one in self.paths if one.id == key), None)

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions if one.id == key), None)


def all_hold(conditions: Iterable[Condition], facts: Facts) -> bool | None:
    """Whether all hold: False where one does not, None where one is not known and none fails."""
    found = [holds(one, facts) for one in conditions]
    if False in found:
        return False
    return None if None in found else True


def asked(guide: Guide, facts: Facts) -> list[Question]:
    """The questions that matter with what is known now, in order, answered or not."""
    return [one for one in guide.questions if all_hold(one.when, facts)]


def missing(guide: Guide, facts: Facts, *, closed: Iterable[str] = ()) -> list[Question]:
    """The questions that matter and have no answer yet, without those about facts that are `closed` to the reader."""
    shut = set(closed)
    return [one for one in asked(guide, facts) if one.fact not in facts and one.fact not in shut]


def next_after(guide: Guide, facts: Facts, key: str, *, closed: Iterable[str] = ()) -> Question | None:
    """The next question without an answer after the one called `key`; without a key the first."""
    left = missing(guide, facts, closed=closed)
    order = [one.id for one in guide.questions]
    if key not in order:
        return left[0] if left else None
    return next((one for one in left if order.index(one.id) > order.index(key)), None)


def ways_of(path: Path, facts: Facts) -> list[Way]:
    """What this office may do about the offer; those whose conditions are not known yet are left out."""
    return [one for one in path.ways if all_hold(one.when, facts)]
