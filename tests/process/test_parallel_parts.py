"""Branches side by side: joins, ways out, rounds of loops, and what jumps do to them."""

import pytest

from roterfaden.process.engine import effects, moves
from roterfaden.process.engine.definition import Chain, Split
from roterfaden.process.engine.effects import Closed
from roterfaden.process.engine.state import Arrival, State
from roterfaden.process.walking import Impossible, walk
from tests.process.making import chain, check_state, closed, fork, nested, number_of, open_nodes


def go(made: Chain, *words: str, since: State | None = None) -> State:
    """The state after walking `words` from the start, or from `since`."""
    if since is None:
        for walked in walk(made, ("start", *words)):
            check_state(made, walked.state)
            since = walked.state
        assert since is not None
        return since
    for word in words:
        node, _, label = word.partition("=")
        number = number_of(since, node)
        move = moves.decide(made, since, number, label) if label else moves.complete(made, since, number)
        since = move.state
        check_state(made, since)
    return since


def jump(made: Chain, state: State, node: str, to: str) -> moves.Move:
    move = moves.jump(made, state, number_of(state, node), to)
    check_state(made, move.state)
    return move


ORDERS: tuple[tuple[str, ...], ...] = (
    ("a", "c", "b1", "b2", "e=fertig"),
    ("b1", "b2", "e=fertig", "c", "a"),
    ("b1", "a", "b2", "c", "e=fertig"),
    ("b1", "b2", "e=zurück", "a", "b1", "c", "b2", "e=fertig"),
)


@pytest.mark.parametrize("order", ORDERS)
def test_all_branches_in_any_order_open_the_join_once(order: tuple[str, ...]) -> None:
    made = fork()
    state = go(made, "1", *order)
    assert open_nodes(state) == ["j"]
    assert state.waiting == ()
    assert state.open[0].frames == ()


@pytest.mark.parametrize("order", ORDERS)
def test_the_join_waits_for_the_last_branch(order: tuple[str, ...]) -> None:
    made = fork()
    state = go(made, "1", *order[:-1])
    assert "j" not in open_nodes(state)
    with pytest.raises(Impossible):
        list(walk(made, ("start", "1", *order[:-1], "j")))


def test_a_loop_over_a_parallel_part_leaves_nothing_behind() -> None:
    made = fork()
    state = go(made, "1", *ORDERS[0], "j", "d=nochmal")
    first = state.next_number
    for _ in range(20):
        state = go(made, "1", *ORDERS[2], "j", "d=nochmal", since=state)
    assert open_nodes(state) == ["1"]
    assert state.waiting == ()
    assert state.next_number == first + 20 * 8


def test_rounds_of_a_loop_are_told_apart() -> None:
    made = fork()
    one = go(made, "1").open[0].frames[0]
    two = go(made, "1", *ORDERS[0], "j", "d=nochmal", "1").open[0].frames[0]
    assert one.split == two.split
    assert one.instance != two.instance


def test_at_least_one_opens_the_join_with_the_first_branch() -> None:
    made = fork("at_least_one")
    state = go(made, "1", "a")
    assert open_nodes(state) == ["b1", "c", "j"]
    assert state.waiting == (Arrival("p", 2, "a", number_of(state, "j")),)


def test_at_least_one_lets_further_branches_arrive_while_its_join_is_open() -> None:
    made = fork("at_least_one")
    state = go(made, "1", "a", "c")
    assert open_nodes(state) == ["b1", "j"]
    assert {arrival.branch for arrival in state.waiting} == {"a", "c"}
    assert len({arrival.join_visit for arrival in state.waiting}) == 1


def test_closing_the_join_of_at_least_one_drops_the_other_branches() -> None:
    made = fork("at_least_one")
    state = go(made, "1", "a")
    move = moves.complete(made, state, number_of(state, "j"))
    check_state(made, move.state)
    assert open_nodes(move.state) == ["d"]
    assert closed(move.effects, Closed.DROPPED) == {number_of(state, "b1"), number_of(state, "c")}
    assert effects.ArrivalsGone("p", 2) in move.effects


def test_at_least_one_with_all_branches_done() -> None:
    made = fork("at_least_one")
    state = go(made, "1", "a", "c", "b1", "b2", "e=fertig", "j", "d=weiter")
    assert open_nodes(state) == ["2"]
    assert state.waiting == ()


def test_a_drawn_way_out_of_a_branch_gives_the_part_up() -> None:
    for mode in ("all", "at_least_one"):
        made = fork(mode)
        state = go(made, "1", "a", "b1", "b2")
        move = moves.decide(made, state, number_of(state, "e"), "hinaus")
        check_state(made, move.state)
        assert open_nodes(move.state) == ["2"]
        assert move.state.waiting == ()
        assert effects.ArrivalsGone("p", 2) in move.effects


def test_a_jump_within_the_branch_keeps_the_others() -> None:
    made = fork()
    state = jump(made, go(made, "1", "a"), "b1", "e").state
    assert open_nodes(state) == ["c", "e"]
    assert open_nodes(go(made, "c", "e=fertig", since=state)) == ["j"]


def test_a_jump_to_the_join_finishes_the_branch() -> None:
    made = fork()
    state = jump(made, go(made, "1", "a"), "b1", "j").state
    assert open_nodes(state) == ["c"]
    assert open_nodes(go(made, "c", since=state)) == ["j"]


def test_a_jump_out_of_the_part_gives_it_up() -> None:
    made = fork()
    before = go(made, "1", "a")
    move = jump(made, before, "b1", "2")
    assert open_nodes(move.state) == ["2"]
    assert closed(move.effects, Closed.DROPPED) == {visit.number for visit in before.open}


def test_a_jump_into_a_sibling_branch_gives_the_part_up_and_walks_that_branch_alone() -> None:
    made = fork()
    state = jump(made, go(made, "1", "a"), "c", "b2").state
    assert open_nodes(state) == ["b2"]
    assert open_nodes(go(made, "b2", "e=fertig", since=state)) == ["j"]


def test_a_jump_back_to_the_split_begins_a_new_round() -> None:
    made = fork()
    state = go(made, "1", since=jump(made, go(made, "1", "a"), "b1", "1").state)
    assert open_nodes(state) == ["a", "b1", "c"]
    assert {frame.instance for visit in state.open for frame in visit.frames} == {6}


def test_a_jump_from_outside_into_a_branch_walks_it_alone() -> None:
    for mode in ("all", "at_least_one"):
        made = fork(mode)
        state = jump(made, go(made), "1", "b1").state
        assert open_nodes(go(made, "b1", "b2", "e=fertig", "j", since=state)) == ["d"]


def test_leaving_a_branch_after_the_join_opened_drops_that_join_too() -> None:
    made = fork("at_least_one")
    before = go(made, "1", "a")
    move = jump(made, before, "b1", "2")
    assert open_nodes(move.state) == ["2"]
    assert number_of(before, "j") in closed(move.effects, Closed.DROPPED)


def test_skipping_and_repeating_inside_a_branch_stay_in_it() -> None:
    made = fork()
    state = go(made, "1")
    state = moves.skip(made, state, number_of(state, "b1")).state
    state = moves.repeat(made, state, number_of(state, "b2")).state
    check_state(made, state)
    assert open_nodes(go(made, "a", "c", "b2", "e=fertig", since=state)) == ["j"]


def test_an_own_step_survives_the_join() -> None:
    made = fork()
    state = moves.add_step(made, go(made, "1")).state
    assert open_nodes(go(made, *ORDERS[0], since=state)) == ["own:5", "j"]


@pytest.mark.parametrize("ending", ["leave", "end_early", "jump"])
def test_ending_inside_a_parallel_part_leaves_nothing(ending: str) -> None:
    made = fork()
    state = go(made, "1", "a")
    if ending == "leave":
        move = moves.leave(made, state)
    elif ending == "end_early":
        move = moves.end_early(made, state, "end")
    else:
        move = moves.jump(made, state, number_of(state, "b1"), "end")
    check_state(made, move.state)
    assert effects.ArrivalsGone("p", 2) in move.effects
    assert len(closed(move.effects, Closed.DROPPED)) == 2


@pytest.mark.parametrize("inner", ["all", "at_least_one"])
@pytest.mark.parametrize("outer", ["all", "at_least_one"])
def test_a_part_within_a_part(inner: str, outer: str) -> None:
    made = nested(inner, outer)
    state = go(made, "1", "a", "a1", "a2", "x=fertig", "a3", "b", "a4")
    assert open_nodes(state) == ["j"]
    assert go(made, "j", since=state).ended == "end"


@pytest.mark.parametrize("inner", ["all", "at_least_one"])
def test_leaving_the_inner_part_keeps_the_outer(inner: str) -> None:
    made = nested(inner)
    state = go(made, "1", "a", "a1", "a2", "x=innen hinaus")
    assert sorted(open_nodes(state)) == ["a4", "b"]
    assert state.waiting == ()
    assert open_nodes(go(made, "b", "a4", since=state)) == ["j"]


@pytest.mark.parametrize("inner", ["all", "at_least_one"])
@pytest.mark.parametrize("outer", ["all", "at_least_one"])
def test_leaving_both_parts_at_once_forgets_both(inner: str, outer: str) -> None:
    made = nested(inner, outer)
    state = go(made, "1", "a", "b", "a1", "a2")
    move = moves.decide(made, state, number_of(state, "x"), "ganz hinaus")
    check_state(made, move.state)
    assert open_nodes(move.state) == ["0"]
    assert move.state.waiting == ()


@pytest.mark.parametrize("inner", ["all", "at_least_one"])
def test_a_jump_out_of_the_sibling_forgets_the_arrivals_of_the_inner_part(inner: str) -> None:
    made = nested(inner)
    state = jump(made, go(made, "1", "a", "a1"), "b", "0").state
    assert open_nodes(state) == ["0"]
    assert state.waiting == ()


def test_closing_an_outer_join_drops_an_open_inner_join_with_its_branches() -> None:
    made = nested("at_least_one", "at_least_one")
    state = go(made, "1", "b", "a", "a1")
    assert sorted(open_nodes(state)) == ["a2", "a3", "j"]
    assert go(made, "j", since=state).ended == "end"


def test_a_branch_region_ends_at_the_split_and_at_the_join() -> None:
    made = fork()
    assert made.inside["p", "a"] == {"a"}
    assert made.inside["p", "b1"] == {"b1", "b2", "e"}


def test_a_way_from_a_branch_back_to_the_split_begins_the_part_anew() -> None:
    made = chain(
        {"1": ("a", "b"), "a": "q", "b": "j", "j": "end"},
        decisions={"q": {"gut": "j", "von vorn": "1"}},
        splits=(Split("p", "1", ("a", "b"), "j"),),
    )
    assert made.inside == {("p", "a"): {"a", "q"}, ("p", "b"): {"b"}}
    state = go(made, "1", "b", "a", "q=von vorn")
    assert open_nodes(state) == ["1"]
    assert state.waiting == ()
    assert open_nodes(go(made, "1", "a", "q=gut", "b", since=state)) == ["j"]
