"""What the catalogue says of carrying out: kinds of measures, what is recorded, support processes, tariffs."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """One thing that is asked for: a text, a day, a choice."""

    id: str
    label: str
    type: str
    optional: bool
    options: dict[str, str]

    def shown(self, value: str) -> str:
        """A stored value in words: the label of a choice."""
        return self.options.get(value, value)


@dataclass(frozen=True, kw_only=True)
class RecordKind:
    """One kind of record of a measure; `deadlines` maps the value of its `what` to a rule that begins that day."""

    id: str
    title: str
    add: str
    fields: tuple[FieldSpec, ...]
    deadlines: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class PresencePlan:
    """How presence is built up, in hours and days a week."""

    weeks: int
    start_hours: int
    start_days: int
    target_hours: int
    target_days: int


@dataclass(frozen=True, kw_only=True)
class MeasureKind:
    """One kind of measure: which parts its page has, who agrees, what is recorded."""

    id: str
    title: str
    country: str
    offer: str
    limit: str
    parts: tuple[str, ...]
    parties: tuple[str, ...]
    records: tuple[str, ...]
    presence: PresencePlan | None
    role_before: str
    role_now: str
    hint: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many months all measures that name it may last together; from `warn` months on the program says so."""

    id: str
    title: str
    months: int
    warn: int
    law: str


@dataclass(frozen=True, kw_only=True)
class Carrying:
    """The file of the measures."""

    parties: dict[str, str]
    results: dict[str, str]
    notices: dict[str, str]
    limits: dict[str, Limit]
    kinds: dict[str, MeasureKind]
    records: dict[str, RecordKind]


@dataclass(frozen=True, kw_only=True)
class SupportState:
    """One state of a support process: what may follow, which facts it needs, what its deadline counts from.

    While the process is in this state, `rule` counts from the day that the field `due` holds.
    """

    id: str
    title: str
    next: tuple[str, ...]
    needs: tuple[str, ...]
    due: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class SupportKind:
    """One kind of support beside the measures."""

    id: str
    title: str
    add: str
    hint: str
    source: str
    fields: tuple[FieldSpec, ...]
    states: dict[str, SupportState]

    @property
    def first(self) -> str:
        return next(iter(self.states))


@dataclass(frozen=True, kw_only=True)
class Sign:
    """By what an employment in the file shows that a condition holds: a fact with its hours, months or contracts."""

    fact: str
    least: int
    among: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What must hold before a success part may be billed, and what proves it; `sign`: how the file shows it."""

    id: str
    text: str
    proof: str
    sign: Sign | None


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """One code that can be billed, without a price: prices are agreed and dated per service.

    `region`: the Land or canton that alone has it; empty where its whole country does.
    """

    code: str
    title: str
    currency: str
    region: str
    unit: str
    partial: str
    measures: tuple[str, ...]
    conditions: tuple[Condition, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class Tariffs:
    """The file of the tariffs. `steps` is the smallest amount of each currency."""

    steps: dict[str, Decimal]
    currency_of: dict[str, str]
    tariffs: dict[str, Tariff]

    def currency_in(self, region: str) -> str:
        """In what people reckon in a Land or canton."""
        return self.currency_of[region[:2]]

    def in_region(self, region: str) -> list[Tariff]:
        """What can be billed in a Land or canton."""
        currency = self.currency_in(region)
        return [
            one for one in self.tariffs.values() if one.currency == currency and one.region in ("", region)
        ]
