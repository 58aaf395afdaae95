"""The person reads who opened the file, and apart from it who saw the name in a list."""

import pytest
from django.urls import reverse

from roterfaden.cases.models import Case
from tests.access.planting import text_of
from tests.consent.makers import set_stage
from tests.fixtures import World
from tests.portal.makers import come_in, give_client
from tests.web.browsing import client_of, stop_clock

LISTED = "Diese Menschen haben meinen Namen in einer Liste gesehen"


@pytest.mark.requirement("R-46", figure="seen in a list is told apart, on the page and in the PDF")
def test_who_saw_the_name_in_a_list_did_not_open_the_file(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    client_of(world.anna).get(reverse("casefile:person", args=[case.code]))
    for _time in range(2):
        assert case.file_number in text_of(client_of(world.lena).get(reverse("caselist:index")))
    client = come_in(give_client(world, case))
    opened, listed = text_of(client.get("/portal/wissen/")).split(LISTED)
    assert f"{world.anna}: 1-mal" in opened
    assert str(world.lena) not in opened
    assert f"{world.lena}: 2-mal" in listed
    assert str(world.anna) not in listed
    pdf = " ".join(text_of(client.get(reverse("portal:known_file", args=["pdf"]))).split())
    opened, listed = pdf.rsplit(LISTED, 1)
    assert f"{world.anna} 1 24.11.2026" in opened
    assert f"{world.lena} 2 24.11.2026" in listed


def test_one_body_may_know_and_several_may(world: World, case: Case) -> None:
    client, stage = come_in(give_client(world, case)), set_stage(world, case)
    stage.consent()
    page = text_of(client.get("/portal/wissen/"))
    assert "darf wissen:" in page
    assert "dürfen wissen:" not in page
    stage.consent(recipients=[stage.company, stage.office])
    assert "dürfen wissen:" in text_of(client.get("/portal/wissen/"))
