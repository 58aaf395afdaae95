"""Who is responsible for what a person applies for, from what the file says and what was answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from roterfaden.applications.reader import Kind, application_facts
from roterfaden.applications.responsibility import Responsibility, responsible
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import GERMAN, shipped
from roterfaden.offers.admission.checking import Finding
from roterfaden.offers.admission.definition import Fact, Facts
from roterfaden.offers.file_facts import Told
from roterfaden.offers.person_check import PersonCheck, check_person
from roterfaden.offers.sentences import condition_words, value_words


@dataclass(frozen=True)
class Line:
    """One row of the table in words: what was found, from which source, and what would have to be otherwise."""

    text: str
    agency: str
    finding: Finding
    law: str
    certainty: str
    told: tuple[tuple[Told, Fact], ...] = ()
    change: str = ""
    health: bool = False
    closed: bool = False

    @property
    def sources(self) -> list[str]:
        """What is known, in the language of the page, and where it comes from."""
        return [
            f"{shipped(fact.meaning)}: {value_words(told.value, fact)}. {told.source}"
            for told, fact in self.told
        ]


@dataclass(frozen=True)
class Found:
    """The agency that is responsible, or those that may be; why; what is missing; and what is known of the person."""

    kind: Kind
    responsibility: Responsibility
    lines: tuple[Line, ...]
    check: PersonCheck

    @property
    def proposed(self) -> str:
        """The agency to begin with: the one that decides, else the last that may be."""
        possible = self.responsibility.possible
        return possible[-1].agency if possible else ""

    @property
    def questions(self) -> list[str]:
        return [name for name in self.responsibility.missing if name not in self.check.closed]

    def kept(self) -> list[dict[str, Any]]:
        """The lines as they are kept with an application, in German, whoever applies."""
        with translation.override(GERMAN):
            return [
                {
                    "text": line.text, "agency": line.agency, "finding": str(line.finding), "law": line.law,
                    "sources": line.sources, "health": line.health,
                }
                for line in self.lines
                if line.finding != Finding.NOT_APPLICABLE
            ]  # fmt: skip


def find_responsible(case: Case, kind: Kind, *, parts: Collection[FieldClass], on: date) -> Found:
    """Read the table of `kind` for the person of the case; `parts`: what of the case is open to the reader."""
    facts = application_facts()
    check = check_person(case, (), facts=facts, parts=parts, on=on)
    known: Facts = {name: told.value for name, told in check.told.items()}
    result = responsible(kind.rows, known)
    lines = []
    for step in result.steps:
        names = [condition.fact for condition in step.row.when]
        told = [name for name in names if name in check.told]
        wanted = "; ".join(condition_words(condition, facts) for condition in step.row.when)
        lines.append(
            Line(
                text=step.row.text,
                agency=kind.agencies[step.row.agency].title,
                finding=step.finding,
                law=step.row.law,
                certainty=step.row.certainty,
                told=tuple((check.told[name], facts[name]) for name in told),
                change=wanted if step.finding == Finding.NOT_MET else "",
                health=any(facts[name].health for name in names),
                closed=any(name in check.closed for name in step.missing),
            )
        )
    return Found(kind, result, tuple(lines), check)
