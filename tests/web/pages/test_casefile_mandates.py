"""The orders of a case."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from roterfaden.cases import mandates
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.models import Case, Mandate
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, text_of


def address(case: Case, page: str = "") -> str:
    return f"/faelle/{case.code}/auftraege/{page}"


def typed(**other: Any) -> dict[str, Any]:
    return {
        "kind": "securing",
        "commissioner": "ina",
        "valid_from": "2026-11-01",
        "valid_until": "2027-03-31",
        "hours_per_month": "7,5",
        "goal": "Arbeitsplatz erhalten",
    } | other


def edit_page(case: Case) -> str:
    return address(case, f"{case.mandates.get().uuid}/aendern/")


def test_an_order_is_added_and_shown(world: World, case: Case) -> None:
    client = client_of(world.anna)
    response = client.post(address(case, "neu/"), typed())
    assert (response.status_code, response["Location"]) == (302, address(case))
    body = text_of(client.get(address(case)))
    assert "Sicherung: Integrationsamt Nordland" in body
    assert "7,5 Stunden im Monat" in body
    assert "in 127 Tagen" in body
    assert body.index("Vermittlung: Agentur") < body.index("Sicherung: Integrationsamt")


def test_commissioners_stand_under_the_name_that_the_tenant_chose(world: World, case: Case) -> None:
    world.service.kind_labels = {"integration_office": "Inklusionsamt"}
    world.service.save(update_fields=["kind_labels"])
    body = text_of(client_of(world.anna).get(address(case, "neu/")))
    assert '<optgroup label="Inklusionsamt">' in body
    assert "IFD Neuhafen</option>" not in body


def test_an_order_is_extended(world: World, case: Case) -> None:
    client = client_of(world.bela)
    assert '<option value="afa" selected>' in text_of(client.get(edit_page(case)))
    extended = typed(kind="placement", commissioner="afa", valid_from="2026-11-24", revision=1)
    assert client.post(edit_page(case), extended).status_code == 302
    order = case.mandates.get()
    assert (str(order.valid_until), order.revision, order.hours_per_month) == (
        "2027-03-31",
        2,
        Decimal("7.5"),
    )


def test_the_second_of_two_editors_sees_both(world: World, case: Case) -> None:
    client_of(world.bela).post(edit_page(case), typed(revision=1))
    response = client_of(world.anna).post(
        edit_page(case), typed(commissioner="afa", goal="Anderes", revision=1)
    )
    assert response.status_code == 409
    assert [(v.label, v.mine, v.stored) for v in response.context["conflict"].fields] == [
        ("Auftraggeber", "Agentur für Arbeit Neuhafen", "Integrationsamt Nordland"),
        ("Ziel des Auftrags", "Anderes", "Arbeitsplatz erhalten"),
    ]
    assert "Bela Muster" in text_of(response)
    assert case.mandates.get().goal == "Arbeitsplatz erhalten"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": ""}, "Bitte wählen Sie etwas aus der Liste"),
        ({"commissioner": ""}, "wer den Auftrag erteilt hat"),
        ({"commissioner": "nirgends"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"valid_until": "2026-10-31"}, "endet vor seinem Beginn"),
        ({"valid_from": "10000-01-01"}, "Das ist kein Datum"),
        ({"hours_per_month": "-1"}, "Umfang"),
        ({"hours_per_month": "NaN"}, "Umfang"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, case: Case, wrong: dict[str, str], sentence: str
) -> None:
    for page in (address(case, "neu/"), edit_page(case)):
        response = client_of(world.anna).post(page, typed(revision=1, **wrong))
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert "Arbeitsplatz erhalten" in text_of(response)
    assert case.mandates.get().kind == MandateKind.PLACEMENT


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused(world: World, case: Case, text: str) -> None:
    response = client_of(world.anna).post(address(case, "neu/"), typed(goal=text))
    assert response.status_code == 422
    assert text[:200] in text_of(response)


def test_a_closed_case_takes_no_orders(world: World, case: Case) -> None:
    page = edit_page(case)
    closed(case, by=world.anna)
    client = client_of(world.anna)
    assert "Auftrag hinzufügen" not in text_of(client.get(address(case)))
    assert "<textarea" not in text_of(client.get(address(case, "neu/")))
    for where in (address(case, "neu/"), page):
        response = client.post(where, typed(revision=1))
        assert response.status_code == 422
        assert "Der Fall ist abgeschlossen. Öffnen Sie ihn zuerst" in text_of(response)
    assert Mandate.objects.count() == 1


def test_strangers_see_a_missing_page(world: World, case: Case) -> None:
    for page in (address(case), address(case, "neu/"), edit_page(case)):
        assert_hidden_from(world.klara, page, case.code, **typed(revision=1))
    assert case.mandates.get().kind == MandateKind.PLACEMENT


def test_the_number_of_queries_does_not_grow(world: World, case: Case) -> None:
    client = client_of(world.anna)
    client.get(address(case))
    few = count_queries(client, address(case))
    for n in range(30):
        facts = mandates.MandateFacts(
            kind=MandateKind.MEASURE,
            valid_from=TODAY + timedelta(days=n),
            commissioner=world.office,
            goal="Ein Ziel",
        )
        mandates.record_mandate(case=case, facts=facts, by=world.anna, at=AT)
    assert count_queries(client, address(case)) == few
