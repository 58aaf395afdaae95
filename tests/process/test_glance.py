"""Runs at a glance: done, loops, ahead."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from roterfaden.process.catalogue import chain_of
from roterfaden.process.glance import count_loops, glances, steps_ahead
from roterfaden.process.models import Run
from tests.fixtures import World, open_case, run_of, walk


@pytest.mark.parametrize(
    ("walked", "loops"),
    [("", 0), ("1 2 3", 0), ("1 2 3 2 3 4", 1), ("1 2 1 3 2", 2), ("1 1 1", 1)],
)
def test_each_stretch_of_known_steps_is_one_loop(walked: str, loops: int) -> None:
    assert count_loops(walked.split()) == loops


def test_ahead_counts_the_shortest_way_to_a_good_end(world: World) -> None:
    chain = chain_of(run_of(open_case(world)).chain_version)
    ahead = {step.id: steps_ahead(chain, step.id) for step in chain.steps}
    assert ahead["1"] > ahead["3"] > ahead["5"] > 0
    assert steps_ahead(chain, "unknown") == 0


def test_a_glance_knows_what_is_done_and_open(world: World) -> None:
    case = open_case(world)
    walk(case, "", by=world.anna)
    glance = glances([run_of(case)])[run_of(case).pk]
    assert (glance.done, glance.loops, glance.ended, glance.end) == (1, 0, False, "")
    assert [(place.node, place.nth) for place in glance.open] == [("2", 1)]


def test_all_runs_cost_one_query(
    world: World, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    for _ in range(4):
        walk(open_case(world), "", by=world.anna)
    runs = list(Run.objects.select_related("chain_version"))
    glances(runs)
    with django_assert_num_queries(1):
        assert len(glances(runs)) == 4
