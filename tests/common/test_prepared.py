import pytest

from roterfaden.cases.models import Case
from roterfaden.common.prepared import NotPrepared, Prepared
from roterfaden.process.models import Run, Task
from tests.fixtures import World, open_case, run_of, walk


def test_the_rows_are_those_of_the_queryset(world: World, case: Case) -> None:
    run = walk(case, "", "ja", by=world.anna)
    other = run_of(open_case(world, first_name="Ute"))
    tasks = Prepared(Task.objects.filter(state="done").only("node", "run").order_by("-number"), by="run")
    expected = list(Task.objects.filter(run=run, state="done").order_by("-number"))
    assert tasks.rows(run.pk) == expected
    assert [task.node for task in tasks.rows(run.pk)] == [task.node for task in expected]
    assert tasks.rows(other.pk) == []


def test_sealed_texts_and_what_was_left_out_open_as_usual(world: World, case: Case) -> None:
    found = Prepared(Case.objects.only("file_number", "concern", "uuid", "data_key"), by="id").one(case.pk)
    assert (found.file_number, found.concern) == (case.file_number, case.concern)
    assert found.person == case.person


def test_a_missing_row_is_missing(world: World, case: Case) -> None:
    with pytest.raises(Run.DoesNotExist):
        Prepared(Run.objects.all(), by="id").one(run_of(case).pk + 1)


def test_further_tables_are_refused(world: World, case: Case) -> None:
    with pytest.raises(NotPrepared):
        Prepared(Case.objects.select_related("person"), by="id").rows(case.pk)
