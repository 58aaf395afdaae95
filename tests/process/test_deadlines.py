from dataclasses import replace

import pytest

from roterfaden.process.engine import moves
from roterfaden.process.engine.definition import Chain, Deadline
from roterfaden.process.engine.effects import DeadlineSet
from roterfaden.process.schema import CHAINS, load_directory
from roterfaden.process.walking import walk
from tests.process.making import line

pytestmark = pytest.mark.one_database


def with_deadline(step: str, of: str) -> Chain:
    """1 → 2 → d (ja: 3, nein: 1) → 3 → end, with a deadline of five days at `step`."""
    made = line()
    return replace(
        made, steps=tuple(replace(s, deadline=Deadline(5, of)) if s.id == step else s for s in made.steps)
    )


def deadlines_on_the_way(made: Chain) -> list[int]:
    """The numbers of the visits that get a deadline on the way 1, 2, d=ja, 3."""
    begun = moves.start(made, "start")
    first = moves.complete(made, begun.state, 1)
    second = moves.complete(made, first.state, 2)
    answered = moves.decide(made, second.state, 3, "ja")
    effects = [effect for move in (begun, first, second, answered) for effect in move.effects]
    return [effect.number for effect in effects if isinstance(effect, DeadlineSet)]


@pytest.mark.parametrize(
    ("step", "of", "visits"),
    [
        ("1", "start", [1]),
        ("3", "self", [4]),
        ("3", "step:3", [4]),
        ("3", "step:1", [4]),
        # in a loop the later step may have been done before
        ("1", "step:2", [1]),
        # step 3 lies ahead for good: nobody knows its day yet
        ("1", "step:3", []),
        ("2", "step:3", []),
    ],
)
def test_a_deadline_is_set_unless_it_counts_back_from_a_later_step(
    step: str, of: str, visits: list[int]
) -> None:
    assert deadlines_on_the_way(with_deadline(step, of)) == visits


def test_the_announcement_of_an_audit_is_due_before_it_not_after_the_step_began() -> None:
    chains = {one.chain.id: one.chain for one in load_directory(CHAINS)}
    assert {key: set(chain.counting_back) for key, chain in chains.items() if chain.counting_back} == {
        "A1": {"7"}
    }
    audit = chains["A1"]
    *_, before = walk(audit, ["start_zyklus", "1", "d_auditoren=ja", "3", "4", "5"])
    (visit,) = before.state.open
    move = moves.complete(audit, before.state, visit.number)
    assert [v.node for v in move.state.open] == ["7"]
    assert not [effect for effect in move.effects if isinstance(effect, DeadlineSet)]


def test_probation_still_counts_from_the_placement() -> None:
    chains = {one.chain.id: one.chain for one in load_directory(CHAINS)}
    job = chains["V1"]
    way = ["start_v2", "3", "4", "5", "d_arbeitserprobung=nein"]
    *_, placed = walk(job, way)
    (visit,) = placed.state.open
    move = moves.complete(job, placed.state, visit.number)
    assert [e.rule.of for e in move.effects if isinstance(e, DeadlineSet)] == ["step:7b"]
