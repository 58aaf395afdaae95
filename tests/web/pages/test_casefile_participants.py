"""Colleagues of other organisations in a case."""

from typing import Any

import pytest

from roterfaden.accounts.models import Membership
from roterfaden.cases import participants
from roterfaden.cases.models import Case, CaseParticipant
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, text_of


def address(case: Case, page: str = "") -> str:
    return f"/faelle/{case.code}/beteiligte/{page}"


def typed(world: World, **other: Any) -> dict[str, Any]:
    klara = Membership.objects.get(user=world.klara)
    return {
        "colleague": str(klara.pk),
        "function": "Sachbearbeitung Reha",
        "valid_from": "2026-11-24",
        "valid_until": "",
        "agreed": "on",
    } | other


def take_part(world: World, case: Case) -> CaseParticipant:
    return participants.add_participant(
        case=case,
        user=world.klara,
        organisation=world.agency,
        function="Sachbearbeitung Reha",
        valid_from=TODAY,
        valid_until=None,
        agreed=True,
        by=world.anna,
        at=AT,
    )


def test_a_colleague_takes_part_and_sees_the_case(world: World, case: Case) -> None:
    theirs = client_of(world.klara)
    assert theirs.get(address(case)).status_code == 404
    response = client_of(world.anna).post(address(case, "neu/"), typed(world))
    assert (response.status_code, response["Location"]) == (302, address(case))
    body = text_of(theirs.get(address(case)))
    assert "Klara Muster" in body
    assert "Sachbearbeitung Reha" in body
    assert "Fachkraft beteiligen" not in body
    assert "Jetzt beenden" not in body


def test_ended_the_colleague_sees_nothing_at_once(world: World, case: Case) -> None:
    row = take_part(world, case)
    client = client_of(world.anna)
    assert "Jetzt beenden" in text_of(client.get(address(case)))
    assert client.post(address(case, f"{row.uuid}/beenden/")).status_code == 302
    assert client_of(world.klara).get(address(case)).status_code == 404
    assert "sieht nichts mehr" in text_of(client.get(address(case)))


def test_only_people_of_other_organisations_are_on_offer(world: World, case: Case) -> None:
    body = text_of(client_of(world.anna).get(address(case, "neu/")))
    assert "Klara Muster, Sachbearbeitung beim Auftraggeber" in body
    assert "Fritz Muster, Fachkraft" in body
    assert "Bela Muster, Fachkraft" not in body


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"agreed": ""}, "Ohne Einverständnis darf niemand aufgenommen werden"),
        ({"function": ""}, "Aufgabe im Fall"),
        ({"colleague": "999999"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"valid_until": "2026-11-01"}, "Das Ende liegt vor dem Beginn"),
        ({"valid_from": "10000-01-01"}, "Das ist kein Datum"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, case: Case, wrong: dict[str, str], sentence: str
) -> None:
    response = client_of(world.anna).post(address(case, "neu/"), typed(world, **wrong))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert wrong.get("function", "Sachbearbeitung Reha") in text_of(response)
    assert not case.participants.exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused(world: World, case: Case, text: str) -> None:
    response = client_of(world.anna).post(address(case, "neu/"), typed(world, function=text))
    assert response.status_code == 422
    assert text[:200] in text_of(response)


def test_only_who_decides_about_the_case_may_share_it(world: World, case: Case) -> None:
    row = take_part(world, case)
    for who in (world.bela, world.klara):
        client = client_of(who)
        assert client.get(address(case, "neu/")).status_code == 403
        assert client.post(address(case, "neu/"), typed(world)).status_code == 403
        assert client.post(address(case, f"{row.uuid}/beenden/")).status_code == 403
    assert case.participants.get().ended_at is None


def test_a_closed_case_lets_nobody_in_but_out(world: World, case: Case) -> None:
    row = take_part(world, case)
    closed(case, by=world.anna)
    client = client_of(world.anna)
    assert "Fachkraft beteiligen" not in text_of(client.get(address(case)))
    refused = client.post(address(case, "neu/"), typed(world))
    assert refused.status_code == 422
    assert "Der Fall ist abgeschlossen. Öffnen Sie ihn zuerst" in text_of(refused)
    assert client.post(address(case, f"{row.uuid}/beenden/")).status_code == 302
    assert case.participants.get().ended_at == AT


def test_strangers_see_a_missing_page(world: World, case: Case) -> None:
    row = take_part(world, case)
    for page in ("", "neu/", f"{row.uuid}/beenden/"):
        assert_hidden_from(world.fritz, address(case, page), case.code, **typed(world))
    assert case.participants.get().ended_at is None


def test_the_number_of_queries_does_not_grow(world: World, case: Case) -> None:
    client = client_of(world.anna)
    participants.end_participation(row=take_part(world, case), by=world.anna, at=AT)
    client.get(address(case))
    few = count_queries(client, address(case))
    for _ in range(30):
        participants.end_participation(row=take_part(world, case), by=world.anna, at=AT)
    assert count_queries(client, address(case)) == few


def test_where_there_are_many_colleagues_the_office_comes_first(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roterfaden.web.casefile.participants.MOST_AT_ONCE", 0)
    client, page = client_of(world.anna), address(case, "neu/")
    first = client.get(page)
    assert world.agency.name in text_of(first)
    assert "Klara Muster" not in text_of(first)
    asked = client.get(page, {"office": world.agency.code})
    assert "Klara Muster" in text_of(asked)
    assert client.post(f"{page}?office={world.agency.code}", typed(world)).status_code == 302
    assert CaseParticipant.objects.get(case=case).user == world.klara


@pytest.mark.parametrize("office", ["", "gibt-es-nicht", "\x00", "x" * 10_000])
def test_an_office_that_is_not_on_the_list_is_asked_again(
    office: str, world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roterfaden.web.casefile.participants.MOST_AT_ONCE", 0)
    response = client_of(world.anna).get(address(case, "neu/"), {"office": office})
    assert response.status_code == 422
    assert "Bitte wählen Sie etwas aus der Liste." in text_of(response)
