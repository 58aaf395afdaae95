"""Words and rules of trials, employment and job loss, as dated data (`catalogue/placement`), strictly read."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.process.deadline_rules import rule_book

FILE = Path(__file__).resolve().parents[1] / "catalogue" / "placement" / "placement-2026-11.yaml"
DEADLINES = ("trial_end", "probation_end", "fixed_end", "subsidy_end", "follow_up")
ANYWHERE = "any"


@dataclass(frozen=True)
class TrialKind:
    """One kind of trial; `weeks` is how long it usually lasts at most."""

    id: str
    title: str
    purpose: str
    weeks: int
    chain: str


@dataclass(frozen=True)
class SubsidyKind:
    id: str
    title: str
    law: str
    jurisdiction: str


@dataclass(frozen=True)
class LossReason:
    """Why a job was lost, and the rules of deadlines that count from the day one was told."""

    id: str
    title: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class NextStep:
    """Something to do after a loss: a follow-up in so many days, with the measure that helps."""

    id: str
    title: str
    days: int
    measure: str


@dataclass(frozen=True)
class Terms:
    """The shipped table."""

    version: str
    trial_kinds: dict[str, TrialKind]
    questions: dict[str, str]
    marks: dict[str, str]
    contracts: dict[str, str]
    subsidies: dict[str, SubsidyKind]
    deadlines: dict[str, str]
    loss_reasons: dict[str, LossReason]
    next_steps: dict[str, NextStep]

    def subsidies_in(self, region: str) -> list[SubsidyKind]:
        """What there is in a Land (DE-NW) or canton (CH-LU)."""
        return [
            s
            for s in self.subsidies.values()
            if s.jurisdiction == ANYWHERE or region.startswith(s.jurisdiction)
        ]


def parse_terms(text: str, *, name: str) -> Terms:
    """The table of one file. Raises FileFaults with all faults: unknown keys, doubles, rules that there are not."""
    faults = Faults(name)
    fields = Fields(read_tree(text, path=name), faults)
    fields.choice("kind", ("placement_terms",))
    fields.identifier("id")
    fields.choice("language", ("de",))
    fields.day("valid_from")
    fields.text("source", most=400)
    made = Terms(
        version=fields.identifier("version"),
        trial_kinds={one.id: one for one in map(_trial_kind, fields.many("trial_kinds", least=1))},
        questions=fields.titles("questions", most=120),
        marks=fields.words("marks", most=60),
        contracts=fields.titles("contracts", most=120),
        subsidies={one.id: one for one in map(_subsidy, fields.many("subsidies", least=1))},
        deadlines=fields.words("deadlines", most=40),
        loss_reasons={one.id: one for one in map(_reason, fields.many("loss_reasons", least=1))},
        next_steps={one.id: one for one in map(_step, fields.many("next_steps", least=1))},
    )
    if set(made.deadlines) != set(DEADLINES):
        fields.refuse("deadlines", f"Hier stehen genau: {', '.join(DEADLINES)}.")
    known = {rule.id for rule in rule_book().rules}
    asked = {*made.deadlines.values(), *(rule for one in made.loss_reasons.values() for rule in one.rules)}
    for rule in sorted(asked - known):
        fields.refuse("deadlines", f"Die Fristregel „{rule[:40]}“ steht nicht im Katalog.")
    fields.close()
    if faults.found:
        raise FileFaults(faults.found)
    return made


def _trial_kind(one: Fields) -> TrialKind:
    chain = one.identifier("chain", optional=True)
    weeks = one.number("weeks", least=1, most=104)
    made = TrialKind(one.identifier("id"), one.text("title", most=80), one.text("purpose"), weeks, chain)
    one.close()
    return made


def _subsidy(one: Fields) -> SubsidyKind:
    made = SubsidyKind(
        one.identifier("id"),
        one.text("title", most=120),
        one.text("law", most=120),
        one.identifier("jurisdiction"),
    )
    one.close()
    return made


def _reason(one: Fields) -> LossReason:
    made = LossReason(one.identifier("id"), one.text("title", most=120), one.identifiers("rules"))
    one.close()
    return made


def _step(one: Fields) -> NextStep:
    days = one.number("days", least=0, most=365)
    made = NextStep(one.identifier("id"), one.text("title"), days, one.identifier("measure"))
    one.close()
    return made


@lru_cache(maxsize=1)
def placement_terms() -> Terms:
    """The shipped table, read once per process."""
    return parse_terms(read_file(FILE), name=FILE.name)
