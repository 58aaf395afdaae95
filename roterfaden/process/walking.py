"""Walk a chain in memory along named nodes, as chain files and `manage.py chain walk` write them. Pure.

A walk is a list of words: the id of a start, then of each step that is done, `id=label` for each answer, and
the id of the end. The nodes of parallel branches may come in any order that the chain allows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from json import dumps, loads

from roterfaden.process.engine import moves
from roterfaden.process.engine.definition import Chain, Decision, Start
from roterfaden.process.engine.state import Arrival, State, Visit


@dataclass(frozen=True)
class Walked:
    """One node of a walk, and the state after it."""

    word: str
    title: str
    state: State


class Impossible(ValueError):
    """The walk cannot go on with `word` at index `place`; `possible` are the words that could stand there."""

    def __init__(self, message: str, *, word: str, place: int, possible: tuple[str, ...]) -> None:
        self.word, self.place, self.possible = word, place, possible
        super().__init__(message)


Between = Callable[[State], State]


def walk(chain: Chain, words: Iterable[str], *, between: Between | None = None) -> Iterator[Walked]:
    """Go along `words`, yielding each node as it is passed; raises Impossible at the first that cannot
    follow.

    `between` is applied to the state after every node: `through_rows` proves that nothing of it lives in
    memory only. A walk that stops before an end is no error here: see `Walked.state.ended`.
    """
    state = State()
    for place, word in enumerate(words):
        try:
            state = _after(chain, state, word, first=place == 0)
        except moves.MoveRefused as refusal:
            possible = possible_words(chain, state) if place else tuple(start.id for start in chain.starts)
            raise Impossible(
                _sentence(word, possible), word=word, place=place, possible=possible
            ) from refusal
        if between is not None:
            state = between(state)
        yield Walked(word, chain.title_of(word.partition("=")[0]), state)


def possible_words(chain: Chain, state: State) -> tuple[str, ...]:
    """The words that may come next: open steps, answers to open decisions, or the end that was reached."""
    if state.ended is not None:
        return (state.ended,)
    words: list[str] = []
    for visit in state.open:
        labels = moves.labels_at(chain, visit.node)
        words += [f"{visit.node}={label}" for label in labels] or [visit.node]
    return tuple(dict.fromkeys(words))


def through_rows(state: State) -> State:
    """The state as it comes back after being stored as the plain rows that a database keeps."""
    visits = [(v.number, v.node, dumps(v.frames_as_row())) for v in state.open]
    arrivals = [dumps(list(arrival)) for arrival in state.waiting]
    return State(
        open=tuple(Visit.from_row(number, node, loads(frames)) for number, node, frames in visits),
        waiting=tuple(Arrival(*loads(row)) for row in arrivals),
        next_number=state.next_number,
        ended=state.ended,
        left=state.left,
    )


def _after(chain: Chain, state: State, word: str, *, first: bool) -> State:
    """The state after `word`. The end is reached by the node before it; naming it changes nothing."""
    if first:
        return moves.start(chain, word).state
    if state.ended is not None and word == state.ended:
        return state
    node, answers, label = word.partition("=")
    visit = next((v for v in state.open if v.node == node), None)
    if visit is None or isinstance(chain.nodes.get(node), Start):
        raise moves.NotOpen("not open", node=node)
    if answers:
        return moves.decide(chain, state, visit.number, label).state
    if isinstance(chain.nodes[node], Decision):
        raise moves.NotOpen("a decision needs a label", node=node)
    return moves.complete(chain, state, visit.number).state


def _sentence(word: str, possible: tuple[str, ...]) -> str:
    return f"„{word}“ ist hier nicht möglich. Möglich: {', '.join(possible)}."
