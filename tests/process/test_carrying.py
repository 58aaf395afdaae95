"""Carrying states to another version: every open step keeps a place, every state is legal and leads to an end."""

from dataclasses import replace
from random import Random

import pytest

from roterfaden.process.engine.definition import Chain, Split
from roterfaden.process.engine.legality import faults_of
from roterfaden.process.engine.moves import MoveRefused
from roterfaden.process.engine.moving import VOID, Unplaced, carry_over, suggestion
from roterfaden.process.engine.state import State
from tests.process.growing import grown
from tests.process.making import chain, check_state, fork, line, nested, open_nodes
from tests.process.test_parallel_parts import go
from tests.process.wandering import MUCH_TOO_LONG, distances, follow, wander

pytestmark = pytest.mark.one_database


def goes_on(made: Chain, state: State, chance: Random) -> None:
    """From this state the run reaches an end by drawn moves, every state on the way being legal."""
    near = distances(made)
    for _ in range(MUCH_TOO_LONG):
        check_state(made, state)
        if state.ended is not None:
            return
        _word, move = follow(made, state, chance, near)
        state = move.state
    raise AssertionError(f"{made.id}: did not end: {state}")


@pytest.mark.parametrize("deviations", [0.0, 0.25])
def test_onto_an_equal_version_nothing_changes_anywhere(deviations: float) -> None:
    carried_states = 0
    for seed in range(40):
        made = grown(seed)
        for _word, state in wander(made, Random(f"{seed}"), deviations=deviations):
            if state.ended is None and not state.left:
                carried = carry_over(made, made, state, {})
                assert carried.state == state
                assert not carried.changes_rows
                assert faults_of(made, state) == []
                carried_states += 1
    assert carried_states > 200


def without_a_step(made: Chain, node: str) -> Chain | None:
    """The chain without one plain step, if that leaves a whole chain."""
    after = made.successors(node)[0]

    def swap(other: str) -> str:
        return after if other == node else other

    try:
        shorter = chain(
            {
                s.id: tuple(map(swap, s.next)) if len(s.next) > 1 else swap(s.next[0])
                for s in made.steps
                if s.id != node
            },
            decisions={d.id: {o.label: swap(o.next) for o in d.outcomes} for d in made.decisions},
            splits=tuple(
                replace(s, branches=tuple(map(swap, s.branches)), joins_at=swap(s.joins_at))
                for s in made.splits
            ),
            starts={s.id: swap(s.enters_at) for s in made.starts},
            rules={"r": "end"},
        )
    except (AssertionError, KeyError, IndexError):
        return None
    return shorter


def test_onto_versions_with_a_step_less_or_more_each_state_goes_on_or_is_refused() -> None:
    """Random states on random chains, both ways; whoever is moved reaches an end, and no open step is lost."""
    moved = refused = 0
    for seed in range(60):
        made, chance = grown(seed), Random(seed)
        plain = [s.id for s in made.steps if len(s.next) == 1 and s.id not in made.split_at]
        shorter = without_a_step(made, chance.choice(plain))
        if shorter is None:
            continue
        for old, new in ((made, shorter), (shorter, made)):
            gone = {node: suggestion(old, new, node) for node in old.places() if node not in new.places()}
            for _word, state in wander(old, Random(f"{seed}"), deviations=0.15):
                if state.ended is not None or state.left:
                    continue
                try:
                    carried = carry_over(old, new, state, {node: to for node, to in gone.items() if to})
                except MoveRefused:
                    refused += 1
                    continue
                assert len(carried.state.open) == len(state.open), "an open step was lost"
                assert faults_of(new, carried.state) == []
                goes_on(new, carried.state, chance)
                moved += 1
    assert moved > 200
    assert refused < moved


def test_a_step_that_is_gone_needs_a_place() -> None:
    old = line()
    new = chain({"1": "d", "3": "end"}, decisions={"d": {"ja": "3", "nein": "1"}})
    state = go(old, "1")
    with pytest.raises(Unplaced) as refused:
        carry_over(old, new, state, {})
    assert (refused.value.node, refused.value.possible) == ("2", ("1", "3", "d"))
    assert suggestion(old, new, "2") == "d"
    carried = carry_over(old, new, state, {"2": "d"})
    assert open_nodes(carried.state) == ["d"]
    assert [(a.node, b.node, b.number) for a, b in carried.replaced] == [("2", "d", 3)]
    assert carried.state.next_number == 4
    with pytest.raises(MoveRefused, match="kein Schritt mehr offen"):
        carry_over(old, new, state, {"2": VOID})
    with pytest.raises(Unplaced):
        carry_over(old, new, state, {"2": "gibt es nicht"})


def test_a_branch_that_is_gone_can_be_given_up_and_the_join_opens_without_it() -> None:
    old = fork()
    smaller = chain(
        {"1": ("a", "c"), "a": "j", "c": "j", "j": "d", "2": "end"},
        decisions={"d": {"weiter": "2", "nochmal": "1"}},
        splits=(Split("p", "1", ("a", "c"), "j", "all"),),
    )
    state = go(old, "1", "a")
    carried = carry_over(old, smaller, state, {"b1": VOID})
    assert open_nodes(carried.state) == ["c"]
    assert [arrival.branch for arrival in carried.state.waiting] == ["a"]
    goes_on(smaller, carried.state, Random(1))
    alone = go(old, "1", "a", "c")
    with pytest.raises(MoveRefused, match="kein Schritt mehr offen"):
        carry_over(old, smaller, alone, {"b1": VOID})
    at_join = carry_over(old, smaller, alone, {"b1": "j"})
    assert (open_nodes(at_join.state), at_join.state.waiting) == (["j"], ())


def test_a_new_branch_would_never_begin_so_the_run_is_refused() -> None:
    old = chain(
        {"1": ("a", "c"), "a": "j", "c": "j", "j": "end"}, splits=(Split("p", "1", ("a", "c"), "j", "all"),)
    )
    new = chain(
        {"1": ("a", "b", "c"), "a": "j", "b": "j", "c": "j", "j": "end"},
        splits=(Split("p", "1", ("a", "b", "c"), "j", "all"),),
    )
    with pytest.raises(MoveRefused, match=r"würde nie begonnen.*Von Hand: Schließen Sie die Zweige"):
        carry_over(old, new, go(old, "1"), {})
    by_hand = carry_over(old, new, go(old, "1"), {"a": "1", "c": VOID})
    assert open_nodes(by_hand.state) == ["1"], "as the sentence says"
    goes_on(new, by_hand.state, Random(1))
    before = carry_over(old, new, go(old), {})
    goes_on(new, before.state, Random(1))


def test_nobody_lands_inside_a_parallel_part_whose_other_branches_would_be_lost() -> None:
    old = chain({"1": "a", "a": "b", "b": "j", "j": "end"})
    new = chain(
        {"1": ("a", "b"), "a": "j", "b": "j", "j": "end"}, splits=(Split("p", "1", ("a", "b"), "j", "all"),)
    )
    with pytest.raises(MoveRefused, match="liegt in der anderen Fassung neben anderen Schritten"):
        carry_over(old, new, go(old, "1"), {})
    carried = carry_over(old, new, go(old, "1"), {"a": "1"})
    goes_on(new, carried.state, Random(1))


def test_a_parallel_part_with_another_way_of_waiting_is_refused() -> None:
    for old, new in ((fork("all"), fork("at_least_one")), (fork("at_least_one"), fork("all"))):
        with pytest.raises(MoveRefused):
            carry_over(old, new, go(old, "1", "a"), {})


def test_a_rebuilt_part_is_carried_over_where_its_branches_map() -> None:
    """Another id of the part, another first step of a branch, a branch renamed: the round goes on where it stood."""
    old = fork()
    rebuilt = chain(
        {
            "1": ("v", "w", "x"),
            "v": "a",
            "a": "j",
            "w": "b2",
            "b2": "j",
            "x": "c",
            "c": "j",
            "j": "2",
            "2": "end",
        },
        splits=(Split("q", "1", ("v", "w", "x"), "j", "all"),),
    )
    state = go(old, "1", "a", "b1")
    assert sorted(open_nodes(state)) == ["b2", "c"]
    carried = carry_over(old, rebuilt, state, {})
    assert sorted(open_nodes(carried.state)) == ["b2", "c"]
    assert [(a.split, a.branch) for a in carried.state.waiting] == [("q", "v")]
    assert {(f.split, f.branch) for v in carried.state.open for f in v.frames} == {("q", "w"), ("q", "x")}
    goes_on(rebuilt, carried.state, Random(3))
    back = carry_over(rebuilt, old, carried.state, {})
    assert [(a.split, a.branch) for a in back.state.waiting] == [("p", "a")]
    goes_on(old, back.state, Random(4))
    joined = chain(
        {"1": ("a", "z"), "a": "b2", "b2": "j", "z": "c", "c": "j", "j": "2", "2": "end"},
        splits=(Split("q", "1", ("a", "z"), "j", "all"),),
    )
    with pytest.raises(MoveRefused):
        carry_over(old, joined, go(old, "1"), {"b1": "b2"})
    nested_old = nested()
    for seed in range(20):
        for _word, inside in wander(nested_old, Random(seed), deviations=0):
            if inside.ended is None and not inside.left:
                renamed = _renamed(nested_old)
                there = carry_over(nested_old, renamed, inside, {})
                assert len(there.state.open) == len(inside.open)
                goes_on(renamed, there.state, Random(seed))


def _renamed(made: Chain) -> Chain:
    return replace(made, splits=tuple(replace(split, id=f"neu_{split.id}") for split in made.splits))


def test_an_opened_join_of_an_at_least_one_part_stays_open() -> None:
    old = fork("at_least_one")
    state = go(old, "1", "a")
    with pytest.raises(MoveRefused, match="muss offen bleiben"):
        carry_over(old, old, state, {"j": "2"})


def test_inner_rounds_are_left_and_outer_ones_kept() -> None:
    old = nested()
    flat = chain(
        {"1": ("a", "b"), "a": "a3", "a3": "a4", "a4": "j", "b": "j", "j": "end", "0": "end"},
        splits=(Split("out", "1", ("a", "b"), "j", "all"),),
        rules={"r": "0"},
    )
    state = go(old, "1", "a", "a1")
    carried = carry_over(old, flat, state, {"a2": "a3"})
    assert sorted(open_nodes(carried.state)) == ["a3", "b"]
    assert carried.state.waiting == ()
    assert [[f.split for f in visit.frames] for visit in carried.state.open] == [["out"], ["out"]]
    goes_on(flat, carried.state, Random(2))


def test_the_legality_check_refuses_what_the_engine_could_not_have_made() -> None:
    made = fork()
    state = go(made, "1", "a")
    for spoil in (
        state._replace(open=()),
        state._replace(open=(*state.open, state.open[0])),
        state._replace(open=state.open[:1]),
        state._replace(next_number=1),
        state._replace(open=tuple(v._replace(node="2") for v in state.open)),
        state._replace(open=tuple(v._replace(node="gibt es nicht", frames=()) for v in state.open)),
        state._replace(waiting=tuple(a._replace(instance=99) for a in state.waiting)),
        state._replace(waiting=tuple(a._replace(branch="x") for a in state.waiting)),
    ):
        assert faults_of(made, spoil), spoil
