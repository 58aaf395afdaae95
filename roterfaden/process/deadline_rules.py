"""The rules by which deadlines run, as dated data: `catalogue/deadlines/*.yaml`, strictly read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from roterfaden.common.yaml_fields import NOT_GIVEN, Faults, Fields
from roterfaden.common.yaml_nodes import Fault, FileFaults, read_file, read_tree
from roterfaden.process.deadline_fields import NOTHING, one_span, span_at
from roterfaden.process.reckoning.calendars import Calendar, around, is_known
from roterfaden.process.reckoning.terms import CountsFrom, Direction, Method, Recess, Span, Term, Weekend

DIRECTORY = Path(__file__).resolve().parents[1] / "catalogue" / "deadlines"
METHODS_FILE = "methods.yaml"
LANGUAGES = ("de", "de-CH")
CERTAINTIES = ("read", "secondary", "general")
SUGGESTED_BY = ("mandate",)
CITES = ("first_day", "same_day", "length", "month_end", "weekend", "recess", "pause", "extension")
ANYWHERE = "any"
PRACTICE = "practice"
MAX_LINE, MAX_WARN = 300, 400
DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", re.ASCII)
FALLBACK = "DE"


class UnknownRule(LookupError):
    """There is no such rule in the catalogue, or not on this day."""


@dataclass(frozen=True, kw_only=True)
class DeadlineRule:
    """One rule of law or practice: what starts it, how long it runs, what follows when it is missed."""

    id: str
    title: str
    jurisdiction: str
    law: str
    law_version: str
    in_force_from: date
    in_force_until: date | None
    event: str
    term: Term
    method: str
    # further stages counted from the same event, and what repeats after the last one
    later: tuple[Span, ...] = ()
    then: Span | None = None
    consequence: str = ""
    # days before the end from which it is shown as near; days after the end until the lead is told
    warn: int | None = None
    escalate: int | None = None
    certainty: str = "general"
    # what calls for it by itself: `mandate`, the beginning of an order
    suggested_by: str = ""

    def holds(self, *, region: str, on: date) -> bool:
        """Whether the rule is in force in `region` on the day `on`."""
        here = self.jurisdiction in (ANYWHERE, *around(region))
        return (
            here and self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)
        )


@dataclass(frozen=True)
class RuleBook:
    """All methods, rules and regions of the catalogue."""

    methods: dict[str, Method]
    rules: tuple[DeadlineRule, ...]
    regions: dict[str, str]

    def rule(self, rule_id: str, *, on: date) -> DeadlineRule:
        """The rule as it is in force on the day `on`. Refuses with UnknownRule."""
        known = [rule for rule in self.rules if rule.id == rule_id]
        for rule in known:
            if rule.holds(region=rule.jurisdiction, on=on):
                return rule
        raise UnknownRule(f"Die Fristregel „{rule_id}“ gilt an diesem Tag nicht.")

    def rule_or_newest(self, rule_id: str, *, on: date) -> DeadlineRule:
        """As `rule`; before the first and after the last version of the law the nearest one known."""
        known = [rule for rule in self.rules if rule.id == rule_id]
        if not known:
            raise UnknownRule(f"Die Fristregel „{rule_id}“ steht nicht im Katalog.")
        in_force = (rule for rule in known if rule.holds(region=rule.jurisdiction, on=on))
        return next(in_force, max(known, key=lambda rule: rule.in_force_from))

    def rules_for(self, *, region: str, on: date) -> list[DeadlineRule]:
        """What is in force in `region` on the day `on`: law first, then practice, in the order of the files."""
        found = [rule for rule in self.rules if rule.holds(region=region, on=on)]
        return sorted(found, key=lambda rule: rule.jurisdiction == ANYWHERE)

    def calendar(self, region: str) -> Calendar:
        """The calendar of `region`; of its country, or of Germany, where the region is not known."""
        known = next((place for place in around(region) if place in self.regions), FALLBACK)
        return Calendar(known, self.regions[known])


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The shipped rules; read once per process."""
    return load_rules(DIRECTORY)


def load_rules(directory: Path) -> RuleBook:
    """Read all files of a directory. Raises FileFaults with the faults of all files; then none counts."""
    files = sorted(path for path in directory.glob("*.yaml") if path.name != METHODS_FILE)
    faults: list[Fault] = []
    top, found = _open(directory / METHODS_FILE)
    methods, regions = _methods(top), _regions(top)
    top.close()
    faults += found.found
    rules: list[DeadlineRule] = []
    for path in files:
        top, found = _open(path)
        _envelope(top, "deadline_rules")
        for fields in top.many("rules", least=1):
            rules.append(_rule(fields, methods, regions))
            fields.close()
            _check_overlap(fields, rules)
        top.close()
        faults += found.found
    if faults:
        raise FileFaults(faults)
    return RuleBook(methods, tuple(rules), regions)


def _open(path: Path) -> tuple[Fields, Faults]:
    faults = Faults(str(path))
    return Fields(read_tree(read_file(path), path=str(path)), faults), faults


def _envelope(top: Fields, kind: str) -> None:
    top.choice("kind", (kind,))
    top.text("version", most=20)
    top.day("valid_from")
    top.choice("language", LANGUAGES)


def _regions(top: Fields) -> dict[str, str]:
    regions = top.words("regions", most=MAX_LINE)
    for region in regions:
        if not is_known(region):
            top.refuse(f"regions.{region}", f"Für „{region}“ gibt es keinen Kalender der Feiertage.")
    return regions


def _methods(top: Fields) -> dict[str, Method]:
    _envelope(top, "deadline_methods")
    ordinary = {}
    for fields in top.many("ordinary_days", named="day"):
        ordinary[_day_of_year(fields, "day")] = fields.text("title")
        fields.close()
    methods: dict[str, Method] = {}
    for fields in top.many("methods", least=1):
        method = Method(
            id=fields.identifier("id"),
            title=fields.text("title"),
            cites=_cites(fields),
            recesses=tuple(_recess(one) for one in fields.many("recesses", named="title")),
            ordinary_days=ordinary,
        )
        fields.text("source", most=MAX_LINE)
        fields.close()
        if method.id in methods:
            fields.refuse("id", f"Die Kennung „{method.id}“ steht hier zweimal.")
        methods[method.id] = method
    return methods


def _cites(fields: Fields) -> dict[str, str]:
    if "cites" not in fields.mapping.entries:
        return {}
    cites = fields.words("cites", most=MAX_LINE)
    for step in cites:
        if step not in CITES:
            fields.refuse(f"cites.{step}", f"Diesen Schritt gibt es nicht. Erlaubt: {', '.join(CITES)}.")
    return cites


def _recess(fields: Fields) -> Recess:
    title = fields.text("title")
    if "easter_before" in fields.mapping.entries:
        recess = Recess(
            title,
            easter_before=fields.number("easter_before", least=0, most=60),
            easter_after=fields.number("easter_after", least=0, most=60),
        )
    else:
        recess = Recess(title, first=_day_of_year(fields, "first"), last=_day_of_year(fields, "last"))
    fields.close()
    return recess


def _day_of_year(fields: Fields, key: str) -> tuple[int, int]:
    text = fields.text(key, most=5)
    if not DAY_OF_YEAR.fullmatch(text):
        fields.refuse(key, "Hier steht ein Tag des Jahres in der Form „12-24“.")
        return 1, 1
    return int(text[:2]), int(text[3:])


def _rule(fields: Fields, methods: Iterable[str], regions: Iterable[str]) -> DeadlineRule:
    span = fields.one("span")
    rests = "recess" in fields.mapping.entries and fields.flag("recess")
    until = fields.day("in_force_until") if "in_force_until" in fields.mapping.entries else None
    later = fields.many("later", named="days")
    rule = DeadlineRule(
        id=fields.identifier("id"),
        title=fields.text("title"),
        jurisdiction=fields.choice("jurisdiction", (ANYWHERE, *regions)),
        law=fields.text("law", most=MAX_LINE),
        law_version=fields.text("law_version", most=40),
        in_force_from=fields.day("in_force_from"),
        in_force_until=until,
        event=fields.text("event"),
        term=Term(
            span=one_span(span) if span is not None else NOTHING,
            direction=Direction(_one_of(fields, "direction", Direction.AFTER)),
            counts_from=CountsFrom(_one_of(fields, "counts_from", CountsFrom.NEXT_DAY)),
            weekend=Weekend(_one_of(fields, "weekend", Weekend.STAYS)),
            rests=rests,
        ),
        method=fields.choice("method", methods),  # type: ignore[arg-type]
        later=tuple(one_span(one) for one in later),
        then=span_at(fields, "then"),
        consequence=fields.text("consequence", most=MAX_LINE, default=""),
        warn=_days(fields, "warn"),
        escalate=_days(fields, "escalate"),
        certainty=fields.choice("certainty", CERTAINTIES),
        suggested_by=fields.choice("suggested_by", SUGGESTED_BY, default=""),
    )
    for inner in (span, *later):
        if inner is not None:
            inner.close()
    _check_rule(fields, rule, has_span=span is not None)
    return rule


def _one_of(fields: Fields, key: str, default: Direction | CountsFrom | Weekend) -> str:
    allowed = [member.value for member in type(default)]
    found = fields.choice(key, allowed, default=default.value)
    return found if found in allowed else default.value


def _days(fields: Fields, key: str) -> int | None:
    return fields.number(key, least=0, most=MAX_WARN) if key in fields.mapping.entries else None


def _check_rule(fields: Fields, rule: DeadlineRule, *, has_span: bool) -> None:
    if not has_span:
        fields.refuse("span", "Dieser Schlüssel fehlt.")
    if rule.in_force_until is not None and rule.in_force_until < rule.in_force_from:
        fields.refuse("in_force_until", "Die Regel endet vor ihrem Beginn.")
    if rule.term.direction == Direction.BEFORE and (rule.later or rule.then or rule.term.rests):
        fields.refuse("direction", "Was rückwärts zählt, kehrt nicht wieder und ruht nicht.")


def _check_overlap(fields: Fields, rules: list[DeadlineRule]) -> None:
    """One id may stand several times, one after the other: as many states of the law."""
    *former, rule = rules
    last = rule.in_force_until or date.max
    for other in former:
        ends = other.in_force_until or date.max
        if other.id == rule.id and other.in_force_from <= last and rule.in_force_from <= ends:
            if NOT_GIVEN not in (other.in_force_from, rule.in_force_from):
                fields.refuse("in_force_from", f"Zwei Fassungen von „{rule.id}“ gelten am selben Tag.")
            return
