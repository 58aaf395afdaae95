"""Small chains for tests of the engine, in a few words, and what must hold of every state."""

from datetime import date

from roterfaden.common.yaml_fields import Faults
from roterfaden.process.engine.definition import (
    Chain,
    Decision,
    End,
    Outcome,
    Split,
    StandingRule,
    Start,
    Step,
)
from roterfaden.process.engine.effects import Closed, Effect, VisitClosed, VisitOpened
from roterfaden.process.engine.moves import Move
from roterfaden.process.engine.state import State
from roterfaden.process.graph import check_graph
from roterfaden.process.walking import through_rows


def chain(
    steps: dict[str, str | tuple[str, ...]],
    *,
    decisions: dict[str, dict[str, str]] | None = None,
    splits: tuple[Split, ...] = (),
    rules: dict[str, str] | None = None,
    starts: dict[str, str] | None = None,
    ends: tuple[End, ...] = (End("end", "Ende", "success"),),
) -> Chain:
    """A chain from `step: next`; it begins at the first step and its graph is without fault."""
    first = next(iter(steps))
    made = Chain(
        id="X1",
        title="Probe",
        version="1",
        valid_from=date(2026, 1, 1),
        source="Probe",
        core_process="vermittlung",
        subject="client",
        summary="Probe",
        starts=tuple(
            Start(key, key, "message", entry) for key, entry in (starts or {"start": first}).items()
        ),
        steps=tuple(
            Step(key, f"Schritt {key}", following if isinstance(following, tuple) else (following,))
            for key, following in steps.items()
        ),
        decisions=tuple(
            Decision(key, f"Frage {key}?", tuple(Outcome(label, to) for label, to in outcomes.items()))
            for key, outcomes in (decisions or {}).items()
        ),
        ends=ends,
        splits=splits,
        standing_rules=tuple(StandingRule(key, key, "immer", to) for key, to in (rules or {}).items()),
    )
    faults = Faults("probe.yaml")
    check_graph(made, faults)
    assert {fault.key for fault in faults.found} <= {"paths"}, faults.found
    return made


def line() -> Chain:
    """1 → 2 → d (ja: 3, nein: 1) → 3 → end."""
    return chain(
        {"1": "2", "2": "d", "3": "end"}, decisions={"d": {"ja": "3", "nein": "1"}}, rules={"r": "end"}
    )


def fork(mode: str = "all") -> Chain:
    """1 → a, b1 → b2 side by side → j → d (weiter: 2, nochmal: 1) → 2 → end. From b2x one may leave to 2."""
    return chain(
        {"1": ("a", "b1", "c"), "a": "j", "b1": "b2", "b2": "e", "c": "j", "j": "d", "2": "end"},
        decisions={"d": {"weiter": "2", "nochmal": "1"}, "e": {"fertig": "j", "zurück": "b1", "hinaus": "2"}},
        splits=(Split("p", "1", ("a", "b1", "c"), "j", mode),),
    )


def nested(inner: str = "all", outer: str = "all") -> Chain:
    """1 → (a → (a1, a2) → a3) beside b → j → end; from a2x one may leave the inner or both parts."""
    return chain(
        {
            "1": ("a", "b"),
            "a": ("a1", "a2"),
            "a1": "a3",
            "a2": "x",
            "a3": "a4",
            "a4": "j",
            "b": "j",
            "j": "end",
            "0": "end",
        },
        decisions={"x": {"fertig": "a3", "innen hinaus": "a4", "ganz hinaus": "0"}},
        splits=(Split("out", "1", ("a", "b"), "j", outer), Split("in", "a", ("a1", "a2"), "a3", inner)),
    )


def open_nodes(state: State) -> list[str]:
    return [visit.node for visit in state.open]


def number_of(state: State, node: str) -> int:
    """The number of the one open visit of `node`."""
    (visit,) = (visit for visit in state.open if visit.node == node)
    return visit.number


def closed(effects: tuple[Effect, ...], how: Closed) -> set[int]:
    return {effect.number for effect in effects if isinstance(effect, VisitClosed) and effect.how == how}


def opened(move: Move) -> list[str]:
    return [effect.visit.node for effect in move.effects if isinstance(effect, VisitOpened)]


def check_state(made: Chain, state: State) -> None:
    """What must hold after every move, whatever was done before."""
    assert through_rows(state) == state
    numbers = [visit.number for visit in state.open]
    assert len(set(numbers)) == len(numbers)
    assert all(number < state.next_number for number in numbers)
    if state.ended is not None or state.left:
        assert not state.open
        assert not state.waiting
        return
    assert any(not visit.is_own for visit in state.open), "stuck: nothing leads on"
    assert len(set(state.waiting)) == len(state.waiting)
    rounds = {(frame.split, frame.instance) for visit in state.open for frame in visit.frames}
    for arrival in state.waiting:
        if made.split_by_id[arrival.split].mode == "at_least_one":
            assert arrival.join_visit in numbers, "an arrival whose join is gone"
        else:
            assert (arrival.split, arrival.instance) in rounds, "an arrival for which nobody is left to come"
    places = [(visit.frames[: len(visit.frames)], visit.node) for visit in state.open if not visit.is_own]
    assert len(set(places)) == len(places), "two visits of one node in one branch"
    for visit in state.open:
        for frame in visit.frames:
            assert visit.node in made.inside[frame.split, frame.branch], "a visit outside of its branch"
