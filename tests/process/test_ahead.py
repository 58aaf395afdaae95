from roterfaden.process.ahead import MOST_STEPS, Condition, what_comes
from tests.catalogue.shipped import SHIPPED as CHAINS

V1 = CHAINS["V1"]


def test_steps_come_in_the_order_of_the_chain_each_condition_once() -> None:
    ahead = what_comes(V1, ["5"])
    assert [coming.step.id for coming in ahead.steps] == ["7a", "7b", "8", "9", "x1", "x2"]
    conditions = {coming.step.id: coming.condition for coming in ahead.steps}
    assert conditions["7a"] == Condition("Arbeitserprobung?", ("ja",), is_next=True)
    assert conditions["7b"] is None
    assert conditions["8"] is None
    assert conditions["9"] == Condition("Arbeitsverhältnis hat Bestand?", ("nein",), is_next=False)


def test_a_way_back_is_not_ahead() -> None:
    assert "2" not in [coming.step.id for coming in what_comes(V1, ["7a"]).steps]


def test_only_good_ends_are_named_as_long_as_there_are_some() -> None:
    assert {end.id for end in what_comes(V1, ["8"]).ends} == {"end_s2", "end_vermittelt"}
    assert [end.id for end in what_comes(V1, ["x2"]).ends] == ["end_ohne_vermittlung"]


def test_a_join_waits_for_all_that_is_open() -> None:
    both = what_comes(CHAINS["IIZ"], ["x11", "x12"])
    assert [(coming.step.id, coming.waits_for_all) for coming in both.steps] == [("x13", True)]
    assert not what_comes(CHAINS["IIZ"], ["x12"]).steps[0].waits_for_all


def test_a_long_way_is_cut_and_counted() -> None:
    ahead = what_comes(V1, ["1"])
    assert len(ahead.steps) == MOST_STEPS
    assert ahead.more == 2


def test_an_own_step_leads_nowhere() -> None:
    ahead = what_comes(V1, ["own:7"])
    assert not ahead.steps
    assert not ahead.ends


def test_an_open_question_decides_what_comes_next() -> None:
    first = what_comes(V1, ["d_vermittelbar"]).steps[0]
    assert first.condition == Condition("Vermittlung möglich?", ("ja",), is_next=True)
