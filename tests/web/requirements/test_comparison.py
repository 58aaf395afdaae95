"""Services beside each other in the browser: who sees them, what is shown, and nothing of a round that runs."""

from uuid import uuid4

import pytest
from django.test import Client

from roterfaden.accounts.choices import Role
from roterfaden.standards import assessing
from roterfaden.standards.choices import State
from tests.fixtures import AT, World
from tests.standards.makers import close_round, quality_officer
from tests.web.browsing import client_of, count_queries, stop_clock, text_of

PAGE = "/anforderungen/ifd-neuhafen/norm/kassys/vergleich/"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def auditor(world: World) -> Client:
    """Of the office of the Land, which sees the closed rounds of all its services."""
    return client_of(quality_officer(world.office, Role.AUDITOR))


def test_an_office_compares_the_services_of_its_land(world: World, auditor: Client) -> None:
    assert "Noch gibt es nichts zu vergleichen" in text_of(auditor.get(PAGE))
    other = quality_officer(world.other_service)
    close_round(world.service, {"P61-04": State.NOT, "P63-01": State.MET}, by=world.quirin, at=AT)
    close_round(world.other_service, {"P61-04": State.MET, "P63-01": State.MET}, by=other, at=AT)
    assert "Dienste im Vergleich" in text_of(auditor.get("/anforderungen/ifd-neuhafen/norm/kassys/"))
    told = text_of(auditor.get(PAGE))
    assert "IFD Altstadt" in told
    assert "1 von 2" in told
    unlike = text_of(auditor.get(f"{PAGE}?zeigen=unterschiede"))
    assert "P61-04" in unlike
    assert "P63-01" not in unlike
    # a round that runs is nobody's business yet
    found = assessing.begin(
        organisation=world.other_service, standard="kassys", subject="", token=uuid4(), by=other, at=AT
    )
    assessing.rate(
        assessment=found, code="P63-01", state=State.NOT, note="Zu eng.", revision=0, by=other, at=AT
    )
    assert "P63-01" not in text_of(auditor.get(f"{PAGE}?zeigen=unterschiede"))
    assert auditor.get(PAGE.replace("kassys", "kompatibilitaet")).status_code == 404
    assert auditor.get(PAGE.replace("kassys", "iso")).status_code == 404


def test_who_sees_one_service_alone_has_nothing_to_compare(world: World, auditor: Client) -> None:
    close_round(world.service, {"P61-04": State.MET}, by=world.quirin, at=AT)
    for user in (world.lena, world.anna, world.fritz):
        assert client_of(user).get(PAGE).status_code == 404
    assert "Dienste im Vergleich" not in text_of(
        client_of(world.lena).get("/anforderungen/ifd-neuhafen/norm/kassys/")
    )
    assert auditor.post(PAGE).status_code == 405


def test_a_second_service_costs_no_query_more(world: World, auditor: Client) -> None:
    close_round(world.service, {"P61-04": State.MET}, by=world.quirin, at=AT)
    other = quality_officer(world.other_service)
    one = count_queries(auditor, PAGE)
    close_round(world.other_service, {"P61-04": State.MET}, by=other, at=AT)
    assert count_queries(auditor, PAGE) == one
