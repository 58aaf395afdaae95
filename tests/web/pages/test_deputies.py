"""Who stands in for whom."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.accounts import members
from roterfaden.accounts.models import Deputy
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of, count_queries, text_of

URL = "/vertretung/"


def typed(**other: Any) -> dict[str, Any]:
    return {
        "absent": "bela",
        "deputy": "anna",
        "organisation": "ifd-neuhafen",
        "valid_from": "2026-11-24",
        "valid_until": "2026-12-04",
    } | other


def name(world: World, days: int = 0) -> Deputy:
    return members.name_deputy(
        absent=world.bela,
        deputy=world.anna,
        organisation=world.service,
        valid_from=TODAY + timedelta(days=days),
        valid_until=TODAY + timedelta(days=days + 1),
        by=world.bela,
        at=AT,
    )


def test_one_names_somebody_for_oneself(world: World) -> None:
    client = client_of(world.bela)
    assert client.post(URL + "neu/", typed()).status_code == 302
    row = Deputy.objects.get()
    assert (row.absent, row.deputy, str(row.valid_until)) == (world.bela, world.anna, "2026-12-04")
    mine, theirs = text_of(client.get(URL)), text_of(client_of(world.anna).get(URL))
    assert "<strong>Anna Muster</strong> für Bela Muster" in mine
    assert "Beenden" in mine
    assert "<strong>Anna Muster</strong> für Bela Muster" in theirs
    assert "Beenden" not in theirs


def test_team_leads_name_somebody_for_their_colleagues(world: World) -> None:
    client = client_of(world.lena)
    assert "In meinem Dienst" in text_of(client.get(URL))
    assert client.post(URL + "neu/", typed()).status_code == 302
    assert Deputy.objects.get().absent == world.bela


def test_nobody_else_names_somebody_for_others(world: World) -> None:
    response = client_of(world.anna).post(URL + "neu/", typed(deputy="lena"))
    assert response.status_code == 422
    assert not Deputy.objects.exists()


def test_who_named_it_ends_it(world: World) -> None:
    row = name(world)
    assert client_of(world.anna).post(f"{URL}{row.uuid}/beenden/").status_code == 403
    assert client_of(world.bela).post(f"{URL}{row.uuid}/beenden/").status_code == 302
    assert Deputy.objects.get().valid_until == TODAY
    coming = name(world, days=5)
    assert client_of(world.lena).post(f"{URL}{coming.uuid}/beenden/").status_code == 302
    assert not Deputy.objects.filter(pk=coming.pk).exists()


def test_strangers_find_no_deputyship_of_others(world: World) -> None:
    row = name(world)
    for stranger in (world.fritz, world.quirin):
        client = client_of(stranger)
        assert client.post(f"{URL}{row.uuid}/beenden/").status_code == 404
        assert client.get(f"{URL}{row.uuid}/beenden/").status_code == 405
        assert "für Bela Muster" not in text_of(client.get(URL))
    assert Deputy.objects.get().valid_until == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"deputy": ""}, "Bitte wählen Sie etwas aus der Liste"),
        ({"deputy": "bela"}, "Niemand kann sich selbst vertreten"),
        ({"deputy": "fritz"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"organisation": "ifd-altstadt"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"valid_until": "2026-11-01"}, "Das Ende liegt vor dem Beginn"),
        ({"valid_until": "10000-01-01"}, "Das ist kein Datum"),
        ({"valid_from": ""}, "von"),
        ({"absent": "x" * 1_000_000}, "Bitte wählen Sie etwas aus der Liste"),
    ],
    ids=range(8),
)
def test_what_is_wrong_is_said_and_what_was_chosen_stays(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    response = client_of(world.bela).post(URL + "neu/", typed(**wrong))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert wrong.get("valid_until", "2026-12-04") in text_of(response)
    assert not Deputy.objects.exists()


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    client = client_of(world.bela)
    name(world)
    client.get(URL)
    few = count_queries(client, URL)
    for n in range(1, 30):
        name(world, days=n * 3)
    assert count_queries(client, URL) == few


def test_who_works_nowhere_sees_an_empty_page(world: World) -> None:
    world.fritz.memberships.update(valid_until=TODAY - timedelta(days=1))
    client = client_of(world.fritz)
    assert client.get(URL).status_code == 200
    assert client.post(URL + "neu/", typed(absent="fritz")).status_code == 422
