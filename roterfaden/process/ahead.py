"""What may come after the open places of a chain, in the order in which it may come."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from roterfaden.process.engine.definition import Chain, Decision, End, Step
from roterfaden.process.layers import Layers, layers_of

MOST_STEPS = 8
GOOD_ENDS = frozenset({"success", "handover"})


@dataclass(frozen=True)
class Condition:
    """Without this answer a step does not come. `is_next`: the question is the one that stands before us now."""

    question: str
    answers: tuple[str, ...]
    is_next: bool


@dataclass(frozen=True)
class Coming:
    """A step that may come. `waits_for_all`: it comes when everything that is open side by side is done."""

    step: Step
    condition: Condition | None = None
    waits_for_all: bool = False


@dataclass(frozen=True)
class Ahead:
    """The steps to come, nearest first; how many more there are; and the ends to which they may lead."""

    steps: Sequence[Coming] = ()
    more: int = 0
    ends: Sequence[End] = ()


def what_comes(chain: Chain, places: Iterable[str]) -> Ahead:
    """What lies ahead of the open `places`, at most MOST_STEPS steps. Ways back are shown when they are gone.

    Ends that fail are named only where nothing else is left. Nodes that the chain does not know lead nowhere.
    """
    open_now = [place for place in places if place in chain.nodes]
    if not open_now:
        return Ahead()
    layers = layers_of(chain)
    reached = layers.reachable(open_now)
    steps = [step for step in chain.steps if step.id in reached and step.id not in open_now]
    steps.sort(key=lambda step: layers.of[step.id])
    ends = [end for end in chain.ends if end.id in reached]
    joins = {split.joins_at for split in chain.splits if split.mode == "all"} if len(open_now) > 1 else set()
    told: set[tuple[str, tuple[str, ...]]] = set()
    coming = []
    for step in steps[:MOST_STEPS]:
        found = _condition(chain, layers, open_now, reached, step.id)
        if found is not None and (found.question, found.answers) in told:
            found = None
        if found is not None:
            told.add((found.question, found.answers))
        coming.append(Coming(step, found, waits_for_all=step.id in joins))
    return Ahead(coming, len(steps) - len(coming), [end for end in ends if end.kind in GOOD_ENDS] or ends)


def _condition(
    chain: Chain, layers: Layers, open_now: Collection[str], reached: Collection[str], node: str
) -> Condition | None:
    """The nearest question that decides whether `node` comes at all."""
    asked = [d for d in chain.decisions if d.id in reached and layers.of[d.id] < layers.of[node]]
    for decision in sorted(asked, key=lambda d: -layers.of[d.id]):
        answers = _answers_leading_to(layers, decision, node)
        decides = answers and len(answers) < len(decision.outcomes)
        if decides and node not in layers.reachable(open_now, without=decision.id):
            is_next = decision.id in open_now or any(
                chain.successors(place) == (decision.id,) for place in open_now
            )
            return Condition(decision.question, answers, is_next)
    return None


def _answers_leading_to(layers: Layers, decision: Decision, node: str) -> tuple[str, ...]:
    return tuple(
        outcome.label
        for outcome in decision.outcomes
        if (decision.id, outcome.next) not in layers.back and node in layers.reachable([outcome.next])
    )
