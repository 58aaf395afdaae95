"""KPIs of a small world, counted by hand: periods, small numbers, versions, kept values, who may write."""

import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roterfaden.accounts.models import User
from roterfaden.cases import crisis, journal
from roterfaden.cases.choices import CaseResult, ContactKind, CrisisAct
from roterfaden.cases.models import Case
from roterfaden.complaints import receiving
from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.steering import keeping
from roterfaden.steering.choices import Direction, Light
from roterfaden.steering.figures import amount_of
from roterfaden.steering.formulas import read_formula
from roterfaden.steering.kpis import KpiRefused, Written, kpi_for, kpis_for, write_kpi
from roterfaden.steering.models import KpiValue, OwnKpi, TypedFigure
from roterfaden.steering.periods import Period, month_of, year_of
from roterfaden.steering.reckoning import reckon, reckon_all
from roterfaden.steering.typed import TypedRefused, type_figure
from tests.fixtures import AT, TODAY, World
from tests.steering.makers import closed_case, later, typed

YEAR = year_of(2026, today=TODAY)
OWN = Written("Eigene", "Zählt.", "Fälle", "opened / months", Direction.UP, Decimal(2), Decimal(1))


def amount(world: World, text: str, period: Period = YEAR) -> float | None:
    (call,) = read_formula(text).calls
    value = amount_of(call, world.service, period).value
    return None if value is None else float(value)


def make_year(world: World) -> list[Case]:
    """Four cases of 2026: placed, kept, returned, open; one that was over before."""
    return [
        closed_case(
            world, 1, opened=date(2026, 1, 10), closed=date(2026, 3, 31), result=CaseResult.PERMANENT
        ),
        closed_case(world, 2, opened=date(2026, 2, 1), closed=date(2026, 2, 28), result=CaseResult.JOB_KEPT),
        closed_case(world, 3, opened=date(2025, 12, 31), closed=date(2026, 1, 1)),
        closed_case(world, 4, opened=TODAY - timedelta(days=2), closed=None),
        closed_case(world, 5, opened=date(2025, 1, 1), closed=date(2025, 12, 31)),
    ]


def test_figures_are_what_one_counts_by_hand(world: World) -> None:
    _first, _second, _third, fresh, _before = make_year(world)
    journal.write_entry(
        case=fresh, kind=ContactKind.CALL, happened_at=AT, text="Angerufen.", by=world.anna, at=AT
    )
    assert amount(world, "opened") == 3
    assert amount(world, "closed") == 3
    # end of January: 1; of February: 1 (the second closed on that very day); March: none; November, so far: the fresh
    assert amount(world, "case_months") == 3
    assert amount(world, "months") == 11
    assert (amount(world, "placed"), amount(world, "placing_closed"), amount(world, "secured")) == (1, 3, 1)
    # the fresh one is two days old: nobody waits for it yet within three, within two it was called
    assert (amount(world, "requests(3)"), amount(world, "reacted(3)")) == (2, 0)
    assert (amount(world, "requests(2)"), amount(world, "reacted(2)"), amount(world, "talked(2)")) == (
        3,
        1,
        0,
    )
    assert amount(world, "workers") is None
    typed(world, "workers", "2")
    typed(world, "workers", "3", date(2026, 11, 1))
    assert amount(world, "workers") == 10 * 2 + 3
    assert amount(world, "opened", month_of(date(2026, 12, 1), today=TODAY)) == 0
    reckoned = reckon(kpi_for(world.service, "placed_share", on=TODAY), world.service, YEAR)
    assert (reckoned.value, reckoned.base, reckoned.is_small) == (Decimal("33.33"), 3, True)
    assert reckoned.light == Light.REACHED
    begun = crisis.begin_crisis(
        case=fresh, reported_by="client", what="", by=world.anna, at=AT - timedelta(hours=3)
    )
    assert (amount(world, "crises"), amount(world, "crises_met(1)")) == (1, 0)
    at = AT - timedelta(hours=2)
    crisis.log_act(crisis=begun, act=CrisisAct.TALKED, text="", happened_at=at, by=world.anna, at=AT)
    assert (amount(world, "crises_met(1)"), amount(world, "crises_met(0)")) == (1, 0)


def test_a_neighbours_cases_and_complaints_do_not_count(world: World) -> None:
    make_year(world)
    (call,) = read_formula("opened").calls
    assert amount_of(call, world.other_service, YEAR).value == 0


def test_few_complaints_count_as_few_though_nobody_learns_whose(world: World) -> None:
    """Four answered ones are too few to be told to the office, five are not."""
    kpi = kpi_for(world.service, "complaints", on=TODAY)
    for number in range(5):
        told = receiving.Told(Complainant.CLIENT, Channel.PHONE, text="Zu lange gewartet.", contact="0150 1")
        made = receiving.receive(
            told=told,
            organisation=world.service,
            case=None,
            by=world.bela,
            at=AT,
            token=UUID(int=number + 1),
        )
        made.answered_at = AT
        made.save(update_fields=["answered_at"])
        result = reckon(kpi, world.service, YEAR)
        assert (result.value, result.base, result.is_small) == (Decimal(100), number + 1, number < 4)
        assert {found.cases for found in result.amounts.values()} == {None}


def test_the_queries_do_not_grow_with_the_cases(world: World) -> None:
    kpis = kpis_for(world.service, on=TODAY)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            reckon_all(kpis, world.service, YEAR)
        return len(found)

    few = queries()
    make_year(world)
    assert queries() == few < 40


def test_a_new_version_leaves_kept_values_alone(world: World) -> None:
    make_year(world)
    row = write_kpi(
        organisation=world.service, written=OWN, valid_from=date(2026, 11, 1), by=world.quirin, at=AT
    )
    assert (row.key, row.number) == ("eigen-eigene", 1)
    december = later(10)
    assert keeping.keep_values(world.service, at=december) > 0
    assert keeping.keep_values(world.service, at=december) == 0
    kept = KpiValue.objects.get(key=row.key, month=date(2026, 11, 1))
    assert (kept.version, kept.value) == ("1", Decimal(1))
    double = Written(**{**OWN.__dict__, "formula": "2 * opened / months"})
    said: dict[str, Any] = {
        "organisation": world.service,
        "written": double,
        "key": row.key,
        "by": world.quirin,
    }
    for valid_from, seen, words in (
        (date(2026, 11, 1), 1, "früh"),
        (date(2026, 12, 1), 0, "anderen Fassung"),
    ):
        with pytest.raises(KpiRefused, match=words):
            write_kpi(**said, valid_from=valid_from, seen=seen, at=december)
    write_kpi(**said, valid_from=date(2026, 12, 2), seen=1, at=december)
    keeping.keep_values(world.service, at=later(40), months=6)
    assert [(one.month.month, one.version) for one in KpiValue.objects.filter(key=row.key)] == [
        (11, "1"),
        (12, "2"),
    ]
    assert kpi_for(world.service, row.key, on=date(2026, 11, 30)).version == "1"
    assert kpi_for(world.service, row.key, on=date(2026, 12, 31)).formula.text == "2 * opened / months"


def test_who_may_write_and_what_is_refused(world: World) -> None:
    changes: tuple[tuple[User, dict[str, Any], str], ...] = (
        (world.anna, {}, "Leitung"),
        (world.fritz, {}, "Leitung"),
        (world.quirin, {"formula": "geheim"}, "gibt es nicht"),
        (world.quirin, {"limit": Decimal(3)}, "guten Seite"),
    )
    for by, changed, words in changes:
        written = Written(**{**OWN.__dict__, **changed})
        with pytest.raises(KpiRefused, match=words):
            write_kpi(organisation=world.service, written=written, valid_from=TODAY, by=by, at=AT)
    assert not OwnKpi.objects.exists()
    said: dict[str, Any] = {"service": world.service, "name": "workers", "month": TODAY, "at": AT}
    for by, value, words in (
        (world.bela, 1, "Leitung"), (world.quirin, -1, "zwischen"), (world.quirin, 10**9, "zwischen")
    ):  # fmt: skip
        with pytest.raises(TypedRefused, match=words):
            type_figure(**said, value=Decimal(value), by=by)
    type_figure(**said, value=Decimal(4), by=world.quirin)
    with pytest.raises(TypedRefused, match="schon 4"):
        type_figure(**said, value=Decimal(5), by=world.lena)
    type_figure(**said, value=Decimal(5), replace=True, by=world.lena)
    assert TypedFigure.objects.get().value == 5


def test_the_command_prints_json_and_refuses_nonsense(world: World) -> None:
    make_year(world)
    out = StringIO()
    said = ["kpi", "compute", "placed_share", "--year", "2026", "--service", world.service.code]
    call_command(*said, "--format", "json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["value"], told["base"], told["version"]) == (33.33, 3, "1")
    assert told["figures"]["placing_placed"]["value"] == 1
    with pytest.raises(CommandError):
        call_command("kpi", "compute", "x", "--year", "2026", "--service", "keiner")
    with pytest.raises(SystemExit):
        call_command(
            "kpi", "compute", "x", "--year", "2026", "--service", world.service.code, stderr=StringIO()
        )
