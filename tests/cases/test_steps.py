from datetime import date

import pytest

from roterfaden.cases import steps
from roterfaden.cases.models import Case
from roterfaden.process import deviations
from roterfaden.process.choices import DeviationKind, ReasonCategory, TaskState
from roterfaden.process.deviations import Reason
from roterfaden.process.models import Deviation, Task
from roterfaden.process.runs import RunMovedOn
from tests.fixtures import AT, World, open_task, run_of, walk

WHY = Reason(ReasonCategory.CLIENT_WISH, "Frau Aksoy möchte das so.")


def test_a_step_and_its_question_go_in_one_move(world: World, case: Case) -> None:
    run = walk(case, "", "ja", by=world.anna)
    assert open_task(run).node == "3"
    assert [(t.node, t.outcome) for t in run.tasks.filter(state=TaskState.DONE)] == [
        ("1", ""),
        ("2", ""),
        ("d_vermittelbar", "ja"),
    ]
    assert run.moves == 3


def test_undo_takes_the_whole_move_back_and_keeps_a_trace(world: World, case: Case) -> None:
    run = walk(case, "", "ja", by=world.anna)
    run = steps.deviate(
        case=case,
        seen=steps.Seen(run, run.moves),
        deviation=deviations.undo_last,
        reason=WHY,
        by=world.anna,
        at=AT,
    )
    assert open_task(run).node == "2"
    assert {t.node for t in run.tasks.filter(state=TaskState.VOID)} == {"3", "d_vermittelbar"}
    assert Deviation.objects.get(run=run).kind == DeviationKind.UNDO


def test_the_second_of_two_colleagues_is_told_what_happened(world: World, case: Case) -> None:
    seen = steps.Seen(run_of(case), run_of(case).moves)
    task = open_task(seen.run)
    steps.complete_task(
        case=case, seen=seen, number=task.number, missing_reason="später", by=world.anna, at=AT
    )
    with pytest.raises(RunMovedOn) as refusal:
        steps.complete_task(
            case=case, seen=seen, number=task.number, missing_reason="später", by=world.bela, at=AT
        )
    assert [(t.node, t.closed_by) for t in refusal.value.closed_since] == [("1", world.anna)]
    assert Task.objects.filter(run=seen.run, node="2").count() == 1


def test_the_probation_deadline_counts_from_the_placement(world: World, case: Case) -> None:
    run = walk(case, "", "ja", "", "", "nein", "", by=world.anna)
    deadline = run.deadlines.get()
    assert deadline.due_on == date(2027, 5, 24), "six months"
    assert "24.11.2026" in deadline.computed
