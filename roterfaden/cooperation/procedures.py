"""What the cooperation of several bodies is called and asks for in a country or canton: dated data.

One file for each region in `catalogue/cooperation/`; the most exact region wins (CH-LU before CH).
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.consent.choices import DataClass
from roterfaden.cooperation.choices import EndKind
from roterfaden.languages.shipped import shipped

FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "cooperation"
TERMS = ("short", "office", "authority", "table", "plan", "management", "evaluation")
MUST, ONE_OF = "must", "one_of"
MOST_DAYS, MOST_MINUTES, MOST_REMINDERS, MOST_PARTS = 365, 600, 9, 100


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One question of the entry check. `must`: has to be yes; `one_of`: one of these has to be yes."""

    id: str
    question: str
    why: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class LifeDomain:
    """A part of life that the situation analysis looks at, and which class of facts its findings are."""

    id: str
    title: str
    data_class: DataClass
    ask: str


@dataclass(frozen=True, kw_only=True)
class End:
    id: str
    title: str
    kind: EndKind


@dataclass(frozen=True, kw_only=True)
class Share:
    """Who pays how many parts of what the coordination office costs."""

    id: str
    title: str
    parts: int


@dataclass(frozen=True, kw_only=True)
class OfficeCosts:
    """How the bodies of a region share what the coordination office costs, from a day on."""

    valid_from: date
    source: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """How cooperation goes in a region: its words, the questions at the entry, domains of life, ends, terms."""

    id: str
    version: str
    region: str
    valid_from: date
    title: str
    source: str
    german_terms: dict[str, str]
    duration_minutes: int
    client_in_first_part: bool
    inform_every_days: int
    remind_after_days: int
    remind_every_days: int
    remind_most: int
    criteria: tuple[Criterion, ...]
    domains: tuple[LifeDomain, ...]
    ends: tuple[End, ...]
    # None where the source says nothing about it
    office_costs: OfficeCosts | None = None

    @property
    def terms(self) -> dict[str, str]:
        """What things are called in this region, in the language of the moment."""
        return {key: shipped(word) for key, word in self.german_terms.items()}

    def domain(self, domain_id: str) -> LifeDomain:
        return next(one for one in self.domains if one.id == domain_id)

    def end(self, end_id: str) -> End | None:
        return next((one for one in self.ends if one.id == end_id), None)


@cache
def shipped_procedures() -> dict[str, Procedure]:
    """Every shipped procedure by `id@version`. Raises FileFaults with all faults of a file."""
    found = [read_procedure(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return {f"{one.id}@{one.version}": one for one in found}


def procedure_for(region: str, *, on: date) -> Procedure | None:
    """The procedure of the most exact region that is in force on the day `on`; the newest of several."""
    state = region.partition("-")[0]
    fitting = [
        one for one in shipped_procedures().values() if one.region in {region, state} and one.valid_from <= on
    ]
    return max(fitting, key=lambda one: (len(one.region), one.valid_from, one.version), default=None)


def read_procedure(path: Path) -> Procedure:
    """Read one file strictly; every fault is told with file, line and key."""
    faults = Faults(str(path))
    top = Fields(read_tree(read_file(path), path=str(path)), faults)
    top.choice("kind", ("cooperation",))
    top.choice("language", ("de",))
    procedure = Procedure(
        id=top.identifier("id"),
        version=top.text("version", most=20),
        region=top.identifier("region"),
        valid_from=top.day("valid_from"),
        title=top.text("title", most=80),
        source=top.text("source", most=200),
        german_terms=_terms(top),
        duration_minutes=top.number("duration_minutes", least=15, most=MOST_MINUTES),
        client_in_first_part=top.flag("client_in_first_part"),
        inform_every_days=top.number("inform_every_days", least=1, most=MOST_DAYS),
        remind_after_days=top.number("remind_after_days", least=1, most=MOST_DAYS),
        remind_every_days=top.number("remind_every_days", least=1, most=MOST_DAYS),
        remind_most=top.number("remind_most", least=1, most=MOST_REMINDERS),
        criteria=tuple(_criterion(one) for one in top.many("criteria", least=1)),
        domains=tuple(_domain(one) for one in top.many("domains", least=1)),
        ends=tuple(_end(one) for one in top.many("ends", least=1)),
        office_costs=_office_costs(top),
    )
    for key, rows in (
        ("criteria", procedure.criteria),
        ("domains", procedure.domains),
        ("ends", procedure.ends),
    ):
        ids = [row.id for row in rows]
        if len(set(ids)) < len(ids):
            top.refuse(key, "Eine Kennung steht hier zweimal.")
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return procedure


def _terms(top: Fields) -> dict[str, str]:
    words = top.words("terms", most=80)
    if set(words) != set(TERMS):
        top.refuse("terms", f"Genau diese Begriffe stehen hier: {', '.join(TERMS)}.")
    return words


def _criterion(fields: Fields) -> Criterion:
    found = Criterion(
        id=fields.identifier("id"),
        question=fields.text("question", most=200),
        why=fields.text("why", most=300),
        rule=fields.choice("rule", (MUST, ONE_OF)),
    )
    fields.close()
    return found


def _domain(fields: Fields) -> LifeDomain:
    code = fields.choice("data_class", tuple(DataClass.values))
    found = LifeDomain(
        id=fields.identifier("id"),
        title=fields.text("title", most=80),
        data_class=DataClass(code) if code in DataClass else DataClass.COURSE,
        ask=fields.text("ask", most=200),
    )
    fields.close()
    return found


def _office_costs(top: Fields) -> OfficeCosts | None:
    fields = top.one("office_costs")
    if fields is None:
        return None
    found = OfficeCosts(
        valid_from=fields.day("valid_from"),
        source=fields.text("source", most=200),
        shares=tuple(_share(one) for one in fields.many("shares", least=1)),
    )
    fields.close()
    return found


def _share(fields: Fields) -> Share:
    found = Share(
        id=fields.identifier("id"),
        title=fields.text("title", most=80),
        parts=fields.number("parts", least=1, most=MOST_PARTS),
    )
    fields.close()
    return found


def _end(fields: Fields) -> End:
    code = fields.choice("kind", tuple(EndKind.values))
    found = End(
        id=fields.identifier("id"),
        title=fields.text("title", most=120),
        kind=EndKind(code) if code in EndKind else EndKind.ABORT,
    )
    fields.close()
    return found
