"""Walk a chain in the making with sample answers, and say where it does not hold. Pure; nothing is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roterfaden.process.engine.definition import Chain, Decision, Document, Step
from roterfaden.process.past import printed_number
from roterfaden.process.walking import Impossible, Walked, walk


@dataclass(frozen=True)
class Choice:
    """One word that may come next: a step to be done, or an answer to an open question."""

    word: str
    label: str


@dataclass(frozen=True)
class OpenPlace:
    """A step or question that is open now."""

    node: str
    title: str
    is_question: bool
    documents: Sequence[Document]
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Rehearsal:
    """How far the words led. `refused` says which word could not follow; `recorded` what had to be recorded so far."""

    passed: Sequence[Walked]
    open: Sequence[OpenPlace]
    ended: str
    refused: str
    recorded: Sequence[tuple[str, Document]]
    waiting: int


def rehearse(chain: Chain, words: Sequence[str]) -> Rehearsal:
    """Go along `words` as far as they lead. Without words, nothing is open: choose a start."""
    passed: list[Walked] = []
    refused = ""
    try:
        passed.extend(walk(chain, words))
    except Impossible as impossible:
        passed = list(walk(chain, words[: impossible.place]))
        refused = str(impossible)
    except KeyError as nowhere:
        refused = f"Hier geht es nicht weiter: „{nowhere.args[0]}“ gibt es in dieser Kette nicht."
        passed = _until_nowhere(chain, words)
    state = passed[-1].state if passed else None
    recorded = [
        (walked.title, document)
        for walked in passed
        for document in chain.documents_of(walked.word.partition("=")[0])
        if document.required
    ]
    return Rehearsal(
        passed=passed,
        open=[_open(chain, visit.node) for visit in state.open] if state else [],
        ended=(state.ended or "") if state else "",
        refused=refused,
        recorded=recorded,
        waiting=len(state.waiting) if state else 0,
    )


def _until_nowhere(chain: Chain, words: Sequence[str]) -> list[Walked]:
    passed: list[Walked] = []
    try:
        for walked in walk(chain, words):
            passed.append(walked)  # noqa: PERF402
    except KeyError:
        pass
    return passed


def _open(chain: Chain, node: str) -> OpenPlace:
    found = chain.nodes[node]
    if isinstance(found, Decision):
        choices = [Choice(f"{node}={outcome.label}", outcome.label) for outcome in found.outcomes]
    else:
        choices = [Choice(node, "")]
    return OpenPlace(
        node, chain.title_of(node), isinstance(found, Decision), chain.documents_of(node), choices
    )


def weak_spots(chain: Chain) -> list[str]:
    """What does not hold, in sentences: what nobody reaches, dead ends, evidence that cannot come about."""
    return [
        *_nowhere(chain),
        *_unreached(chain),
        *_dead_ends(chain),
        *_lost_evidence(chain),
        *_missing_results(chain),
        *_empty_questions(chain),
    ]


def _called(chain: Chain, node: str) -> str:
    return f"„{printed_number(node)} {chain.title_of(node)}".replace("„ ", "„") + "“"


def _nowhere(chain: Chain) -> Iterator[str]:
    for node in chain.nodes:
        for after in chain.successors(node):
            if after not in chain.nodes:
                yield f"{_called(chain, node)} führt zu „{after}“, das es nicht gibt."


def _reached(chain: Chain) -> set[str]:
    entries = [start.id for start in chain.starts] + [rule.leads_to for rule in chain.standing_rules]
    return chain.reachable(entries)


def _unreached(chain: Chain) -> Iterator[str]:
    reached = _reached(chain)
    for node in chain.nodes:
        if node not in reached:
            yield f"Zu {_called(chain, node)} führt von keinem Beginn ein Weg."


def _dead_ends(chain: Chain) -> Iterator[str]:
    ends = {end.id for end in chain.ends}
    for node in chain.places():
        if not ends & chain.reachable([node]):
            yield f"Sackgasse: Von {_called(chain, node)} führt kein Weg zu einem Ende."


def _lost_evidence(chain: Chain) -> Iterator[str]:
    reached = _reached(chain)
    for step in chain.steps:
        lost = [document.title for document in step.documents if document.required]
        if step.id not in reached and lost:
            titles = ", ".join(f"„{title}“" for title in lost)
            yield f"Pflichtunterlagen, die auf keinem Weg entstehen: {titles} (bei {_called(chain, step.id)})."


def _missing_results(chain: Chain) -> Iterator[str]:
    """A step needs the result of a chain that no step before it can begin, and that no start brings along."""
    brought = {start.chain for start in chain.starts}
    for step in chain.steps:
        before = [one for one in chain.steps if step.id in _beyond(chain, one)]
        possible = {name for one in before for name in one.subchains} | set(step.subchains) | brought
        for name in step.requires_results:
            if name not in possible:
                called = _called(chain, step.id)
                yield f"{called} braucht das Ergebnis von {name}, aber kein Schritt davor beginnt {name}."


def _beyond(chain: Chain, step: Step) -> set[str]:
    return chain.reachable(chain.successors(step.id))


def _empty_questions(chain: Chain) -> Iterator[str]:
    for decision in chain.decisions:
        if len({outcome.next for outcome in decision.outcomes}) == 1:
            yield f"Bei {_called(chain, decision.id)} führen alle Antworten zum selben Schritt."
