"""The moves of the engine on a chain without parallel parts, and what each refuses."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from roterfaden.process.engine import effects, moves
from roterfaden.process.engine.definition import Deadline, End, NodeKind
from roterfaden.process.engine.effects import Closed
from roterfaden.process.engine.state import State
from tests.process.making import chain, check_state, closed, fork, line, number_of, open_nodes, opened


def begun() -> State:
    return moves.start(line(), "start").state


def at(node: str) -> State:
    """The state in which `node` of the line is the only open visit."""
    made, state = line(), begun()
    while open_nodes(state) != [node]:
        visit = state.open[0]
        if visit.node == "d":
            state = moves.decide(made, state, visit.number, "ja").state
        else:
            state = moves.complete(made, state, visit.number).state
    return state


def test_a_run_begins_at_its_start_and_opens_the_first_step() -> None:
    move = moves.start(line(), "start")
    assert open_nodes(move.state) == ["1"]
    assert move.effects == (effects.VisitOpened(move.state.open[0], "step"),)
    assert move.state.next_number == 2


def test_a_start_that_does_not_exist_is_refused_with_those_that_do() -> None:
    for wrong in ("1", "nirgends", "end"):
        with pytest.raises(moves.UnknownNode) as refused:
            moves.start(line(), wrong)
        assert refused.value.possible == ("start",)


def test_completing_goes_on_along_the_chain() -> None:
    move = moves.complete(line(), begun(), 1)
    assert open_nodes(move.state) == ["2"]
    assert closed(move.effects, Closed.DONE) == {1}


def test_a_decision_is_answered_not_completed() -> None:
    state = at("d")
    with pytest.raises(moves.MoveRefused) as refused:
        moves.complete(line(), state, state.open[0].number)
    assert refused.value.possible == ("ja", "nein")
    assert open_nodes(moves.decide(line(), state, state.open[0].number, "nein").state) == ["1"]


def test_an_answer_that_does_not_exist_is_refused_with_those_that_do() -> None:
    state = at("d")
    with pytest.raises(moves.UnknownNode) as refused:
        moves.decide(line(), state, state.open[0].number, "vielleicht")
    assert refused.value.possible == ("ja", "nein")


def test_a_step_has_nothing_to_decide() -> None:
    with pytest.raises(moves.MoveRefused):
        moves.decide(line(), begun(), 1, "ja")


def test_a_loop_numbers_every_visit_anew() -> None:
    made, state = line(), begun()
    for _ in range(100):
        state = moves.complete(made, state, state.open[0].number).state
        state = moves.complete(made, state, state.open[0].number).state
        state = moves.decide(made, state, state.open[0].number, "nein").state
        check_state(made, state)
    assert state.next_number == 302
    assert state.waiting == ()


def test_the_end_closes_the_run_and_says_so() -> None:
    move = moves.complete(line(), at("3"), at("3").open[0].number)
    assert move.state.ended == "end"
    assert effects.RunEnded("end", "success") in move.effects
    assert not any(isinstance(effect, effects.HandedOver) for effect in move.effects)


def test_a_hand_over_names_the_next_chain_and_its_start() -> None:
    made = chain({"1": "weiter"}, ends=(End("weiter", "Weiter", "handover", "S2", "start_vermittlung"),))
    move = moves.complete(made, moves.start(made, "start").state, 1)
    assert move.effects[-1] == effects.HandedOver("S2", "start_vermittlung")


def test_a_deadline_is_set_when_its_step_opens() -> None:
    rule = Deadline(14, "start", "aus der Quelle")
    first, second, third = line().steps
    made = replace(line(), steps=(first, replace(second, deadline=rule), third))
    move = moves.complete(made, moves.start(made, "start").state, 1)
    assert effects.DeadlineSet(2, rule) in move.effects
    assert effects.DeadlineSet(1, rule) not in move.effects


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_visit_that_is_not_open_is_refused_by_every_move(number: int) -> None:
    made, state = line(), begun()
    asks: tuple[Callable[[], moves.Move], ...] = (
        lambda: moves.complete(made, state, number),
        lambda: moves.decide(made, state, number, "ja"),
        lambda: moves.jump(made, state, number, "3"),
        lambda: moves.skip(made, state, number),
        lambda: moves.repeat(made, state, number),
    )
    for ask in asks:
        with pytest.raises(moves.NotOpen) as refused:
            ask()
        assert refused.value.possible == ("1",)


@pytest.mark.parametrize("to", ["1", "2", "3", "d"])
@pytest.mark.parametrize("origin", ["1", "2", "3", "d"])
def test_one_may_jump_from_anywhere_to_anywhere(origin: str, to: str) -> None:
    state = at(origin)
    move = moves.jump(line(), state, state.open[0].number, to)
    assert open_nodes(move.state) == [to]
    assert closed(move.effects, Closed.DROPPED) == {state.open[0].number}


def test_one_may_jump_to_an_end() -> None:
    assert moves.jump(line(), begun(), 1, "end").state.ended == "end"


@pytest.mark.parametrize("to", ["start", "nirgends"])
def test_one_cannot_jump_to_what_is_no_place(to: str) -> None:
    with pytest.raises(moves.UnknownNode) as refused:
        moves.jump(line(), begun(), 1, to)
    assert refused.value.possible == ("1", "2", "3", "d")


def test_skipping_goes_on_without_doing() -> None:
    move = moves.skip(line(), begun(), 1)
    assert open_nodes(move.state) == ["2"]
    assert closed(move.effects, Closed.SKIPPED) == {1}


def test_a_decision_cannot_be_skipped() -> None:
    state = at("d")
    with pytest.raises(moves.MoveRefused) as refused:
        moves.skip(line(), state, state.open[0].number)
    assert refused.value.possible == ("ja", "nein")


@pytest.mark.parametrize("node", ["2", "d"])
def test_repeating_closes_as_done_and_opens_again(node: str) -> None:
    state = at(node)
    move = moves.repeat(line(), state, state.open[0].number)
    assert open_nodes(move.state) == [node]
    assert closed(move.effects, Closed.DONE) == {state.open[0].number}
    assert move.state.open[0].number == state.next_number


def test_an_own_step_stands_beside_the_thread_and_leads_nowhere() -> None:
    made = line()
    move = moves.add_step(made, begun())
    assert open_nodes(move.state) == ["1", "own:2"]
    assert move.effects == (effects.VisitOpened(move.state.open[1], "own"),)
    assert open_nodes(moves.complete(made, move.state, 2).state) == ["1"]
    assert open_nodes(moves.skip(made, move.state, 2).state) == ["1"]
    assert open_nodes(moves.complete(made, move.state, 1).state) == ["own:2", "2"]


def test_an_own_step_is_neither_repeated_nor_left() -> None:
    made = line()
    state = moves.add_step(made, begun()).state
    with pytest.raises(moves.MoveRefused):
        moves.repeat(made, state, 2)
    with pytest.raises(moves.MoveRefused):
        moves.jump(made, state, 2, "3")
    with pytest.raises(moves.MoveRefused):
        moves.decide(made, state, 2, "ja")


def test_the_end_of_the_run_drops_an_open_own_step() -> None:
    made = line()
    state = moves.add_step(made, at("3")).state
    own = state.open[1].number
    move = moves.complete(made, state, state.open[0].number)
    assert closed(move.effects, Closed.DROPPED) == {own}
    assert move.state.open == ()


def test_leaving_drops_everything_and_resuming_leads_back() -> None:
    made = line()
    left = moves.leave(made, moves.add_step(made, at("2")).state)
    assert left.state.left
    assert left.state.ended is None
    assert closed(left.effects, Closed.DROPPED) == {2, 3}
    back = moves.resume(made, left.state, "d")
    assert open_nodes(back.state) == ["d"]
    assert not back.state.left


def test_an_ended_run_can_be_taken_up_again() -> None:
    made = line()
    ended = moves.end_early(made, begun(), "end").state
    back = moves.resume(made, ended, "3").state
    assert back.ended is None
    assert open_nodes(back) == ["3"]
    assert back.open[0].number == 2


def test_a_running_run_is_not_resumed_and_no_run_at_an_end_or_start() -> None:
    made = line()
    with pytest.raises(moves.MoveRefused):
        moves.resume(made, begun(), "2")
    left = moves.leave(made, begun()).state
    for wrong in ("end", "start", "nirgends"):
        with pytest.raises(moves.UnknownNode) as refused:
            moves.resume(made, left, wrong)
        assert refused.value.possible == made.places()


def test_ending_early_drops_what_is_open() -> None:
    move = moves.end_early(line(), at("2"), "end")
    assert move.state.ended == "end"
    assert closed(move.effects, Closed.DROPPED) == {2}


def test_ending_early_needs_an_end_of_the_chain() -> None:
    with pytest.raises(moves.UnknownNode) as refused:
        moves.end_early(line(), begun(), "1")
    assert refused.value.possible == ("end",)


def test_a_standing_rule_holds_at_any_place() -> None:
    for node in ("1", "2", "3", "d"):
        move = moves.apply_rule(line(), at(node), "r")
        assert move.state.ended == "end"
        assert len(closed(move.effects, Closed.DROPPED)) == 1


def test_a_standing_rule_may_lead_to_a_step() -> None:
    made = chain({"1": "2", "2": "end"}, rules={"von_vorn": "1"})
    state = moves.complete(made, moves.start(made, "start").state, 1).state
    assert opened(moves.apply_rule(made, state, "von_vorn")) == ["1"]


def test_an_unknown_rule_is_refused_with_those_that_exist() -> None:
    with pytest.raises(moves.UnknownNode) as refused:
        moves.apply_rule(line(), begun(), "x")
    assert refused.value.possible == ("r",)


def test_after_the_end_nothing_goes_on() -> None:
    made = line()
    for over in (moves.end_early(made, begun(), "end").state, moves.leave(made, begun()).state):
        asks: tuple[Callable[[], moves.Move], ...] = (
            partial(moves.add_step, made, over),
            partial(moves.leave, made, over),
            partial(moves.end_early, made, over, "end"),
            partial(moves.apply_rule, made, over, "r"),
            partial(moves.complete, made, over, 1),
        )
        for ask in asks:
            with pytest.raises(moves.NotOpen):
                ask()


def test_the_state_given_is_never_changed() -> None:
    made, state = fork(), moves.start(fork(), "start").state
    before = state
    moves.complete(made, state, 1)
    moves.jump(made, state, 1, "2")
    assert state == before
    assert open_nodes(state) == ["1"]


def test_labels_are_those_of_decisions_only() -> None:
    assert moves.labels_at(line(), "d") == ("ja", "nein")
    assert moves.labels_at(line(), "1") == ()
    assert moves.labels_at(line(), "own:7") == ()


def test_a_state_finds_its_visits_by_number() -> None:
    state = begun()
    assert state.visit(1) == state.open[0]
    assert state.visit(2) is None
    assert number_of(state, "1") == 1


def test_a_chain_answers_what_its_nodes_are() -> None:
    made = line()
    assert [made.kind_of(node) for node in ("start", "1", "d", "end")] == list(NodeKind)
    assert made.successors("start") == ("1",)
    assert made.successors("d") == ("3", "1")
    assert made.successors("end") == ()
    assert made.title_of("d") == "Frage d?"
    assert made.title_of("1") == "Schritt 1"
    assert made.title_of("own:1") == ""
    assert made.step("1") is made.steps[0]
    assert made.step("d") is None
    assert made.decision("d") is made.decisions[0]
    assert made.decision("1") is None
    assert made.end("end") is made.ends[0]
    assert made.end("1") is None
    assert made.documents_of("1") == ()
    assert made.documents_of("d") == ()
    assert made.subchains_of("1") == ()
    assert made.subchains_of("d") == ()
    assert made.places() == ("1", "2", "3", "d")
    assert made.decisions[0].outcome("nichts") is None
