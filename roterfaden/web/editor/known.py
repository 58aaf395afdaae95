"""What the editor's forms offer: the nodes and roles of the chain, other chains, rules for deadlines."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from roterfaden.process.catalogue import chain_of, versions_in_force
from roterfaden.process.deadline_rules import rule_book
from roterfaden.process.engine.definition import Chain, Decision, Step
from roterfaden.process.past import printed_number
from roterfaden.process.schema import load_planned

Choices = list[tuple[str, str]]
LONGEST = 70


@dataclass(frozen=True)
class Known:
    """The chain in the making and the day on which other chains are looked up."""

    chain: Chain
    today: date
    cache: dict[str, Choices] = field(default_factory=dict)

    def targets(self, *, now: Iterable[str] = ()) -> Choices:
        """Where a way may lead: steps, questions, ends."""
        return _with_now([*self.places(), *self.ends()], now)

    def places(self, *, now: Iterable[str] = ()) -> Choices:
        """Steps and questions."""
        found = [(node, called(self.chain, node)) for node in self.chain.places()]
        return _with_now(found, now)

    def ends(self) -> Choices:
        return [(end.id, _("Ende: %(title)s") % {"title": short(end.title)}) for end in self.chain.ends]

    def steps(self, *, now: Iterable[str] = ()) -> Choices:
        return _with_now([(step.id, called(self.chain, step.id)) for step in self.chain.steps], now)

    def roles(self) -> Choices:
        return [(code, f"{code}: {short(meaning)}") for code, meaning in self.chain.roles.items()]

    def chains(self, *, now: Iterable[str] = ()) -> Choices:
        """Other chains and measures, those that are only planned too."""
        if "chains" not in self.cache:
            rows = versions_in_force(on=self.today).order_by("key", "-valid_from").values_list("key", "title")
            found = {key: f"{key} {short(title)}" for key, title in reversed(rows)}
            found |= {key: f"{key} {one.title}" for key, one in load_planned().items() if key not in found}
            self.cache["chains"] = sorted(pair for pair in found.items() if pair[0] != self.chain.id)
        return _with_now(self.cache["chains"], now)

    def entrances(self, *, now: Iterable[str] = ()) -> Choices:
        """Every start of every other chain, as `chain:start`, for hand-overs."""
        if "entrances" not in self.cache:
            rows = versions_in_force(on=self.today).order_by("key", "-valid_from")
            newest = {row.key: row for row in reversed(rows)}
            self.cache["entrances"] = [
                (f"{key}:{start.id}", f"{key}: {short(start.title)}")
                for key, row in sorted(newest.items())
                for start in chain_of(row).starts
                if key != self.chain.id
            ]
        return _with_now(self.cache["entrances"], now)

    def rules(self, *, now: Iterable[str] = ()) -> Choices:
        """Rules of the catalogue of deadlines."""
        found = {rule.id: f"{short(rule.title)} ({rule.jurisdiction})" for rule in rule_book().rules}
        return _with_now(sorted(found.items(), key=lambda pair: pair[1]), now)


def called(chain: Chain, node: str) -> str:
    """`7b Probezeit`, `Frage: Alles gut?`; the bare id of what is not there."""
    found = chain.nodes.get(node)
    if found is None:
        return node
    title = short(chain.title_of(node))
    if isinstance(found, Decision):
        return _("Frage: %(title)s") % {"title": title}
    return f"{printed_number(node)} {title}".strip() if isinstance(found, Step) else title


def short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _with_now(choices: Choices, now: Iterable[str]) -> Choices:
    """What stands there now may stay, even if nothing bears that name."""
    offered = dict(choices)
    missing = dict.fromkeys(one for one in now if one and one not in offered)
    return [*((one, _("%(node)s (gibt es nicht)") % {"node": one}) for one in missing), *choices]
