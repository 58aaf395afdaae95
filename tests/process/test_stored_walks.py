"""Random walks through the database: what is stored is what the engine said, and undo leads back exactly."""

from random import Random
from typing import Any

import pytest
from django.db import transaction

from roterfaden.cases.models import Case
from roterfaden.process import deviations, runs
from roterfaden.process.catalogue import chain_of, chain_of_run, version_in_force
from roterfaden.process.choices import ReasonCategory, RunState
from roterfaden.process.deviations import Reason, Who
from roterfaden.process.engine.definition import Chain
from roterfaden.process.engine.state import State
from roterfaden.process.models import Deadline, Run
from roterfaden.process.storage import load_state, open_tasks_of
from tests.fixtures import AT, TODAY, World
from tests.process.making import check_state

WHY = Reason(ReasonCategory.CLIENT_WISH, "Es ging nicht anders.")
CHAINS = ("M3a", "IIZ", "Z1", "V1", "A1")


def begin(key: str, case: Case, world: World, chance: Random) -> Run:
    version = version_in_force(key, on=TODAY)
    assert version is not None
    return runs.start_run(
        chain_version=version,
        organisation=world.service,
        data_key=case.data_key,
        start_node=chance.choice(chain_of(version).starts).id,
        scope=case,
        by=world.anna,
        at=AT,
    )


def stored(run: Run) -> tuple[Chain, State]:
    run = Run.objects.get(pk=run.pk)
    chain = chain_of_run(run)
    return chain, load_state(run, chain, open_tasks_of(run))


def what_stands(run: Run) -> tuple[Any, ...]:
    """All of a run that undo must bring back; numbers are not used twice, so they are left out."""
    _, state = stored(run)
    due = Deadline.objects.filter(run=run, closed_at__isnull=True).order_by("task__number")
    return (
        sorted(state.open),
        sorted(map(tuple, state.waiting), key=str),
        state.ended,
        state.left,
        list(due.values_list("task__number", "due_on")),
    )


def one_move(run: Run, case: Case, world: World, chance: Random) -> None:
    run = Run.objects.get(pk=run.pk)
    chain, state = stored(run)
    who = Who(run=run, seen_moves=run.moves, reason=WHY, scope=case, by=world.anna, at=AT)
    if run.state != RunState.RUNNING:
        deviations.resume(who, to=chance.choice(chain.places()))
        return
    visit = chance.choice(state.open)
    decision = chain.decision(visit.node)
    word = chance.choice(["follow"] * 6 + ["jump", "jump", "skip", "repeat", "own", "leave", "end", "rule"])
    if word == "jump" and not visit.is_own:
        deviations.jump(who, number=visit.number, to=chance.choice(chain.places()))
    elif word == "skip" and decision is None:
        deviations.skip(who, number=visit.number)
    elif word == "repeat" and not visit.is_own:
        deviations.repeat(who, number=visit.number)
    elif word == "own":
        deviations.add_step(who, title="Eigenes")
    elif word == "leave":
        deviations.leave(who)
    elif word == "end":
        deviations.end_early(who, end=chance.choice(chain.ends).id)
    elif word == "rule" and chain.standing_rules:
        deviations.apply_rule(who, rule=chance.choice(chain.standing_rules).id)
    else:
        label = chance.choice(decision.outcomes).label if decision else ""
        with transaction.atomic():
            taken = runs.take_up(run, run.moves)
            runs.complete_task(taken, number=visit.number, outcome=label, scope=case, by=world.anna, at=AT)


def take_back(run: Run, case: Case, world: World) -> None:
    run = Run.objects.get(pk=run.pk)
    deviations.undo_last(Who(run=run, seen_moves=run.moves, reason=WHY, scope=case, by=world.anna, at=AT))


@pytest.mark.parametrize("key", CHAINS)
@pytest.mark.parametrize("seed", range(2))
def test_undo_leads_back_move_by_move(world: World, case: Case, key: str, seed: int) -> None:
    chance = Random(f"{key}/{seed}")
    run = begin(key, case, world, chance)
    history: list[tuple[Any, ...]] = []
    for _ in range(25):
        if history and chance.random() < 0.25:
            take_back(run, case, world)
            assert what_stands(run) == history.pop()
        else:
            history.append(what_stands(run))
            one_move(run, case, world, chance)
        check_state(*stored(run))
    while history:
        take_back(run, case, world)
        assert what_stands(run) == history.pop()
    with pytest.raises(runs.RunRefused):
        take_back(run, case, world)
