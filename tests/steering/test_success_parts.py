"""Success parts that an employment shows to be due: from which day on, for whom not, and told to those who look."""

from datetime import date, timedelta

import pytest

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.measures import pricing
from roterfaden.measures.carrying_records import Measure
from roterfaden.measures.catalogue import tariff_book
from roterfaden.placement.models import Employment
from roterfaden.placement.terms import placement_terms
from roterfaden.steering.models import Finding
from roterfaden.steering.success_parts import parts_due
from roterfaden.steering.sweeping import sweep
from tests.fixtures import AT, TODAY, World
from tests.measures.makers import accepted, measure_of, running
from tests.placement.makers import employment, workplace

PLACED, LASTING = "IFD-VERMITTLUNG", "IFD-NACHHALTIG"
BEGUN = TODAY - timedelta(days=60)


@pytest.fixture
def carried(world: World, case: Case) -> Measure:
    order = accepted(world, case, valid_from=BEGUN)
    return running(measure_of(case, world, order=order, starts_on=BEGUN), world)


def due(on: date = TODAY) -> list[tuple[str, date]]:
    return [(part.tariff.code, part.met_on) for part in parts_due(Measure.objects.all(), on=on)]


def test_a_part_is_due_from_the_day_on_which_the_job_shows_it(
    world: World, case: Case, carried: Measure
) -> None:
    assert due() == []
    began = TODAY - timedelta(days=10)
    job = employment(world, case, workplace(world), starts_on=began, contract="permanent", fixed_until=None)
    assert due(began - timedelta(days=1)) == []
    assert due(began) == [(PLACED, began)]
    lasting = date(began.year + 1, 5, began.day)
    assert due(lasting - timedelta(days=1)) == [(PLACED, began)]
    assert due(lasting) == [(PLACED, began), (LASTING, lasting)]
    Employment.objects.filter(pk=job.pk).update(ended_on=lasting)
    assert due(lasting) == [(PLACED, began)]
    pricing.claim_success(
        measure=carried, code=PLACED, met_on=began, conditions=["insured", "hours", "begun"], proof="Vertrag",
        by=world.lena, at=AT,
    )  # fmt: skip
    assert due() == []


@pytest.mark.parametrize(
    "facts",
    [
        {"contract": "minor"},
        {"hours": 14},
        {"starts_on": BEGUN - timedelta(days=1)},
        {"starts_on": TODAY + timedelta(days=1)},
    ],
)
def test_a_job_that_shows_less_brings_nothing_to_mind(
    world: World, case: Case, carried: Measure, facts: dict[str, object]
) -> None:
    job = employment(world, case, workplace(world), starts_on=TODAY)
    assert due() == [(PLACED, TODAY)]
    Employment.objects.filter(pk=job.pk).update(**facts)
    assert due() == []


def test_without_order_or_open_case_nobody_pays(world: World, case: Case, carried: Measure) -> None:
    employment(world, case, workplace(world), starts_on=TODAY)
    assert due() == [(PLACED, TODAY)]
    Measure.objects.update(order=None)
    assert due() == []
    Measure.objects.update(order=case.orders.get())
    Case.objects.update(restricted_at=AT)
    assert due() == []
    Case.objects.update(restricted_at=None, state=CaseState.CLOSED, closed_on=TODAY, result="fixed_term")
    assert due() == []


def test_two_measures_of_one_order_are_paid_once(world: World, case: Case, carried: Measure) -> None:
    running(measure_of(case, world, kind="other", order=carried.order, starts_on=BEGUN), world)
    employment(world, case, workplace(world), starts_on=TODAY)
    assert due() == [(PLACED, TODAY)]


def test_the_check_of_the_data_names_the_measure_until_it_is_claimed(
    world: World, case: Case, carried: Measure
) -> None:
    employment(world, case, workplace(world), starts_on=TODAY)
    sweep(world.service, at=AT)
    finding = Finding.objects.get(check_key="success-unclaimed")
    assert (finding.record, finding.case) == (carried.uuid, case)
    pricing.claim_success(
        measure=carried, code=PLACED, met_on=TODAY, conditions=["insured", "hours", "begun"], proof="Vertrag",
        by=world.lena, at=AT,
    )  # fmt: skip
    sweep(world.service, at=AT)
    assert not Finding.objects.filter(check_key="success-unclaimed").exists()


@pytest.mark.one_database
def test_the_contracts_of_a_sign_are_those_of_employments() -> None:
    signs = [one.sign for tariff in tariff_book().tariffs.values() for one in tariff.conditions]
    named = {contract for sign in signs if sign for contract in sign.among}
    assert named
    assert named <= set(placement_terms().contracts)
