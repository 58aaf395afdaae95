"""What the pages of the check say, in groups that a person can decide by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roterfaden.offers.admission.checking import Finding, Verdict
from roterfaden.offers.admission.definition import Fact, Offer
from roterfaden.offers.choices import OfferKind
from roterfaden.offers.models import Decision
from roterfaden.offers.person_check import Explained, Line, PersonCheck
from roterfaden.offers.reader import shipped_facts

# how a finding looks: a class of its own beside the word, the icon
LOOKS = {
    Finding.MET: ("present", "check", _("erfüllt")),
    Finding.NOT_MET: ("missing", "close", _("nicht erfüllt")),
    Finding.UNKNOWN: ("open", "help", _("nicht bekannt")),
    Finding.JUDGE: ("open", "people", _("beurteilen Sie")),
    Finding.NOT_APPLICABLE: ("excused", "end", _("ohne Bedeutung")),
}


@dataclass(frozen=True)
class Row:
    """One offer in the list: the check, the decision that counts, how many are met, open, in the way."""

    found: Explained
    decision: Decision | None
    met: int
    open: int
    judge: int


@dataclass(frozen=True)
class Group:
    id: str
    title: str | Promise
    text: str | Promise
    rows: tuple[Row, ...]
    folded: bool = False


@dataclass(frozen=True)
class LineShown:
    line: Line
    state: str
    icon: str
    word: str | Promise


GROUPS: tuple[tuple[str, str | Promise, str | Promise, bool], ...] = (
    ("passt", _("Passt nach dem, was bekannt ist"), "", False),
    ("offen", _("Noch offen"), _("Hier fehlt eine Angabe, oder Sie müssen etwas beurteilen."), False),
    ("nicht", _("Passt zurzeit nicht"), _("Mit dem, was sich ändern müsste."), False),
    ("dienst", _("Maßnahmen des Dienstes"), _("Ob sie nötig sind, beurteilen Sie."), True),
    ("anderswo", _("Gilt in anderen Regionen"), "", True),
    ("frueher", _("Früherer Rechtsstand"), _("Nur zum Nachlesen. Wird nicht vorgeschlagen."), True),
)


def groups_of(check: PersonCheck, decisions: Mapping[str, Decision]) -> list[Group]:
    """The offers in groups, each in the order of the check; empty groups are left out."""
    rows: dict[str, list[Row]] = {}
    for one in check.offers:
        counts = [one.result.count(finding) for finding in (Finding.MET, Finding.UNKNOWN, Finding.JUDGE)]
        row = Row(one, decisions.get(one.result.offer.id), *counts)
        rows.setdefault(_group_of(one), []).append(row)
    return [
        Group(key, title, text, tuple(rows[key]), folded)
        for key, title, text, folded in GROUPS
        if key in rows
    ]


def _group_of(one: Explained) -> str:
    if one.result.offer.is_historic:
        return "frueher"
    if not one.here:
        return "anderswo"
    if one.result.offer.kind == OfferKind.SERVICE:
        return "dienst"
    return {Verdict.ADMITTED: "passt", Verdict.OPEN: "offen"}.get(one.result.verdict, "nicht")


def lines_of(found: Explained) -> list[LineShown]:
    return [LineShown(line, *LOOKS[line.finding]) for line in found.lines]


def relevant_facts(check: PersonCheck, key: str) -> list[Fact]:
    """The facts that one offer asks for, or all offers that hold here today; often missing ones first."""
    wanted = [one.result.offer for one in check.offers if _is_meant(one, key)]
    names = dict.fromkeys(name for offer in wanted for name in _facts_in(offer))
    first = [name for name in check.questions(key) if name in names]
    ordered = dict.fromkeys([*first, *names])
    return [shipped_facts()[name] for name in ordered if name not in check.closed]


def _is_meant(one: Explained, key: str) -> bool:
    return one.result.offer.id == key if key else one.here and not one.result.offer.is_historic


def _facts_in(offer: Offer) -> list[str]:
    named = [(one.applies_if, one.condition.fact if one.condition else "") for one in offer.criteria]
    return [name for pair in named for name in pair if name]


def findings_shown(decision: Decision, *, health: bool) -> list[dict[str, Any]]:
    """The check as it stood at a decision, without what this reader may not see."""
    return [one for one in decision.findings or [] if health or not one["health"]]
