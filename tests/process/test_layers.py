import pytest

from roterfaden.process.engine.definition import Chain
from roterfaden.process.layers import layers_of
from tests.catalogue.shipped import SHIPPED as CHAINS


def test_the_ways_back_of_the_main_chain_are_its_two_drawn_loops() -> None:
    layers = layers_of(CHAINS["V1"])
    assert layers.back == {("d_erprobung_erfolgreich", "2"), ("d_verlaengerung", "5")}
    assert (
        layers.of["2"] < layers.of["3"] < layers.of["5"] < layers.of["7a"] < layers.of["7b"] < layers.of["8"]
    )


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_every_other_way_leads_down(chain: Chain) -> None:
    layers = layers_of(chain)
    for node in chain.nodes:
        for after in layers.ahead(node):
            assert layers.of[after] > layers.of[node]


def test_a_place_to_avoid_is_not_passed() -> None:
    layers = layers_of(CHAINS["V1"])
    assert "7a" not in layers.reachable(["5"], without="d_arbeitserprobung")
    assert {"7a", "7b", "8"} <= layers.reachable(["5"])
