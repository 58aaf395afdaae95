"""Hand a case over, close it, open it again."""

from typing import Any

import pytest

from roterfaden.cases import handover as domain
from roterfaden.cases.choices import CaseState, EventKind
from roterfaden.cases.models import Case, CaseEvent
from tests.cases.makers import at_rest, closed
from tests.fixtures import AT, World
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, text_of


def address(case: Case, page: str) -> str:
    return f"/faelle/{case.code}/{page}/"


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


HAND_OVER: dict[str, Any] = {"to": "bela", "reason": "Urlaub bis März.", "revision": 1}
CLOSE: dict[str, Any] = {
    "result": "de-placed-permanent",
    "gaps_reason": "Alles Weitere ist verabredet.",
    "closed_on": "2026-11-24",
    "reason": "Unbefristet angestellt.",
    "revision": 1,
}
REOPEN: dict[str, Any] = {"reason": "Kündigung droht.", "revision": 2}


def test_a_case_is_handed_over_with_a_trace(world: World, case: Case) -> None:
    response = client_of(world.anna).post(address(case, "uebergabe"), HAND_OVER)
    assert (response.status_code, response["Location"]) == (302, f"/faelle/{case.code}/")
    event = CaseEvent.objects.get(kind=EventKind.HANDED_OVER)
    assert (now(case).responsible, event.reason, event.from_user) == (
        world.bela,
        "Urlaub bis März.",
        world.anna,
    )


def test_a_case_is_closed_and_opened_again(world: World, case: Case) -> None:
    at_rest(case, by=world.anna)
    client = client_of(world.anna)
    assert client.post(address(case, "abschluss"), CLOSE).status_code == 302
    assert (now(case).state, now(case).result) == (CaseState.CLOSED, "permanent")
    assert client.post(address(case, "wieder-oeffnen"), REOPEN).status_code == 302
    assert now(case).state == CaseState.OPEN
    assert CaseEvent.objects.filter(kind=EventKind.REOPENED).get().reason == "Kündigung droht."


def test_what_is_open_is_listed_with_links_and_asks_for_a_sentence(world: World, case: Case) -> None:
    client = client_of(world.anna)
    page = text_of(client.get(address(case, "abschluss")))
    assert "Das ist noch offen" in page
    assert f"/faelle/{case.code}/kette/1/schritt/1/" in page
    assert "Auftrag läuft weiter" in page
    response = client.post(address(case, "abschluss"), CLOSE | {"gaps_reason": ""})
    assert response.status_code == 422
    assert "warum trotzdem abgeschlossen wird" in text_of(response)
    assert "Unbefristet angestellt." in text_of(response)
    assert now(case).state == CaseState.OPEN
    assert client.post(address(case, "abschluss"), CLOSE).status_code == 302
    assert now(case).state == CaseState.CLOSED
    kept = text_of(client.get(address(case, "aufbewahrung")))
    assert "Offener Schritt: 1" in kept
    assert "Alles Weitere ist verabredet." in kept


def test_only_who_decides_about_the_case_may(world: World, case: Case) -> None:
    at_rest(case, by=world.anna)
    for page, typed in (("uebergabe", HAND_OVER), ("abschluss", CLOSE), ("wieder-oeffnen", REOPEN)):
        assert client_of(world.bela).get(address(case, page)).status_code == 403
        assert client_of(world.bela).post(address(case, page), typed).status_code == 403
        assert client_of(world.lena).get(address(case, page)).status_code == 200
    assert (now(case).responsible, now(case).state) == (world.anna, CaseState.OPEN)
    links = text_of(client_of(world.bela).get(f"/faelle/{case.code}/akte/"))
    assert "/uebergabe/" not in links
    assert "/abschluss/" not in links


def test_the_team_lead_hands_over_for_others(world: World, case: Case) -> None:
    assert client_of(world.lena).post(address(case, "uebergabe"), HAND_OVER).status_code == 302
    assert now(case).responsible == world.bela


def test_two_who_hand_over_at_once_the_second_is_told(world: World, case: Case) -> None:
    domain.hand_over(case=now(case), to=world.lena, reason="Teamwechsel.", revision=1, by=world.lena, at=AT)
    response = client_of(world.lena).post(address(case, "uebergabe"), HAND_OVER)
    conflict = response.context["conflict"]
    assert response.status_code == 409
    assert [(v.label, v.mine) for v in conflict.fields] == [
        ("Neu zuständig", "Bela Muster"),
        ("Grund in einem Satz", "Urlaub bis März."),
    ]
    assert conflict.fields[0].stored == "Lena Muster (jetzt zuständig)"
    assert conflict.changed_by == "Lena Muster"
    assert now(case).responsible == world.lena


def test_closing_what_was_handed_over_meanwhile_is_told(world: World, case: Case) -> None:
    at_rest(case, by=world.anna)
    domain.hand_over(case=now(case), to=world.bela, reason="Teamwechsel.", revision=1, by=world.anna, at=AT)
    response = client_of(world.bela).post(address(case, "abschluss"), CLOSE)
    assert response.status_code == 409
    assert "Unbefristet angestellt." in text_of(response)
    assert now(case).state == CaseState.OPEN


@pytest.mark.parametrize(
    ("page", "typed", "wrong", "sentence"),
    [
        ("uebergabe", HAND_OVER, {"reason": ""}, "Grund in einem Satz"),
        ("uebergabe", HAND_OVER, {"to": "anna"}, "Diese Person ist schon zuständig"),
        ("uebergabe", HAND_OVER, {"to": "fritz"}, "Bitte wählen Sie etwas aus der Liste"),
        ("uebergabe", HAND_OVER, {"revision": "x"}, "Bitte laden Sie die Seite neu"),
        ("abschluss", CLOSE, {"result": ""}, "Bitte wählen Sie etwas aus der Liste"),
        ("abschluss", CLOSE, {"closed_on": "2026-11-25"}, "liegt in der Zukunft"),
        ("abschluss", CLOSE, {"closed_on": "2026-11-01"}, "vor der Eröffnung"),
        ("abschluss", CLOSE, {"closed_on": "10000-01-01"}, "Das ist kein Datum"),
        ("abschluss", CLOSE, {"reason": " "}, "Wie kam es zu diesem Ergebnis?"),
    ],
)
def test_what_is_wrong_is_said(
    world: World, case: Case, page: str, typed: dict[str, Any], wrong: dict[str, str], sentence: str
) -> None:
    at_rest(case, by=world.anna)
    response = client_of(world.anna).post(address(case, page), typed | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert wrong.get("reason", typed["reason"]) in text_of(response)
    assert (now(case).state, now(case).responsible) == (CaseState.OPEN, world.anna)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused(world: World, case: Case, text: str) -> None:
    at_rest(case, by=world.anna)
    for page, typed in (("uebergabe", HAND_OVER), ("abschluss", CLOSE)):
        response = client_of(world.anna).post(address(case, page), typed | {"reason": text})
        assert response.status_code == 422
        assert text[:200] in text_of(response)


def test_in_the_wrong_state_the_page_says_so(world: World, case: Case) -> None:
    client = client_of(world.anna)
    assert "Der Fall ist schon offen" in text_of(client.get(address(case, "wieder-oeffnen")))
    assert client.post(address(case, "wieder-oeffnen"), REOPEN | {"revision": 1}).status_code == 422
    closed(case, by=world.anna)
    for page, typed in (("uebergabe", HAND_OVER), ("abschluss", CLOSE)):
        assert "Der Fall ist abgeschlossen" in text_of(client.get(address(case, page)))
        response = client.post(address(case, page), typed | {"revision": 2})
        assert response.status_code == 422
        assert "Öffnen Sie ihn zuerst" in text_of(response)


def test_strangers_see_a_missing_page(world: World, case: Case) -> None:
    for page, typed in (("uebergabe", HAND_OVER), ("abschluss", CLOSE), ("wieder-oeffnen", REOPEN)):
        assert_hidden_from(world.fritz, address(case, page), case.code, **typed)
    assert (now(case).state, now(case).responsible) == (CaseState.OPEN, world.anna)
