"""A step costs the same number of statements however long the run has been going."""

from benchmarks.step import statements
from benchmarks.twelve import LENGTH, CaseWalk, Office
from roterfaden.process.models import Task

# Inside a test the transaction is a savepoint: it counts twice, like BEGIN and COMMIT.
SAVEPOINT = 2


def go(walk: CaseWalk, number: int) -> None:
    for _ in range(number):
        walk.prepare()
        walk.step()


def test_the_fiftieth_step_of_a_loop_takes_as_many_queries_as_the_first(db: None) -> None:
    office = Office.set_up()
    walk = CaseWalk(office, office.loop)
    first = statements(walk, 1)
    go(walk, 48)
    assert statements(walk, 1) == first
    assert Task.objects.filter(run=walk.run).count() > 50


def test_thirty_earlier_tasks_cost_no_more_queries_than_one(db: None) -> None:
    office = Office.set_up()
    new, old = CaseWalk(office, office.loop), CaseWalk(office, office.loop)
    go(new, 1)
    go(old, 30)
    assert statements(old, 1) == statements(new, 1)


def test_every_step_of_the_loop_takes_ten_queries(db: None) -> None:
    office = Office.set_up()
    counts = statements(CaseWalk(office, office.loop), LENGTH + 1)
    assert set(counts) == {10 + SAVEPOINT}


def test_other_cases_cost_no_queries(db: None) -> None:
    office = Office.set_up()
    walk = CaseWalk(office, office.loop)
    alone = statements(walk, 1)
    for _ in range(5):
        CaseWalk(office, office.loop)
    assert statements(walk, 1) == alone
