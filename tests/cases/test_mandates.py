"""Orders: what is refused, what is kept, who is told."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases import closing, mandates
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.finding import find_cases
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.mandates import MandateFacts, MandateRefused
from roterfaden.cases.models import Case, Mandate
from roterfaden.common.revisions import Conflict
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World


def facts(world: World, **other: object) -> MandateFacts:
    values: dict[str, Any] = {
        "kind": MandateKind.SECURING,
        "valid_from": TODAY,
        "commissioner": world.office,
        **other,
    }
    return MandateFacts(**values)


def test_an_order_is_kept_with_its_goal_findable(world: World, case: Case) -> None:
    order = mandates.record_mandate(
        case=case,
        facts=facts(world, goal="Arbeitsplatz erhalten", hours_per_month=Decimal("4.5")),
        by=world.anna,
        at=AT,
    )
    stored = Mandate.objects.get(pk=order.pk)
    assert (stored.goal, stored.hours_per_month, stored.commissioner) == (
        "Arbeitsplatz erhalten",
        Decimal("4.5"),
        world.office,
    )
    assert stored.service == case.service
    assert list(find_cases("Arbeitsplätze", user=world.anna, on=TODAY)) == [case]
    assert Entry.objects.filter(action="cases.mandate_recorded", scope_uuid=case.uuid).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"valid_until": TODAY - timedelta(days=1)}, {"commissioner": None}],
    ids=["ends first", "of nobody"],
)
def test_what_cannot_be_is_refused(world: World, case: Case, wrong: dict[str, object]) -> None:
    with pytest.raises(MandateRefused):
        mandates.record_mandate(case=case, facts=facts(world, **wrong), by=world.anna, at=AT)
    assert case.mandates.count() == 1


def test_low_threshold_advice_needs_no_commissioner(world: World, case: Case) -> None:
    open_to_all = facts(world, kind=MandateKind.LOW_THRESHOLD, commissioner=None)
    assert mandates.record_mandate(case=case, facts=open_to_all, by=world.anna, at=AT).commissioner is None


def test_an_extension_moves_the_last_day_and_names_only_the_field(world: World, case: Case) -> None:
    order = case.mandates.get()
    later = MandateFacts(
        kind=MandateKind(order.kind),
        valid_from=order.valid_from,
        commissioner=order.commissioner,
        valid_until=TODAY + timedelta(days=90),
    )
    mandates.change_mandate(mandate=order, facts=later, revision=1, by=world.bela, at=AT)
    order.refresh_from_db()
    assert (order.valid_until, order.revision) == (TODAY + timedelta(days=90), 2)
    entry = Entry.objects.get(action="cases.mandate_changed")
    assert (entry.payload, entry.actor_label) == ('{"fields":["valid_until"]}', "bela")


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(world: World, case: Case) -> None:
    order = case.mandates.get()
    mandates.change_mandate(mandate=order, facts=facts(world), revision=1, by=world.bela, at=AT)
    stale = case.mandates.get()
    with pytest.raises(Conflict):
        mandates.change_mandate(
            mandate=stale, facts=facts(world, kind=MandateKind.MEASURE), revision=1, by=world.anna, at=AT
        )
    assert case.mandates.get().kind == MandateKind.SECURING


def test_nothing_is_written_into_a_closed_case(world: World, case: Case) -> None:
    closed(case, by=world.anna)
    with pytest.raises(CaseIsClosed):
        mandates.record_mandate(case=case, facts=facts(world), by=world.anna, at=AT)
    with pytest.raises(CaseIsClosed):
        mandates.change_mandate(
            mandate=case.mandates.get(), facts=facts(world), revision=1, by=world.anna, at=AT
        )
    assert closing.open_runs_of(case) == []


def test_the_same_order_sent_twice_is_one(world: World, case: Case) -> None:
    first, second = (
        mandates.record_mandate(case=case, facts=facts(world, goal="Arbeit"), by=world.anna, at=AT)
        for _ in range(2)
    )
    assert first == second
    mandates.record_mandate(case=case, facts=facts(world, goal="Ausbildung"), by=world.anna, at=AT)
    assert case.mandates.count() == 3
