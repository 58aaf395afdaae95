"""Hard conditions as data, what a person can and must not do, and the sentences of support; with the duty of § 154."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.profiles.instruments import FOLDER

FILE = FOLDER / "conditions-2026-11.yaml"
KINDS = ("training", "adaptation", "personal", "aid")


@dataclass(frozen=True)
class Condition:
    """Something that a workplace brings with it and that a person may have to stay away from."""

    id: str
    bit: int
    title: str


@dataclass(frozen=True)
class Support:
    """One way to close a gap: what kind, in words, and the measure of the handbook."""

    kind: str
    text: str
    measure: str


@dataclass(frozen=True)
class Duty:
    """From how many employees which share of disabled staff is owed (rule with its day)."""

    law: str
    region: str
    valid_from: date
    from_employees: int
    one_below: int
    two_below: int
    percent: int

    def places(self, staff: int) -> int:
        """How many places a company with `staff` places owes: 0, 1, 2 or the share, half rounded up (§ 157 II)."""
        if staff < self.from_employees:
            return 0
        if staff < self.one_below:
            return 1
        return 2 if staff < self.two_below else (staff * self.percent * 2 + 100) // 200


@dataclass(frozen=True)
class Table:
    """The shipped table of conditions, support and duty."""

    version: str
    conditions: dict[str, Condition]
    support: dict[str, tuple[Support, ...]]
    duties: tuple[Duty, ...]

    def bits(self, ids: Sequence[str]) -> int:
        return sum(1 << self.conditions[one].bit for one in set(ids) if one in self.conditions)

    def duty_for(self, region: str, *, on: date) -> Duty | None:
        """The duty in a Land (DE-NW) or canton on a day; None where there is none, as in Switzerland."""
        found = [d for d in self.duties if region.startswith(d.region) and d.valid_from <= on]
        return max(found, key=lambda duty: duty.valid_from, default=None)


def parse_terms(text: str, *, name: str) -> Table:
    """The table of one file. Raises FileFaults with all faults; two conditions with one bit are refused."""
    faults = Faults(name)
    fields = Fields(read_tree(text, path=name), faults)
    fields.choice("kind", ("profile_terms",))
    fields.identifier("id")
    fields.choice("language", ("de",))
    fields.day("valid_from")
    fields.text("source")
    version = fields.identifier("version")
    conditions: dict[str, Condition] = {}
    for one in fields.many("conditions", least=1):
        made = Condition(one.identifier("id"), one.number("bit", least=0, most=31), one.text("title"))
        if made.id in conditions or any(made.bit == other.bit for other in conditions.values()):
            one.refuse("bit", "Kürzel und Platz gibt es nur einmal.")
        conditions[made.id] = made
        one.close()
    measures = fields.words("measures", most=6)
    support: dict[str, tuple[Support, ...]] = {}
    for one in fields.many("support", named="group", least=1):
        lines: tuple[Support, ...] = (Support("training", one.text("goal"), one.identifier("training")),)
        lines += tuple(Support(kind, one.text(kind), measures.get(kind, "")) for kind in KINDS[1:])
        support[one.identifier("group")] = lines
        one.close()
    duties = tuple(_duty(one) for one in fields.many("duty", named="law", least=1))
    fields.close()
    if faults.found:
        raise FileFaults(faults.found)
    return Table(version, conditions, support, duties)


def _duty(one: Fields) -> Duty:
    made = Duty(
        law=one.text("law"), region=one.identifier("region"), valid_from=one.day("valid_from"),
        from_employees=one.number("from_employees", least=1, most=1000),
        one_below=one.number("one_below", least=1, most=1000),
        two_below=one.number("two_below", least=1, most=1000), percent=one.number("percent", least=1, most=100),
    )  # fmt: skip
    one.close()
    return made


@lru_cache(maxsize=1)
def terms_table() -> Table:
    """The shipped table, read once per process."""
    return parse_terms(read_file(FILE), name=FILE.name)


@dataclass(frozen=True)
class Wishes:
    """What is possible for a person at work: where, how many hours, driving; and what must not be.

    `postcodes`: beginnings of postcodes that can be reached, empty for anywhere.
    """

    postcodes: tuple[str, ...] = ()
    hours_from: int = 0
    hours_to: int = 80
    licence: bool = False
    must_not: tuple[str, ...] = ()

    @classmethod
    def of(cls, content: Mapping[str, Any] | None) -> "Wishes":
        said = dict(content or {})
        for name in ("postcodes", "must_not"):
            said[name] = tuple(said.get(name, ()))
        return cls(**said)
