"""What counts today: sources, order, groups."""

from datetime import date, timedelta

import pytest

from roterfaden.cases import mandates
from roterfaden.cases.choices import MandateKind, Need, When
from roterfaden.cases.models import Case
from roterfaden.cases.queries import own_cases
from roterfaden.cases.worklist import Item, count_needs, waiting, when
from roterfaden.process.choices import DocumentState
from roterfaden.process.evidence import record_document
from roterfaden.process.models import Deadline
from tests.cases.makers import at_rest, closed
from tests.fixtures import AT, TODAY, World, open_case, open_task, run_of, walk

WEDNESDAY = date(2026, 11, 25)


def items(world: World, **options: str) -> list[Item]:
    return waiting(own_cases(world.anna, on=TODAY), today=TODAY, **options)


def set_deadline(case: Case, due: date) -> None:
    task = open_task(run_of(case))
    Deadline.objects.create(
        run=task.run, task=task, title="Frist", due_on=due, computed="Test", opened_move=1
    )


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (None, When.UNDATED),
        (date(2026, 11, 24), When.OVERDUE),
        (date(2026, 11, 25), When.TODAY),
        (date(2026, 11, 26), When.WEEK),
        (date(2026, 11, 29), When.WEEK),  # Sunday
        (date(2026, 11, 30), When.LATER),  # Monday
    ],
)
def test_a_week_ends_on_sunday(due: date | None, group: When) -> None:
    assert when(due, today=WEDNESDAY) == group


def test_on_sunday_the_week_has_no_days_left() -> None:
    assert when(date(2026, 11, 30), today=date(2026, 11, 29)) == When.LATER


def test_an_open_step_waits_for_its_missing_documents(world: World, case: Case) -> None:
    [item] = items(world)
    assert (item.need, item.case_id, item.due) == (Need.DOCUMENT, case.pk, None)
    assert item.title == "Information und Klärung der Unterstützung"
    assert "Schweigepflichtentbindung" in item.missing
    assert "Rückmeldung an Auftraggeber" not in item.missing  # not required


def test_with_all_documents_there_the_step_waits_for_its_question(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    task = open_task(run_of(case))
    [before] = items(world)
    for title in before.missing:
        record_document(task=task, title=title, state=DocumentState.PRESENT, scope=case, by=world.anna, at=AT)
    [item] = items(world)
    assert item.need == Need.DECISION
    assert item.question


def test_what_is_due_first_comes_first_and_undated_work_last_and_oldest_first(world: World) -> None:
    old, new = open_case(world, at=AT - timedelta(days=9)), open_case(world)
    late, soon = open_case(world), open_case(world)
    set_deadline(late, TODAY - timedelta(days=3))
    set_deadline(soon, TODAY + timedelta(days=1))
    assert [item.case_id for item in items(world)] == [late.pk, soon.pk, old.pk, new.pk]


def test_a_closed_deadline_does_not_press(world: World, case: Case) -> None:
    set_deadline(case, TODAY)
    Deadline.objects.update(closed_at=AT, closed_move=1)
    assert [item.due for item in items(world)] == [None]


def test_an_order_that_ends_within_eight_weeks_waits(world: World, case: Case) -> None:
    order = case.mandates.get()
    for until, found in ((TODAY + timedelta(weeks=8), 1), (TODAY + timedelta(weeks=8, days=1), 0)):
        facts = mandates.MandateFacts(
            kind=MandateKind.PLACEMENT, valid_from=TODAY, valid_until=until, commissioner=world.agency
        )
        mandates.change_mandate(mandate=order, facts=facts, revision=order.revision, by=world.anna, at=AT)
        ending = [item for item in items(world) if item.need == Need.MANDATE]
        assert len(ending) == found


def test_an_order_that_is_followed_by_a_longer_one_does_not_wait(world: World, case: Case) -> None:
    order = case.mandates.get()
    soon = mandates.MandateFacts(
        kind=MandateKind.PLACEMENT, valid_from=TODAY, valid_until=TODAY, commissioner=world.agency
    )
    mandates.change_mandate(mandate=order, facts=soon, revision=order.revision, by=world.anna, at=AT)
    assert Need.MANDATE in {item.need for item in items(world)}
    longer = mandates.MandateFacts(kind=MandateKind.PLACEMENT, valid_from=TODAY, commissioner=world.agency)
    mandates.record_mandate(case=case, facts=longer, by=world.anna, at=AT)
    assert Need.MANDATE not in {item.need for item in items(world)}


def test_an_open_case_without_thread_waits_to_go_on(world: World, case: Case) -> None:
    at_rest(case, by=world.anna)
    [item] = items(world)
    assert (item.need, item.since, item.next_chain) == (Need.ONWARD, TODAY, "")


def test_a_case_without_thread_is_due_when_its_order_ends(world: World, case: Case) -> None:
    order = case.mandates.get()
    ending = mandates.MandateFacts(
        kind=MandateKind.PLACEMENT, valid_from=TODAY, valid_until=TODAY, commissioner=world.agency
    )
    mandates.change_mandate(mandate=order, facts=ending, revision=order.revision, by=world.anna, at=AT)
    at_rest(case, by=world.anna)
    [item] = items(world)
    assert (item.need, item.due) == (Need.ONWARD, TODAY)


def test_a_closed_case_waits_for_nothing(world: World, case: Case) -> None:
    closed(case, by=world.anna)
    assert waiting(Case.objects.all(), today=TODAY) == []


def test_by_chain(world: World, case: Case) -> None:
    other = open_case(world, chain="S2", start="start_klient")
    assert [item.case_id for item in items(world, chain="S2")] == [other.pk]
    assert [item.case_id for item in items(world, chain="V1")] == [case.pk]
    assert count_needs(items(world))[Need.DOCUMENT] == 2
