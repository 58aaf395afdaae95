"""The rules of admission as values: facts, criteria, offers."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Value = bool | int | float | str | tuple[int | float | str, ...]
Facts = dict[str, Value]


class Op(StrEnum):
    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    IN = "in"
    BETWEEN = "between"
    CONTAINS = "contains"


class FactType(StrEnum):
    NUMBER = "number"
    BOOLEAN = "boolean"
    ENUM = "enum"
    LIST = "list"


class LegalState(StrEnum):
    PER_SOURCE = "per_source"
    UNDER_REVIEW = "under_review"
    HISTORIC = "historic"


# which comparisons a type of fact bears
OPS = {
    FactType.NUMBER: frozenset((Op.EQ, Op.NE, Op.GT, Op.GTE, Op.LT, Op.LTE, Op.IN, Op.BETWEEN)),
    FactType.BOOLEAN: frozenset((Op.EQ, Op.NE)),
    FactType.ENUM: frozenset((Op.EQ, Op.NE, Op.IN)),
    FactType.LIST: frozenset((Op.CONTAINS,)),
}


@dataclass(frozen=True)
class Fact:
    """Something that can be known of a person. `values` are the words of an enum or a list, with their labels."""

    id: str
    type: FactType
    meaning: str
    question: str
    origin: str
    health: bool
    unit: str = ""
    values: dict[str, str] = field(default_factory=dict)
    # the answer is the level of this language (ISO 639-1) and is kept with the person, too
    language: str = ""


@dataclass(frozen=True)
class Condition:
    fact: str
    op: Op
    value: Value


@dataclass(frozen=True)
class Criterion:
    """One condition of an offer; without `condition` a person judges. Those of one `group` are alternatives.

    `applies_if` names a truth value: where it is false, the criterion does not count.
    """

    id: str
    text: str
    condition: Condition | None
    group: str = ""
    note: str = ""
    in_source: bool = True
    applies_if: str = ""


@dataclass(frozen=True)
class Advice:
    """What follows where all conditions hold."""

    id: str
    text: str
    says: tuple[str, ...]
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Code:
    code: str
    kind: str
    party: str = ""
    unit: str = ""
    daily_allowance: str = ""
    note: str = ""


@dataclass(frozen=True)
class Offer:
    id: str
    title: str
    country: str
    region: str
    provider: str
    state: LegalState
    source: str
    criteria: tuple[Criterion, ...]
    legal_basis: tuple[str, ...] = ()
    unit: str = ""
    typical_months: tuple[str, ...] = ()
    max_months: str = ""
    duration_note: str = ""
    chains: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    particulars: tuple[tuple[str, tuple[str, ...]], ...] = ()
    advice: tuple[Advice, ...] = ()
    edition: str = ""
    # what sort of support it is, and for whom (`offers.choices`)
    kind: str = ""
    audience: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    # whose own offer it is; "" for what comes with the program
    owner: str = ""
    # how many persons it takes at a time; 0 where nobody counts
    places: int = 0

    @property
    def is_historic(self) -> bool:
        return self.state == LegalState.HISTORIC

    def holds_on(self, day: date) -> bool:
        """Whether the edition is in force on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)
