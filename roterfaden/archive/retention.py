"""How long closed cases are kept: dated rules of the catalogue, and the sentences that tell how a day was counted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from roterfaden.cases.choices import MandateKind
from roterfaden.cases.models import Case
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.process.reckoning.counting import months_later

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "retention" / "retention-2026-11.yaml"
CERTAINTIES = {"law": "Gesetz", "guide": "Richtwert", "general": "noch rechtlich zu bestätigen"}
MOST_YEARS = 100
MONTHS = 12


class NoRule(LookupError):
    """The catalogue has no rule for this place; without one nothing is put away and nothing is destroyed."""

    def __init__(self, region: str) -> None:
        super().__init__(f"Für {region} kennt der Katalog keine Aufbewahrungsfrist.")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Years after the end of the closing year, and months after which a closed case is offered for the archive."""

    id: str
    version: str
    region: str
    kinds: frozenset[MandateKind]
    years: int
    archive_after: int
    valid_from: date
    certainty: str
    title: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Until when a case is kept, and how that was counted, in sentences."""

    rule: Rule
    keep_until: date
    archive_from: date
    computed: str


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The shipped rules. Raises FileFaults with all faults of the file."""
    return read_rules(read_file(FILE), name=str(FILE))


def keeping_of(case: Case) -> Kept:
    """How long `case`, which is closed, is kept; one query for its orders. Raises NoRule."""
    assert case.closed_on is not None
    kinds = set(case.mandates.values_list("kind", flat=True))
    return reckon(case.service.region, kinds, closed_on=case.closed_on)


def reckon(
    region: str, kinds: Collection[str], *, closed_on: date, rules: Iterable[Rule] | None = None
) -> Kept:
    """Up to which day a case closed on `closed_on` is kept: the longest that its orders ask for. Raises NoRule."""
    rule = _rule_for(region, kinds, on=closed_on, rules=shipped_rules() if rules is None else rules)
    end_of_year = date(closed_on.year, 12, 31)
    keep_until = date(closed_on.year + rule.years, 12, 31)
    computed = (
        f"Abgeschlossen am {closed_on:%d.%m.%Y}. Die Frist beginnt mit dem Ende des Jahres, am {end_of_year:%d.%m.%Y}. "
        f"{rule.title}: {rule.years} Jahre ({CERTAINTIES[rule.certainty]}; {rule.source}). "
        f"Aufzubewahren bis {keep_until:%d.%m.%Y}."
    )
    return Kept(
        rule=rule,
        keep_until=keep_until,
        archive_from=months_later(closed_on, rule.archive_after),
        computed=computed,
    )


def read_rules(text: str, *, name: str) -> tuple[Rule, ...]:
    """The rules of one file's text. Raises FileFaults: an id twice, a kind of order that does not exist."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("retention",))
    top.choice("language", ("de",))
    top.day("valid_from")
    version = top.text("version", most=20)
    rules: list[Rule] = []
    for one in top.many("rules", least=1):
        rule = _read_rule(one, version)
        if rule.id in {known.id for known in rules}:
            one.refuse("id", f"Die Regel „{rule.id}“ steht hier zweimal.")
        rules.append(rule)
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return tuple(rules)


def _read_rule(fields: Fields, version: str) -> Rule:
    kinds = fields.identifiers("kinds")
    for kind in kinds:
        if kind not in MandateKind:
            fields.refuse("kinds", f"Die Art von Auftrag „{kind}“ gibt es nicht.")
    rule = Rule(
        id=fields.identifier("id"),
        version=version,
        region=fields.text("region", most=6),
        kinds=frozenset(MandateKind(kind) for kind in kinds if kind in MandateKind),
        years=fields.number("years", least=1, most=MOST_YEARS),
        archive_after=fields.number("archive_after", least=0, most=MOST_YEARS * MONTHS),
        valid_from=fields.day("valid_from"),
        certainty=fields.choice("certainty", tuple(CERTAINTIES)),
        title=fields.text("title"),
        source=fields.text("source", most=300),
    )
    fields.close()
    return rule


def _rule_for(region: str, kinds: Collection[str], *, on: date, rules: Iterable[Rule]) -> Rule:
    """The most exact place; there, for each kind of order its own rule or the one for all; of these the longest."""
    in_force = [rule for rule in rules if rule.valid_from <= on]
    for place in (region, region.partition("-")[0]):
        here = sorted((r for r in in_force if r.region == place), key=lambda r: r.valid_from)
        found = [rule for kind in (kinds or [""]) if (rule := _for_kind(here, kind)) is not None]
        if found:
            return max(found, key=lambda rule: rule.years)
    raise NoRule(region)


def _for_kind(rules: list[Rule], kind: str) -> Rule | None:
    """The newest rule for this kind of order, else the newest for all."""
    own = [rule for rule in rules if kind in rule.kinds]
    for_all = [rule for rule in rules if not rule.kinds]
    found = own or for_all
    return found[-1] if found else None
