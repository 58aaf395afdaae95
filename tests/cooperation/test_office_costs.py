"""What a coordination office costs and who pays which part: to the cent, by dated data, seen by its own people."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.accounts import organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.audit.models import Entry
from roterfaden.cooperation import office_costs
from roterfaden.cooperation.office_records import OfficeCost
from roterfaden.cooperation.procedures import Share
from roterfaden.cooperation.refusals import CooperationRefused
from tests.fixtures import AT, TODAY, World
from tests.triage.makers import person
from tests.web.browsing import client_of, stop_clock, text_of

pytestmark = pytest.mark.django_db
THIRDS = [Share(id=one, title=one, parts=1) for one in ("rav", "iv", "social")]


def body(code: str, kind: str = "coordination_office", region: str = "CH-LU") -> Organisation:
    return organisations.add_organisation(
        code=code, name=code.title(), kind=kind, region=region, by=None, at=AT
    )


@pytest.fixture
def office(world: World) -> Organisation:
    return body("koordination")


@pytest.fixture
def keeper(office: Organisation) -> User:
    return person("koordinatorin", office, Role.COORDINATOR)


def cost(office: Organisation, by: User, **more: Any) -> OfficeCost:
    facts: dict[str, Any] = {
        "day": TODAY, "purpose": "Miete", "amount": Decimal("1000.00"), "receipt": "R-1", "token": uuid4(),
    }  # fmt: skip
    return office_costs.record_cost(office=office, by=by, at=AT, **(facts | more))


@given(
    cents=st.integers(min_value=0, max_value=10**11),
    parts=st.lists(st.integers(min_value=1, max_value=100), min_size=1, max_size=6),
)
def test_the_parts_are_the_sum_to_the_cent_and_none_is_off_by_more_than_one(
    cents: int, parts: list[int]
) -> None:
    total = Decimal(cents).scaleb(-2)
    shares = [Share(id=f"s{place}", title="x", parts=one) for place, one in enumerate(parts)]
    found = office_costs.split(total, shares)
    assert sum(one.amount for one in found) == total
    for one in found:
        assert abs(one.amount - total * one.share.parts / sum(parts)) < Decimal("0.01")


def test_a_cent_that_is_left_goes_to_the_first() -> None:
    found = office_costs.split(Decimal("100.00"), THIRDS)
    assert [str(one.amount) for one in found] == ["33.34", "33.33", "33.33"]


def test_a_cost_counts_once_and_a_struck_one_not_at_all(office: Organisation, keeper: User) -> None:
    token = uuid4()
    first = cost(office, keeper, token=token)
    assert cost(office, keeper, token=token).pk == first.pk
    second = cost(office, keeper, amount=Decimal("0.01"))
    cost(office, keeper, day=TODAY - timedelta(days=366))
    office_costs.strike_cost(cost=second, reason="Doppelt", by=keeper, at=AT)
    office_costs.strike_cost(cost=second, reason="Noch einmal", by=keeper, at=AT)
    rows = office_costs.costs_of(office, TODAY.year)
    assert [one.struck_because for one in rows] == ["", "Doppelt"]
    assert office_costs.total_of(rows) == Decimal("1000.00")
    acts = Entry.objects.filter(action__startswith="cooperation.cost").values_list("action", flat=True)
    assert sorted(acts) == ["cooperation.cost_recorded"] * 3 + ["cooperation.cost_struck"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"day": TODAY + timedelta(days=1)}, "kommt erst"),
        ({"purpose": " "}, "wofür"),
        ({"receipt": " "}, "Beleg"),
        ({"amount": Decimal(0)}, "passt nicht"),
        ({"amount": Decimal("NaN")}, "passt nicht"),
        ({"amount": Decimal(10) ** 9}, "passt nicht"),
    ],
)
def test_what_is_refused(office: Organisation, keeper: User, facts: dict[str, Any], words: str) -> None:
    with pytest.raises(CooperationRefused, match=words):
        cost(office, keeper, **facts)
    assert not OfficeCost.objects.exists()


def test_only_who_keeps_the_costs_writes_and_only_of_a_coordination_office(
    office: Organisation, keeper: User
) -> None:
    worker, rav = person("fachkraft", office, Role.CASEWORKER), body("rav", "rav")
    for by in (worker, person("fremd", rav, Role.COORDINATOR)):
        with pytest.raises(CooperationRefused, match="leitet oder verwaltet"):
            cost(office, by)
    with pytest.raises(CooperationRefused, match="keine Koordinationsstelle"):
        cost(rav, person("rav-leitung", rav, Role.TEAM_LEAD))
    row = cost(office, keeper)
    with pytest.raises(CooperationRefused, match="leitet oder verwaltet"):
        office_costs.strike_cost(cost=row, reason="x", by=worker, at=AT)
    with pytest.raises(CooperationRefused, match="warum"):
        office_costs.strike_cost(cost=row, reason=" ", by=keeper, at=AT)


def test_how_it_is_shared_is_data_of_the_region_with_a_day(office: Organisation) -> None:
    sharing = office_costs.sharing_in(office, on=TODAY)
    assert sharing is not None
    assert [(one.id, one.parts) for one in sharing.shares] == [("rav", 1), ("iv", 1), ("social", 1)]
    assert office_costs.sharing_in(office, on=date(2009, 2, 28)) is None
    assert office_costs.sharing_in(body("anderswo", region="CH-SO"), on=TODAY) is None


def test_the_page_from_the_cost_to_the_thirds(
    office: Organisation, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    page, browser = reverse("coordination:costs", args=[office.code]), client_of(keeper)
    assert browser.get(reverse("coordination:index")).headers["Location"] == page
    assert page.rpartition(office.code)[0] in text_of(browser.get(page))
    typed = {
        "day": TODAY.isoformat(),
        "purpose": "Miete",
        "amount": "100,00",
        "receipt": "R-7",
        "token": uuid4(),
    }
    add = reverse("coordination:add", args=[office.code])
    assert "Betrag in CHF" in text_of(browser.get(add))
    assert browser.post(add, typed).headers["Location"] == page
    shown = text_of(browser.get(page))
    for words in (
        "Arbeitsvermittlung (RAV)",
        "IV-Stelle",
        "Sozialhilfe",
        "33.34",
        "33.33",
        "ZESO 1/2009",
        "CHF",
    ):
        assert words in shown, words
    row = OfficeCost.objects.get()
    strike = reverse("coordination:strike", args=[office.code, row.uuid])
    assert browser.post(strike, {"reason": ""}).status_code == 422
    assert browser.post(strike, {"reason": "Doppelt"}).headers["Location"] == page
    assert "Doppelt" in text_of(browser.get(page))
    assert browser.get(page, {"jahr": "1999"}).status_code == 200


def test_others_do_not_find_the_page(office: Organisation, keeper: User) -> None:
    rav = body("rav", "rav")
    stranger, worker = person("fremd", rav, Role.COORDINATOR), person("fachkraft", office, Role.CASEWORKER)
    page = reverse("coordination:costs", args=[office.code])
    assert client_of(stranger).get(page).status_code == 404
    assert "Keine Koordinationsstelle" in text_of(client_of(stranger).get(reverse("coordination:index")))
    assert client_of(worker).get(page).status_code == 200
    add = reverse("coordination:add", args=[office.code])
    assert client_of(worker).get(add).status_code == 403
    assert client_of(stranger).post(add, {}).status_code == 404
    menu = reverse("coordination:index")
    assert f'href="{menu}"' in text_of(client_of(worker).get(reverse("worklist:index")))
    assert f'href="{menu}"' not in text_of(client_of(stranger).get(reverse("worklist:index")))
