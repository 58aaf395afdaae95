"""Walking a chain along named nodes, and what is said when a node cannot come next."""

import pytest

from roterfaden.process.engine import moves
from roterfaden.process.engine.state import State
from roterfaden.process.walking import Impossible, possible_words, through_rows, walk
from tests.process.making import chain, fork, line


def test_a_walk_yields_each_node_with_its_title_and_state() -> None:
    walked = list(walk(line(), ["start", "1", "2", "d=ja", "3", "end"]))
    assert [one.word for one in walked] == ["start", "1", "2", "d=ja", "3", "end"]
    assert [one.title for one in walked] == [
        "start",
        "Schritt 1",
        "Schritt 2",
        "Frage d?",
        "Schritt 3",
        "Ende",
    ]
    assert walked[-1].state.ended == "end"
    assert walked[0].state.open[0].node == "1"


def test_branches_may_come_in_any_legal_order() -> None:
    for order in (["a", "b1", "b2", "e=fertig", "c"], ["c", "b1", "a", "b2", "e=fertig"]):
        words = ["start", "1", *order, "j", "d=weiter", "2", "end"]
        assert [one.word for one in walk(fork(), words)] == words


@pytest.mark.parametrize(
    ("words", "place", "possible"),
    [
        (["1"], 0, ("start",)),
        (["nirgends"], 0, ("start",)),
        (["start", "2"], 1, ("1",)),
        (["start", "start"], 1, ("1",)),
        (["start", "1", "2", "d"], 3, ("d=ja", "d=nein")),
        (["start", "1", "2", "d=vielleicht"], 3, ("d=ja", "d=nein")),
        (["start", "1", "2", "d="], 3, ("d=ja", "d=nein")),
        (["start", "1=ja"], 1, ("1",)),
        (["start", "1", "2", "d=ja", "3", "3"], 5, ("end",)),
        (["start", "1", "2", "d=ja", "3", "end", "1"], 6, ("end",)),
        (["start", "end"], 1, ("1",)),
    ],
)
def test_an_impossible_node_is_named_with_those_that_are_possible(
    words: tuple[str, ...], place: int, possible: tuple[str, ...]
) -> None:
    with pytest.raises(Impossible) as refused:
        list(walk(line(), words))
    assert (refused.value.place, refused.value.word) == (place, words[place])
    assert refused.value.possible == possible
    assert str(refused.value) == f"„{words[place]}“ ist hier nicht möglich. Möglich: {', '.join(possible)}."


def test_possible_words_name_all_that_is_open() -> None:
    state = list(walk(fork(), ["start", "1", "b1", "b2"]))[-1].state
    assert possible_words(fork(), state) == ("a", "c", "e=fertig", "e=zurück", "e=hinaus")


def test_the_state_comes_back_from_rows_as_it_was() -> None:
    for words in (["start"], ["start", "1", "a", "b1"], ["start", "1", "a", "b1", "b2", "e=hinaus", "2"]):
        state = list(walk(fork("at_least_one"), words))[-1].state
        assert through_rows(state) == state
    left = moves.leave(line(), moves.start(line(), "start").state).state
    assert through_rows(left) == left
    assert through_rows(State()) == State()


def test_a_walk_shows_the_state_to_the_caller_after_every_node() -> None:
    seen: list[State] = []

    def look(state: State) -> State:
        seen.append(state)
        return state

    list(walk(line(), ["start", "1"], between=look))
    assert [state.open[0].node for state in seen] == ["1", "2"]


def test_a_node_open_twice_takes_the_elder_first() -> None:
    made = chain({"1": "2", "2": "end"})
    state = moves.start(made, "start").state
    state = moves.add_step(made, state).state
    assert possible_words(made, state) == ("1", "own:2")
