"""Walk a chain at random, with and without deviations, until it ends. The same seed walks the same way."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from roterfaden.process.engine import moves
from roterfaden.process.engine.definition import Chain, Decision
from roterfaden.process.engine.state import State
from tests.process.making import check_state

PATIENCE = 25
MUCH_TOO_LONG = 600


def distances(made: Chain) -> dict[str, int]:
    """How many nodes each node lies before the nearest end."""
    found = {end.id: 0 for end in made.ends}
    while True:
        nearer = {
            node: 1 + min(found[after] for after in made.successors(node) if after in found)
            for node in made.nodes
            if node not in found and any(after in found for after in made.successors(node))
        }
        if not nearer:
            return found
        found |= nearer


def wander(made: Chain, chance: Random, *, deviations: float = 0.0) -> Iterator[tuple[str, State]]:
    """Move until the run ends; yields what was done and the state after. Checks every state.

    After a while the nearest way out is preferred, so that loops do not go on for ever.
    """
    near = distances(made)
    start = chance.choice(made.starts).id
    state = moves.start(made, start).state
    yield start, state
    for count in range(MUCH_TOO_LONG):
        check_state(made, state)
        if state.ended is not None:
            return
        if state.left:
            word, move = "resume", moves.resume(made, state, chance.choice(made.places()))
        elif count < PATIENCE * 2 and chance.random() < deviations:
            word, move = deviate(made, state, chance)
        else:
            word, move = follow(made, state, chance, near if count > PATIENCE else None)
        state = move.state
        yield word, state
    raise AssertionError(f"{made.id}: a walk did not end after {MUCH_TOO_LONG} moves: {state}")


def follow(made: Chain, state: State, chance: Random, near: dict[str, int] | None) -> tuple[str, moves.Move]:
    """One drawn move, chosen at random; with `near`, towards the end."""
    visit = chance.choice(state.open)
    node = made.nodes.get(visit.node)
    if not isinstance(node, Decision):
        return visit.node, moves.complete(made, state, visit.number)
    outcome = chance.choice(node.outcomes)
    if near is not None and chance.random() < 0.8:
        outcome = min(node.outcomes, key=lambda one: near[one.next])
    return f"{visit.node}={outcome.label}", moves.decide(made, state, visit.number, outcome.label)


def deviate(made: Chain, state: State, chance: Random) -> tuple[str, moves.Move]:
    """One move off the drawn path, whichever is possible here."""
    visit = chance.choice(state.open)
    asks: dict[str, Callable[[], moves.Move]] = {
        "own": lambda: moves.add_step(made, state),
        "leave": lambda: moves.leave(made, state),
        "end": lambda: moves.end_early(made, state, chance.choice(made.ends).id),
    }
    if not visit.is_own:
        # jumps weigh more: they do most to parallel parts
        for again in range(4):
            asks[f"jump{again}"] = lambda: moves.jump(
                made, state, visit.number, chance.choice([*made.places(), chance.choice(made.ends).id])
            )
        asks["repeat"] = lambda: moves.repeat(made, state, visit.number)
    if not isinstance(made.nodes.get(visit.node), Decision):
        asks["skip"] = lambda: moves.skip(made, state, visit.number)
    for rule in made.standing_rules:
        asks[f"rule {rule.id}"] = partial(moves.apply_rule, made, state, rule.id)
    word = chance.choice(list(asks))
    return word, asks[word]()
