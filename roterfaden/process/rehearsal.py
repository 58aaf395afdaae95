"""Walk a chain in the making with sample answers, and say where it does not hold. Pure; nothing is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from roterfaden.process.engine.definition import Chain, Deadline, Decision, Document, Step
from roterfaden.process.past import printed_number
from roterfaden.process.walking import Impossible, Walked, walk


@dataclass(frozen=True)
class Choice:
    """One word that may come next: a step to be done, or an answer to an open question; and where that leads."""

    word: str
    label: str
    leads_to: Sequence[str] = ()
    is_dead_end: bool = False


@dataclass(frozen=True)
class OpenPlace:
    """A step or question that is open now."""

    node: str
    title: str
    is_question: bool
    documents: Sequence[Document]
    choices: Sequence[Choice]
    hints: Sequence[str] = ()
    responsible: Sequence[str] = ()
    deadline: Deadline | None = None
    subchains: Sequence[str] = ()
    requires_results: Sequence[str] = ()


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


def evidence_never_asked(chain: Chain, passed: Sequence[Walked]) -> list[tuple[str, Document]]:
    """The documents that a walk which has ended did not ask for: step and document, in the order of the chain."""
    asked = {walked.word.partition("=")[0] for walked in passed}
    return [
        (step.title, one)
        for step in chain.steps
        if step.id not in asked
        for one in step.documents
        if one.required
    ]


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
    leading = _leading_to_an_end(chain)

    def choice(word: str, label: str, nexts: Sequence[str]) -> Choice:
        return Choice(word, label, [_called(chain, after) for after in nexts], not leading & set(nexts))

    if isinstance(found, Decision):
        choices = [choice(f"{node}={one.label}", one.label, [one.next]) for one in found.outcomes]
        return OpenPlace(node, found.question, True, (), choices, found.hints, found.responsible)
    choices = [choice(node, "", chain.successors(node))]
    place = OpenPlace(node, chain.title_of(node), False, chain.documents_of(node), choices)
    if not isinstance(found, Step):
        return place
    return replace(
        place,
        hints=found.hints,
        responsible=found.responsible,
        deadline=found.deadline,
        subchains=found.subchains,
        requires_results=found.requires_results,
    )


@dataclass(frozen=True)
class WeakSpot:
    """Where a chain does not hold: the node, a word for it, and the whole sentence."""

    node: str
    word: str
    sentence: str


def weak_spots(chain: Chain) -> list[WeakSpot]:
    """What does not hold: what nobody reaches, dead ends, evidence that cannot come about."""
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


def _nowhere(chain: Chain) -> Iterator[WeakSpot]:
    for node in chain.nodes:
        for after in chain.successors(node):
            if after not in chain.nodes:
                sentence = f"{_called(chain, node)} führt zu „{after}“, das es nicht gibt."
                yield WeakSpot(node, "führt ins Leere", sentence)


def _reached(chain: Chain) -> set[str]:
    entries = [start.id for start in chain.starts] + [rule.leads_to for rule in chain.standing_rules]
    return chain.reachable(entries)


def _unreached(chain: Chain) -> Iterator[WeakSpot]:
    reached = _reached(chain)
    for node in chain.nodes:
        if node not in reached:
            sentence = f"Zu {_called(chain, node)} führt von keinem Beginn ein Weg."
            yield WeakSpot(node, "nicht erreichbar", sentence)


def _dead_ends(chain: Chain) -> Iterator[WeakSpot]:
    leading = _leading_to_an_end(chain)
    for node in chain.places():
        if node not in leading:
            sentence = f"Sackgasse: Von {_called(chain, node)} führt kein Weg zu einem Ende."
            yield WeakSpot(node, "Sackgasse", sentence)


def _leading_to_an_end(chain: Chain) -> set[str]:
    """Every node from which a way leads to an end, found from the ends backwards."""
    before: dict[str, list[str]] = {}
    for node in chain.nodes:
        for after in chain.successors(node):
            before.setdefault(after, []).append(node)
    seen: set[str] = set()
    todo = [end.id for end in chain.ends]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += before.get(node, [])
    return seen


def _lost_evidence(chain: Chain) -> Iterator[WeakSpot]:
    reached = _reached(chain)
    for step in chain.steps:
        lost = [document.title for document in step.documents if document.required]
        if step.id not in reached and lost:
            titles = ", ".join(f"„{title}“" for title in lost)
            sentence = (
                f"Pflichtunterlagen, die auf keinem Weg entstehen: {titles} (bei {_called(chain, step.id)})."
            )
            yield WeakSpot(step.id, "Unterlagen unerreichbar", sentence)


def _missing_results(chain: Chain) -> Iterator[WeakSpot]:
    """A step needs the result of a chain that no step before it can begin, and that no start brings along."""
    brought = {start.chain for start in chain.starts}
    asking = [step for step in chain.steps if step.requires_results]
    for step in asking:
        before = [one for one in chain.steps if one.subchains and step.id in _beyond(chain, one)]
        possible = {name for one in before for name in one.subchains} | set(step.subchains) | brought
        for name in step.requires_results:
            if name not in possible:
                called = _called(chain, step.id)
                sentence = (
                    f"{called} braucht das Ergebnis von {name}, aber kein Schritt davor beginnt {name}."
                )
                yield WeakSpot(step.id, "Ergebnis fehlt", sentence)


def _beyond(chain: Chain, step: Step) -> set[str]:
    return chain.reachable(chain.successors(step.id))


def _empty_questions(chain: Chain) -> Iterator[WeakSpot]:
    for decision in chain.decisions:
        if len({outcome.next for outcome in decision.outcomes}) == 1:
            sentence = f"Bei {_called(chain, decision.id)} führen alle Antworten zum selben Schritt."
            yield WeakSpot(decision.id, "alle Antworten gleich", sentence)
