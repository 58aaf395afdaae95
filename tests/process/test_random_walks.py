"""Random walks over chains grown at random: nothing sticks, nothing is left behind, with and without
deviations.
"""

from random import Random

import pytest

from tests.process.growing import grown
from tests.process.wandering import wander

pytestmark = pytest.mark.one_database
SEEDS = range(200)
WALKS = 10


@pytest.mark.parametrize("deviations", [0.0, 0.25])
def test_every_walk_over_every_grown_chain_ends(deviations: float) -> None:
    moved = 0
    for seed in SEEDS:
        made = grown(seed)
        for walk in range(WALKS):
            *_, (_, state) = wander(made, Random(f"{seed}/{walk}"), deviations=deviations)
            assert state.ended in {end.id for end in made.ends}
            moved += state.next_number
    assert moved > len(SEEDS) * WALKS * 5


def test_the_grown_chains_are_worth_walking() -> None:
    modes = [split.mode for seed in SEEDS for split in grown(seed).splits]
    nested = sum(
        any(split.split_from in region for region in made.inside.values())
        for made in map(grown, SEEDS)
        for split in made.splits
    )
    assert modes.count("all") > 60
    assert modes.count("at_least_one") > 60
    assert nested > 60
