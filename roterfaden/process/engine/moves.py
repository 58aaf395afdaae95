"""The moves of the engine. Each takes a chain and a state and returns the next state with its effects.

Completing and deciding follow the drawn path. All others leave it and are always possible while there is
something to leave: the store asks for a reason, the engine does not judge.
"""

from collections.abc import Callable
from typing import NamedTuple

from roterfaden.process.engine.definition import Chain, Decision, End, Start
from roterfaden.process.engine.effects import Closed, Effect, VisitOpened
from roterfaden.process.engine.flow import Flow
from roterfaden.process.engine.state import OWN, State, Visit


class MoveRefused(ValueError):
    """The move is not possible. `node` is what was asked for, `possible` what could be asked for instead."""

    def __init__(self, message: str, *, node: str = "", possible: tuple[str, ...] = ()) -> None:
        self.node = node
        self.possible = possible
        super().__init__(message)


class NotOpen(MoveRefused):
    """The visit is not open: it was closed meanwhile, or never opened."""


class UnknownNode(MoveRefused):
    """The chain has no such node, or no such outcome."""


class Move(NamedTuple):
    state: State
    effects: tuple[Effect, ...]


Ask = Callable[..., Move]


def start(chain: Chain, start_id: str) -> Move:
    """Begin at one of the chain's starts."""
    node = chain.nodes.get(start_id)
    if not isinstance(node, Start):
        possible = tuple(s.id for s in chain.starts)
        raise UnknownNode(
            f"„{start_id}“ ist kein Beginn der Kette {chain.id}.", node=start_id, possible=possible
        )
    flow = Flow(chain, State())
    flow.enter(node.enters_at, ())
    return Move(flow.state(), tuple(flow.effects))


def complete(chain: Chain, state: State, number: int) -> Move:
    """Complete an open step (or own step) and go where the chain leads. Decisions are not completed."""
    visit = _open_visit(state, number)
    if isinstance(chain.nodes.get(visit.node), Decision):
        raise MoveRefused(
            "Diese Frage braucht eine Antwort.", node=visit.node, possible=labels_at(chain, visit.node)
        )
    flow = Flow(chain, state)
    flow.close(visit, Closed.DONE)
    flow.leave_node(visit)
    return Move(flow.state(), tuple(flow.effects))


def decide(chain: Chain, state: State, number: int, label: str) -> Move:
    """Answer an open decision with one of its outcomes."""
    visit = _open_visit(state, number)
    decision = chain.nodes.get(visit.node)
    if not isinstance(decision, Decision):
        raise MoveRefused("Hier ist nichts zu entscheiden.", node=visit.node)
    outcome = decision.outcome(label)
    if outcome is None:
        raise UnknownNode(
            f"„{label}“ ist keine Antwort auf „{decision.question}“.",
            node=visit.node,
            possible=labels_at(chain, visit.node),
        )
    flow = Flow(chain, state)
    flow.close(visit, Closed.DONE)
    flow.enter(outcome.next, visit.frames)
    return Move(flow.state(), tuple(flow.effects))


def jump(chain: Chain, state: State, number: int, to: str) -> Move:
    """Give up the open visit `number` and go on at `to`: any step, decision or end of the chain.

    Inside a parallel part the sibling branches stay if `to` lies in the same branch or is the join; otherwise
    the part is given up. Own steps cannot be left: they stand beside the thread, not on it.
    """
    visit = _open_visit(state, number)
    if visit.is_own:
        raise MoveRefused("Ein eigener Schritt wird erledigt oder übersprungen.", node=visit.node)
    if isinstance(chain.nodes.get(to), Start) or to not in chain.nodes:
        raise UnknownNode(
            f"Die Kette {chain.id} hat keinen Schritt „{to}“.", node=to, possible=chain.places()
        )
    flow = Flow(chain, state)
    flow.close(visit, Closed.DROPPED)
    flow.enter(to, visit.frames)
    return Move(flow.state(), tuple(flow.effects))


def skip(chain: Chain, state: State, number: int) -> Move:
    """Go on without doing an open step. A decision cannot be skipped: answer it or jump."""
    visit = _open_visit(state, number)
    if isinstance(chain.nodes.get(visit.node), Decision):
        raise MoveRefused(
            "Eine Frage lässt sich nicht überspringen. Bitte antworten oder einen anderen Schritt wählen.",
            node=visit.node,
            possible=labels_at(chain, visit.node),
        )
    flow = Flow(chain, state)
    flow.close(visit, Closed.SKIPPED)
    flow.leave_node(visit)
    return Move(flow.state(), tuple(flow.effects))


def repeat(chain: Chain, state: State, number: int) -> Move:
    """Close an open visit as done and open the same node once more."""
    visit = _open_visit(state, number)
    if visit.is_own:
        raise MoveRefused("Ein eigener Schritt lässt sich neu einfügen statt wiederholen.", node=visit.node)
    flow = Flow(chain, state)
    flow.close(visit, Closed.DONE)
    flow.enter(visit.node, visit.frames)
    return Move(flow.state(), tuple(flow.effects))


def add_step(chain: Chain, state: State) -> Move:
    """Open an own step beside whatever is open. It leads nowhere: when done, the thread goes on as before."""
    _require_running(state)
    flow = Flow(chain, state)
    visit = Visit(flow.next_number, f"{OWN}{flow.next_number}")
    flow.next_number += 1
    flow.open.append(visit)
    flow.effects.append(VisitOpened(visit, "own"))
    return Move(flow.state(), tuple(flow.effects))


def leave(chain: Chain, state: State) -> Move:
    """Leave the thread without an end of the chain. What is open is dropped; `resume` leads back."""
    _require_running(state)
    flow = Flow(chain, state)
    flow.drop_all()
    flow.left = True
    return Move(flow.state(), tuple(flow.effects))


def resume(chain: Chain, state: State, to: str) -> Move:
    """Take up a thread again that was left or ended, at any step or decision."""
    if not state.left and state.ended is None:
        raise MoveRefused("Der Faden läuft noch.", possible=tuple(v.node for v in state.open))
    if to not in chain.places():
        raise UnknownNode(
            f"Die Kette {chain.id} hat keinen Schritt „{to}“.", node=to, possible=chain.places()
        )
    flow = Flow(chain, state._replace(left=False, ended=None))
    flow.enter(to, ())
    return Move(flow.state(), tuple(flow.effects))


def end_early(chain: Chain, state: State, end_id: str) -> Move:
    """End the run now at one of the chain's ends."""
    _require_running(state)
    end = chain.nodes.get(end_id)
    if not isinstance(end, End):
        possible = tuple(e.id for e in chain.ends)
        raise UnknownNode(f"Die Kette {chain.id} hat kein Ende „{end_id}“.", node=end_id, possible=possible)
    flow = Flow(chain, state)
    flow.end(end)
    return Move(flow.state(), tuple(flow.effects))


def apply_rule(chain: Chain, state: State, rule_id: str) -> Move:
    """Apply a standing rule: what is open is dropped, the run goes where the rule leads."""
    _require_running(state)
    rule = next((rule for rule in chain.standing_rules if rule.id == rule_id), None)
    if rule is None:
        possible = tuple(rule.id for rule in chain.standing_rules)
        raise UnknownNode(
            f"Die Kette {chain.id} hat keine Regel „{rule_id}“.", node=rule_id, possible=possible
        )
    flow = Flow(chain, state)
    flow.drop_all()
    flow.enter(rule.leads_to, ())
    return Move(flow.state(), tuple(flow.effects))


def labels_at(chain: Chain, node: str) -> tuple[str, ...]:
    decision = chain.nodes.get(node)
    return tuple(o.label for o in decision.outcomes) if isinstance(decision, Decision) else ()


def _require_running(state: State) -> None:
    if state.left or state.ended is not None:
        raise NotOpen("Der Faden ist schon zu Ende.")


def _open_visit(state: State, number: int) -> Visit:
    for visit in state.open:
        if visit.number == number:
            return visit
    possible = tuple(v.node for v in state.open)
    raise NotOpen("Dieser Schritt ist nicht mehr offen.", possible=possible)
