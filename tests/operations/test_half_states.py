"""Every business action that the stage of the access tests needs, with a fault at its writes."""

import pytest
from django.db import connection, transaction

from benchmarks.half_states import Trial, standing_before_all
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from tests.access.stage import guarded_case, staged
from tests.fixtures import AT, World

pytestmark = pytest.mark.django_db
# what the stage did when this was written; a trial that finds less looks at nothing
ACTIONS, FAULTS = 50, 150


@pytest.mark.requirement(
    "R-32",
    figure="every business action of the access tests' stage, faults at up to 6 of its writes: 0 half states",
)
def test_no_action_leaves_half_of_itself(world: World) -> None:
    trial = Trial(most=6)
    with standing_before_all(trial):
        staged(world, guarded_case(world))
    assert trial.half == []
    assert len(trial.tried) >= ACTIONS
    assert sum(trial.tried.values()) >= FAULTS


def test_an_action_without_its_own_transaction_is_noticed(world: World, case: Case) -> None:
    def half(*, case: Case, at: object) -> None:
        for text in ("Eins.", "Zwei."):
            journal.write_entry(
                case=case, kind=ContactKind.CALL, happened_at=AT, text=text, by=world.anna, at=AT
            )

    trial = Trial(most=1000)
    trial.around("half", half)(case=case, at=AT)
    assert trial.half
    assert all("half done" in told for told in trial.half)


def test_an_action_that_swallows_a_fault_is_noticed(world: World, case: Case) -> None:
    def silent(*, at: object) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE cases_case SET code = code")
        except Exception:  # noqa: BLE001
            pass

    trial = Trial()
    trial.around("silent", silent)(at=AT)
    assert trial.half == ["silent: says nothing of a fault at write 1 of 1"]
