"""Check offers against facts: per criterion met, not met, unknown or to be judged; and the order of a list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from roterfaden.offers.admission.definition import Condition, Criterion, Facts, Offer, Op


class Finding(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    JUDGE = "judge"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    OPEN = "open"


COMPARE: dict[Op, Callable[[Any, Any], bool]] = {
    Op.EQ: lambda known, wanted: known == wanted,
    Op.NE: lambda known, wanted: known != wanted,
    Op.GT: lambda known, wanted: known > wanted,
    Op.GTE: lambda known, wanted: known >= wanted,
    Op.LT: lambda known, wanted: known < wanted,
    Op.LTE: lambda known, wanted: known <= wanted,
    Op.IN: lambda known, wanted: known in wanted,
    Op.BETWEEN: lambda known, wanted: wanted[0] <= known <= wanted[1],
    Op.CONTAINS: lambda known, wanted: any(one in wanted for one in known),
}


@dataclass(frozen=True)
class Checked:
    criterion: Criterion
    finding: Finding
    # not met by itself, and yet no obstacle: another one of its group is met
    replaced: bool = False
    # the fact that would settle it, where it is unknown
    asks: str = ""


@dataclass(frozen=True)
class Result:
    """The verdict on one offer. `obstacles`: what would have to change; `missing`: facts to ask for."""

    offer: Offer
    verdict: Verdict
    checked: tuple[Checked, ...]
    advice: tuple[str, ...]

    @property
    def obstacles(self) -> tuple[Checked, ...]:
        return tuple(one for one in self.checked if one.finding == Finding.NOT_MET and not one.replaced)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.asks for one in self.checked if one.asks and not one.replaced))

    @property
    def suggested(self) -> bool:
        """Whether the offer may be suggested: nothing speaks against it, and it is not past law."""
        return self.verdict != Verdict.NOT_ADMITTED and not self.offer.is_historic

    def count(self, finding: Finding) -> int:
        return sum(one.finding == finding for one in self.checked)


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether the condition holds; None where the fact is not known."""
    known = facts.get(condition.fact)
    return None if known is None else COMPARE[condition.op](known, condition.value)


def check(offer: Offer, facts: Facts) -> Result:
    """The verdict on `offer` from the facts that are known. Refuses nothing: what is not known stays open."""
    found = [(criterion, _finding(criterion, facts)) for criterion in offer.criteria]
    met_groups = {one.group for one, finding in found if one.group and finding == Finding.MET}
    checked = tuple(
        Checked(
            criterion=one,
            finding=finding,
            replaced=one.group in met_groups and finding != Finding.MET,
            asks=_asks(one, facts) if finding == Finding.UNKNOWN else "",
        )
        for one, finding in found
    )
    return Result(offer, _verdict(checked), checked, _advice(offer, facts))


def ranked(offers: Iterable[Offer], facts: Facts) -> list[Result]:
    """All results: suggested ones first, those nearest to admission before others; past law last."""
    return sorted((check(offer, facts) for offer in offers), key=_rank)


def _finding(criterion: Criterion, facts: Facts) -> Finding:
    if criterion.applies_if and facts.get(criterion.applies_if) is False:
        return Finding.NOT_APPLICABLE
    if criterion.condition is None:
        return Finding.JUDGE
    if criterion.applies_if and criterion.applies_if not in facts:
        # met in any case if the condition holds; open if only the occasion is not known
        return Finding.MET if holds(criterion.condition, facts) else Finding.UNKNOWN
    answer = holds(criterion.condition, facts)
    if answer is None:
        return Finding.UNKNOWN
    return Finding.MET if answer else Finding.NOT_MET


def _asks(criterion: Criterion, facts: Facts) -> str:
    if criterion.condition and criterion.condition.fact not in facts:
        return criterion.condition.fact
    return criterion.applies_if


def _verdict(checked: tuple[Checked, ...]) -> Verdict:
    groups: dict[str, list[Finding]] = {}
    for place, one in enumerate(checked):
        groups.setdefault(one.criterion.group or f"#{place}", []).append(one.finding)
    worst = Verdict.ADMITTED
    for findings in groups.values():
        if Finding.MET in findings or Finding.NOT_APPLICABLE in findings:
            continue
        if Finding.UNKNOWN not in findings and Finding.JUDGE not in findings:
            return Verdict.NOT_ADMITTED
        worst = Verdict.OPEN
    return worst


def _advice(offer: Offer, facts: Facts) -> tuple[str, ...]:
    return tuple(
        f"{one.text} ({'; '.join(one.says)})"
        for one in offer.advice
        if all(holds(condition, facts) for condition in one.when)
    )


def _rank(result: Result) -> tuple[bool, int, int, int, str]:
    order = {Verdict.ADMITTED: 0, Verdict.OPEN: 1, Verdict.NOT_ADMITTED: 2}
    return (
        result.offer.is_historic,
        order[result.verdict],
        len(result.obstacles),
        len(result.missing) - result.count(Finding.MET),
        result.offer.id,
    )
