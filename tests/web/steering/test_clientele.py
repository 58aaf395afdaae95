"""With whom the services of a comparison work: shares beside each other, and no small group of either."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.people.facts import Said, Sitting, record_facts
from roterfaden.people.overlays import form_for
from roterfaden.statistics import engine
from roterfaden.steering.clientele import Mix, clientele
from tests.fixtures import AT, TODAY, World, open_case
from tests.web.browsing import client_of, stop_clock, text_of

HERE = "/qualitaet/menschen/"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    stop_clock(monkeypatch)
    settings.DATA_DIR = tmp_path
    engine.forget()


def people(world: World, *kinds: str) -> None:
    """One open case for each kind of disability."""
    for number, kind in enumerate(kinds):
        case = open_case(world, first_name=f"{kind}{number}", last_name=f"Nr{number}")
        record_facts(
            person=case.person, form=form_for(case.service, on=TODAY),
            sitting=Sitting(source="document", said_on=TODAY), said=[Said(item="3.1", value=kind)],
            health=True, scope=case, by=world.anna, at=AT,
        )  # fmt: skip


def disability(world: World) -> Mix:
    return clientele(world.service, on=TODAY)[0]


def test_shares_by_kind_of_disability(world: World) -> None:
    people(world, *["hearing"] * 6, *["mental"] * 3)
    found = disability(world)
    assert sorted(share.percent or 0 for share in found.shares) == [33, 67]
    assert not found.too_few


def test_a_small_group_is_hidden_with_what_gives_it_away(world: World) -> None:
    people(world, *["hearing"] * 6, *["mental"] * 5, "sight")
    shares = disability(world).shares
    hidden = [share for share in shares if share.percent is None]
    # one alone could be reckoned back from the sum
    assert len(hidden) >= 2
    assert not any(share.percent == round(100 / 12) for share in shares)


def test_two_people_are_too_few(world: World) -> None:
    people(world, "hearing", "mental")
    assert disability(world).too_few


def test_the_page_shows_the_services_beside_each_other(world: World) -> None:
    people(world, *["hearing"] * 6)
    assert client_of(world.lena).get(HERE).status_code == 404, "one service is no comparison"
    members.add_member(
        user=world.lena, organisation=world.other_service, role=Role.TEAM_LEAD,
        valid_from=date(2020, 1, 1), by=None, at=AT,
    )  # fmt: skip
    page = text_of(client_of(world.lena).get(HERE))
    assert "100 %" in page
    assert world.other_service.name in page
    assert "Zu wenige Personen, um sie zu zeigen:" in page
    for stranger in (world.klara, world.fritz):
        assert client_of(stranger).get(HERE).status_code == 404
