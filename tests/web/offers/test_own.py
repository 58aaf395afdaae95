"""Own offers, what a service says about a shipped one, places and the waiting list, through the pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.offers.list_of_offers import offers_of
from roterfaden.offers.models import OwnOffer, Waiting, WaitTurn
from roterfaden.offers.waiting import WaitingRefused, enter
from tests.fixtures import AT, TODAY, World, open_case
from tests.web.browsing import client_of, text_of

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {
    "service": "ifd-neuhafen", "title": "Bewerbungswerkstatt", "kind": "integration", "audience": "everybody",
    "valid_from": "2026-01-01", "places": "1", "revision": "0", "text_1": "Mindestens 18 Jahre", "fact_1": "age",
    "op_1": "gte", "value_1": "18", "text_2": "Möchte sich bewerben",
}  # fmt: skip


def test_an_own_offer_is_written_checked_and_changed_by_one_at_a_time(world: World, case: Case) -> None:
    lena, url = client_of(world.lena), reverse("offers:write_own")
    assert client_of(world.anna).post(url, GOOD).status_code == 403
    for wrong, sentence in (
        ({"title": ""}, "rf-field--error"),
        ({"value_1": "achtzehn"}, "Bedingung 1"),
        ({"op_1": "contains"}, "passt nicht zu"),
        ({"valid_until": "2025-01-01"}, "endet vor seinem Beginn"),
        ({"places": "-1"}, "rf-field--error"),
    ):
        refused = lena.post(url, GOOD | wrong)
        assert refused.status_code == 422, wrong
        assert sentence in text_of(refused), wrong
        assert "Möchte sich bewerben" in text_of(refused), "what was typed stays"
    assert not OwnOffer.objects.exists()
    assert lena.post(url, GOOD).status_code == 302
    own = OwnOffer.objects.get()
    assert [one.title for one in offers_of(world.service, on=TODAY) if one.id == own.key] == [GOOD["title"]]
    assert own.key not in {one.id for one in offers_of(world.other_service, on=TODAY)}
    page = reverse("offers:offer", args=[own.key])
    assert "Alter der Person: mindestens 18 Jahre" in text_of(client_of(world.anna).get(page))
    assert client_of(world.fritz).get(page).status_code == 404

    change = reverse("offers:change_own", args=[own.uuid])
    assert client_of(world.fritz).get(change).status_code == 404
    assert lena.post(change, GOOD | {"title": "Werkstatt", "revision": "1"}).status_code == 302
    clash = client_of(world.quirin).post(change, GOOD | {"title": "Kurs", "revision": "1"})
    assert clash.status_code == 409
    assert "Werkstatt" in text_of(clash)
    assert "Kurs" in text_of(clash)
    assert own.versions.get().content["title"] == "Bewerbungswerkstatt"

    shown = text_of(client_of(world.anna).get(reverse("admission:offer", args=[case.code, own.key])))
    assert "Bekannt ist: 35 Jahre." in shown
    lena.post(change, GOOD | {"valid_until": "2026-02-01", "revision": "2"})
    assert own.key not in {one.id for one in offers_of(world.service, on=TODAY)}, "it has ended"


def test_a_shipped_offer_is_overlaid_for_the_service_alone(world: World) -> None:
    url = reverse("offers:write_own") + "?zu=DE26-IFD"
    said = {"service": "ifd-neuhafen", "valid_from": "2026-01-01", "places": "7", "provider": "Unser Haus"}
    more = {"text_1": "Wohnt im Bezirk"}
    assert client_of(world.lena).post(url, said | more).status_code == 302
    assert client_of(world.lena).post(url, said).status_code == 422, "one overlay for each offer"
    here = next(one for one in offers_of(world.service, on=TODAY) if one.id == "DE26-IFD")
    there = next(one for one in offers_of(world.other_service, on=TODAY) if one.id == "DE26-IFD")
    assert (here.provider, here.places, len(here.criteria)) == ("Unser Haus", 7, len(there.criteria) + 1)
    assert there.provider == "Integrationsfachdienst im Auftrag"


def test_the_waiting_list_gives_a_place_once_and_keeps_every_reason(world: World, case: Case) -> None:
    client_of(world.lena).post(reverse("offers:write_own"), GOOD)
    key = OwnOffer.objects.get().key
    other = open_case(world, first_name="Mara")
    anna = client_of(world.anna)

    def wait(one: Case, **typed: str) -> Any:
        now = Waiting.objects.filter(case=one).last()
        known = {"since": TODAY.isoformat(), "urgency": "1", "revision": str(now.revision if now else 0)}
        return anna.post(reverse("admission:wait", args=[one.code, key]), known | {"reason": ""} | typed)

    assert wait(case, urgency="0").status_code == 422, "another rank needs a reason"
    assert wait(case, urgency="0", reason="Vertrag endet.").status_code == 302
    assert wait(other).status_code == 302
    assert wait(case, state="offered", reason="Platz frei.").status_code == 302
    full = wait(other, state="offered", reason="Auch.")
    assert full.status_code == 422
    assert "kein Platz frei" in text_of(full)
    assert wait(case, state="left", reason="Sprung").status_code == 422
    stale = {"state": "taken", "urgency": "0", "reason": "Beginn.", "revision": "1"}
    assert anna.post(reverse("admission:wait", args=[case.code, key]), stale).status_code == 422
    assert wait(case, state="taken", reason="Beginn.").status_code == 302
    assert [row.reason for row in WaitTurn.objects.filter(waiting__case=case).order_by("pk")] == [
        "Vertrag endet.", "Platz frei.", "Beginn.",
    ]  # fmt: skip
    places = text_of(anna.get(reverse("offers:places", args=[key])))
    assert "1 Plätze, 1 vergeben, 0 frei." in places
    assert "Mara" in places
    assert "Mara" not in text_of(client_of(world.quirin).get(reverse("offers:places", args=[key])))
    assert Entry.objects.filter(action="offers.waiting_turned").count() == 2
    with pytest.raises(WaitingRefused, match="früherer"):
        enter(
            case=case, offer=next(o for o in offers_of(world.service, on=TODAY) if o.is_historic), since=TODAY,
            urgency=1, reason="", by=world.anna, at=AT,
        )  # fmt: skip


def test_the_filter_knows_kind_and_audience(world: World, client: Client) -> None:
    client.force_login(world.anna)
    found = text_of(
        client.get(reverse("offers:index"), {"kind": "employer_benefit", "audience": "employers"})
    )
    assert reverse("offers:offer", args=["DE26-EINGLIEDERUNGSZUSCHUSS"]) in found
    assert reverse("offers:offer", args=["CH-LU-AUFBAU"]) not in found
    measure = text_of(client.get(reverse("offers:offer", args=["MASSNAHME-M13"])))
    assert "Stand 2006" in measure
