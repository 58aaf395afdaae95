"""Which agency is responsible: a decision table read from above, with what decided and what is not known."""

from collections.abc import Iterable
from dataclasses import dataclass

from roterfaden.offers.admission.checking import Finding, holds
from roterfaden.offers.admission.definition import Condition, Facts


@dataclass(frozen=True)
class Row:
    """One row of the table: where all conditions hold, and no row above, this agency is responsible."""

    id: str
    agency: str
    text: str
    law: str
    certainty: str
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Step:
    """What was found about one row; `finding` is NOT_APPLICABLE below the row that decided."""

    row: Row
    finding: Finding
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Responsibility:
    """The row that decides, or those that still may; `missing`: facts that would settle it."""

    steps: tuple[Step, ...]
    decided: Row | None
    possible: tuple[Row, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for step in self.steps for name in step.missing))


def responsible(rows: Iterable[Row], facts: Facts) -> Responsibility:
    """Read the table from above. A row with an unknown fact keeps the question open; it never counts as not met."""
    steps: list[Step] = []
    possible: list[Row] = []
    settled = False
    for row in rows:
        found = _NOTHING if settled else _look(row, facts)
        steps.append(Step(row, *found))
        if found[0] in (Finding.MET, Finding.UNKNOWN):
            possible.append(row)
        settled = settled or found[0] == Finding.MET
    decided = possible[0] if settled and len({row.agency for row in possible}) == 1 else None
    return Responsibility(tuple(steps), decided, tuple(possible))


_NOTHING: tuple[Finding, tuple[str, ...]] = (Finding.NOT_APPLICABLE, ())


def _look(row: Row, facts: Facts) -> tuple[Finding, tuple[str, ...]]:
    answers = {condition: holds(condition, facts) for condition in row.when}
    if False in answers.values():
        return Finding.NOT_MET, ()
    missing = tuple(condition.fact for condition, answer in answers.items() if answer is None)
    return (Finding.UNKNOWN, missing) if missing else (Finding.MET, ())
