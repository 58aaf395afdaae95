"""Find walks through a chain: for chains that were drawn or edited, whose paths nobody has written down yet."""

from collections import deque
from collections.abc import Iterator

from roterfaden.process.engine import moves
from roterfaden.process.engine.definition import Chain, Path
from roterfaden.process.engine.state import State
from roterfaden.process.graph import LEAST_PATHS
from roterfaden.process.walking import Impossible, walk

MOST_STATES = 4_000
MOST_WALKS = 12


def kept_paths(chain: Chain) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The paths of `chain` that can still be walked, filled up to as many as a chain needs; and those that cannot."""
    good: list[Path] = []
    lost: list[Path] = []
    for path in chain.paths:
        (good if _is_possible(chain, path) else lost).append(path)
    names = {path.name for path in good}
    fresh = [words for words in found_walks(chain) if words not in {path.walk for path in good}]
    # a chain with one way only is walked three times: its file asks for three paths
    fresh += [path.walk for path in good] or fresh
    number = 0
    while len(good) < LEAST_PATHS and fresh:
        number += 1
        name = f"Weg {number}"
        if name not in names:
            good.append(Path(name, fresh[(len(good)) % len(fresh)]))
    return tuple(good), tuple(lost)


def found_walks(chain: Chain) -> tuple[tuple[str, ...], ...]:
    """Walks from each start to every end that can be reached; the shortest to each, at most MOST_WALKS."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for start in chain.starts:
        for words, end in _walks_from(chain, start.id):
            found.setdefault((start.id, end), words)
    return tuple(found.values())[:MOST_WALKS]


def _walks_from(chain: Chain, start: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Breadth first over the engine's states; in parallel parts always the oldest open visit moves."""
    state = moves.start(chain, start).state
    seen = {_place(state)}
    todo: deque[tuple[State, tuple[str, ...]]] = deque([(state, (start,))])
    while todo and len(seen) < MOST_STATES:
        state, words = todo.popleft()
        visit = state.open[0]
        labels = moves.labels_at(chain, visit.node)
        nexts = (
            [(f"{visit.node}={label}", moves.decide(chain, state, visit.number, label)) for label in labels]
            if labels
            else [(visit.node, moves.complete(chain, state, visit.number))]
        )
        for word, move in nexts:
            if move.state.ended is not None:
                yield (*words, word, move.state.ended), move.state.ended
            elif _place(move.state) not in seen:
                seen.add(_place(move.state))
                todo.append((move.state, (*words, word)))


def _place(state: State) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Where a state stands, whatever numbers its visits have."""
    waiting = sorted((arrival.split, arrival.branch) for arrival in state.waiting)
    return tuple(visit.node for visit in state.open), tuple(waiting)


def _is_possible(chain: Chain, path: Path) -> bool:
    last = None
    try:
        for walked in walk(chain, path.walk):
            last = walked
    except (Impossible, KeyError):
        return False
    return last is not None and last.word == last.state.ended
