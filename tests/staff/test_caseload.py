"""Cases per full post: the sum is the figure of the KPI, limits to the case, absence, leave, who is gone, vacancies."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.accounts import members
from roterfaden.accounts.models import Membership, User
from roterfaden.archive.closing import close_checked
from roterfaden.cases import closing
from roterfaden.cases.choices import CaseResult
from roterfaden.cases.models import Case
from roterfaden.quality.duties import duties_of
from roterfaden.staff import files
from roterfaden.staff.caseload import Burden, _pressure, burden_of, caseload_of, open_cases_by_worker
from roterfaden.staff.choices import Pressure
from roterfaden.staff.refusals import StaffRefused
from roterfaden.steering.figures import amount_of
from roterfaden.steering.formulas import Call
from roterfaden.steering.kpis import kpi_for, shipped_kpis
from roterfaden.steering.periods import month_of
from roterfaden.steering.spells import spells_of
from roterfaden.steering.typed import type_figure
from tests.fixtures import AT, TODAY, World, open_case
from tests.staff import makers


def of(world: World, name: str) -> Burden:
    found = caseload_of(world.service, on=TODAY).burdens
    return next(one for one in found if one.user.username == name)


def test_the_lines_add_up_to_the_figure_of_the_kpi(world: World) -> None:
    for user in (world.anna, world.anna, world.bela):
        open_case(world, responsible=user)
    makers.staff_file(world, world.anna)
    makers.staff_file(world, world.bela, share="0.5")
    load = caseload_of(world.service, on=TODAY)
    figure = amount_of(Call("case_months", ()), world.service, month_of(TODAY, today=TODAY))
    assert load.cases == figure.value == 3
    assert sum(one.cases for one in load.burdens) + load.unattended == load.cases
    assert (of(world, "anna").per_post, of(world, "bela").per_post) == (Decimal("2.0"), Decimal("2.0"))
    assert load.per_post == Decimal("2.0")
    # the total that people typed stays what it is; the sum of shares stands beside it
    assert load.typed is None
    type_figure(service=world.service, name="workers", month=TODAY, value=Decimal(3), by=world.lena, at=AT)
    load = caseload_of(world.service, on=TODAY)
    assert (load.typed, load.shares) == (Decimal(3), Decimal("1.5"))
    # by name, whoever has how much
    assert [one.user.username for one in load.burdens] == ["anna", "bela"]


def test_the_target_is_that_of_the_kpi(world: World) -> None:
    kpi = kpi_for(world.service, "caseload", on=TODAY)
    assert (kpi.target, kpi.limit) == (Decimal(30), Decimal(35))
    warn = Decimal(27)
    found = [
        _pressure(Decimal(cases), Decimal(cases), kpi, warn)
        for cases in ("26.9", "27", "30", "30.1", "35", "35.1")
    ]
    free, soon, over, far = Pressure.FREE, Pressure.SOON, Pressure.OVER, Pressure.FAR
    assert found == [free, soon, soon, over, over, far]
    assert _pressure(Decimal(1), None, kpi, warn) == Pressure.NO_POST
    assert _pressure(Decimal(), None, kpi, warn) == Pressure.FREE


@given(st.decimals(0, 100, places=1), st.decimals(0, 100, places=1))
def test_more_cases_never_look_lighter(one: Decimal, two: Decimal) -> None:
    kpi = next(kpi for kpi in shipped_kpis() if kpi.key == "caseload")
    order = [Pressure.FREE, Pressure.SOON, Pressure.OVER, Pressure.FAR]
    less, more = sorted((one, two))
    found = [order.index(_pressure(cases, cases, kpi, Decimal(27))) for cases in (less, more)]
    assert found[0] <= found[1]


def test_cases_of_an_absent_colleague_weigh_on_the_deputies(world: World) -> None:
    for _nth in range(3):
        open_case(world, responsible=world.bela)
    open_case(world, responsible=world.anna)
    for user in (world.anna, world.bela):
        makers.staff_file(world, user)
    for deputy in (world.anna, world.lena):
        members.name_deputy(
            absent=world.bela,
            deputy=deputy,
            organisation=world.service,
            valid_from=TODAY,
            valid_until=TODAY + timedelta(days=7),
            by=world.lena,
            at=AT,
        )
    anna, bela, lena = of(world, "anna"), of(world, "bela"), of(world, "lena")
    assert (anna.cases, anna.standing_in, anna.per_post) == (1, Decimal("1.5"), Decimal("2.5"))
    assert (bela.is_away, bela.cases) == (True, 3)
    # without a share of a post there is no figure, but a warning
    assert (lena.share, lena.per_post, lena.pressure) == (None, None, Pressure.NO_POST)
    # nothing is counted twice in the figure of the service
    assert caseload_of(world.service, on=TODAY).cases == 4
    ended = caseload_of(world.service, on=TODAY + timedelta(days=8)).burdens
    assert not any(one.is_away or one.standing_in for one in ended)


def test_cases_of_somebody_who_is_gone_are_told(world: World) -> None:
    open_case(world, responsible=world.bela)
    Membership.objects.filter(user=world.bela).update(valid_until=TODAY - timedelta(days=1))
    load = caseload_of(world.service, on=TODAY)
    assert (load.cases, load.unattended) == (1, 1)
    assert "bela" not in [one.user.username for one in load.burdens]


def test_leave_and_vacancies_count(world: World) -> None:
    open_case(world, responsible=world.anna)
    found = makers.staff_file(world, world.anna)
    files.set_post(staff_file=found, valid_from=TODAY, share=Decimal(0), by=world.lena, at=AT)
    assert of(world, "anna").pressure == Pressure.NO_POST
    makers.staff_file(world, world.bela, share="0.5")
    facts = {"share": Decimal("0.5"), "since": TODAY, "filled_on": None}
    free = files.add_vacancy(organisation=world.service, facts=facts, token=uuid4(), by=world.lena, at=AT)
    load = caseload_of(world.service, on=TODAY)
    assert (load.shares, load.vacant, load.per_post, load.per_planned_post) == (
        Decimal("0.5"),
        Decimal("0.5"),
        Decimal("2.0"),
        Decimal("1.0"),
    )
    files.change_vacancy(vacancy=free, facts=facts | {"filled_on": TODAY}, revision=1, by=world.lena, at=AT)
    assert caseload_of(world.service, on=TODAY).vacant == 0
    for wrong in ({"share": Decimal(0)}, {"share": Decimal(2)}, {"filled_on": date(2020, 1, 1)}):
        with pytest.raises(StaffRefused):
            files.add_vacancy(
                organisation=world.service, facts=facts | wrong, token=uuid4(), by=world.lena, at=AT
            )


def test_the_quick_count_is_the_stock_of_the_spells(world: World) -> None:
    kept, closed, again = (open_case(world, at=AT - timedelta(days=90 + nth)) for nth in range(3))
    for case in (closed, again):
        shut(case, TODAY - timedelta(days=30))
    case = Case.objects.get(pk=again.pk)
    closing.reopen_case(case=case, reason="Kommt wieder.", revision=case.revision, by=world.lena, at=AT)
    for on in (TODAY, TODAY + timedelta(days=1)):
        spells = spells_of(world.service, month_of(on, today=on))
        stock = {one.case for one in spells if one.is_open_on(on)}
        assert stock == {kept.pk, again.pk}
        assert open_cases_by_worker(world.service, on=on) == {world.anna.pk: len(stock)}


def test_too_many_cases_come_to_who_leads_and_to_nobody_else(world: World) -> None:
    open_case(world, responsible=world.anna)
    # a service that notes no shares of posts is left alone
    assert told_of(world.lena) == []
    makers.staff_file(world, world.bela)
    assert told_of(world.lena) == [TODAY.replace(day=30)]
    for user in (world.anna, world.quirin, world.fritz):
        assert told_of(user) == []
    makers.staff_file(world, world.anna)
    assert told_of(world.lena) == []


def shut(case: Case, on: date) -> None:
    close_checked(
        case=case,
        result=CaseResult.PERMANENT,
        code="",
        reason="So kam es.",
        gaps_reason="Alles gesagt.",
        closed_on=on,
        health=True,
        revision=case.revision,
        by=case.responsible,
        at=AT,
    )


def told_of(user: User) -> list[date]:
    return [one.due_on for one in duties_of(user, on=TODAY) if "Auslastung" in str(one.what)]


def test_closed_cases_weigh_nothing_and_everybody_sees_their_own(world: World) -> None:
    case = open_case(world, responsible=world.anna)
    Case.objects.filter(pk=case.pk).update(closed_on=TODAY, state="closed", result="permanent")
    makers.staff_file(world, world.anna)
    mine = burden_of(world.service, world.anna, on=TODAY)
    assert mine is not None
    assert mine.cases == 0
    assert burden_of(world.service, world.fritz, on=TODAY) is None
    assert caseload_of(world.other_service, on=TODAY).cases == 0
