"""The menu of the header and the foot are put together once for all; each reader meets their own all the same."""

from datetime import date
from typing import Any

import pytest

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from tests.fixtures import AT, World
from tests.web.browsing import client_of

WORDS = {"de": ("Für mich", "Barriere melden"), "fr": ("Pour moi", "Signaler un obstacle")}
LEAD, ADMINISTRATION, CASEWORK = "/unterlagen/quarantaene/", "/verwaltung/", "/notzugang/"


@pytest.fixture
def root(world: World) -> User:
    user = members.add_user(
        username="root", first_name="Root", last_name="Muster", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=user, organisation=world.service, role=Role.ADMINISTRATOR, valid_from=date(2020, 1, 1), by=None,
        at=AT,
    )  # fmt: skip
    return user


def menu(answer: Any) -> str:
    text = str(answer.content.decode())
    return text[text.index('<div class="rf-menu__areas">') : text.index("</details>")]


def entries(user: User) -> set[str]:
    told = menu(client_of(user).get("/gibt-es-nicht"))
    return {one for one in (LEAD, ADMINISTRATION, CASEWORK) if f'href="{one}"' in told}


def test_each_reader_meets_what_they_may_open_whoever_came_before(world: World, root: User) -> None:
    theirs: list[tuple[User, set[str]]] = [
        (world.lena, {LEAD, CASEWORK}),
        (root, {ADMINISTRATION}),
        (world.anna, {CASEWORK}),
        (world.quirin, set()),
    ]
    for user, expected in (*theirs, *reversed(theirs)):
        assert entries(user) == expected, user


def test_each_reader_meets_their_own_language(world: World) -> None:
    for language in ("de", "fr", "de", "fr"):
        User.objects.filter(pk=world.anna.pk).update(language=language)
        world.anna.refresh_from_db()
        answer = client_of(world.anna).get("/gibt-es-nicht")
        others = {one for key, said in WORDS.items() if key != language for one in said}
        assert all(one in answer.text for one in WORDS[language])
        assert not [one for one in others if one in answer.text]


def test_the_menu_says_where_one_is(world: World) -> None:
    client = client_of(world.anna)
    for address, marked in (("/vertretung/", 1), ("/gibt-es-nicht", 0), ("/notzugang/", 1)):
        told = menu(client.get(address))
        assert told.count('aria-current="true"') == marked, address
        if marked:
            assert f'href="{address}" aria-current="true"' in told


def test_it_is_put_together_once(world: World) -> None:
    client = client_of(world.anna)
    client.get("/gibt-es-nicht")
    parts = {template.name for template in client.get("/gibt-es-nicht").templates}
    assert "components/user_menu.html" in parts
    assert not {"components/_menu_areas.html", "components/footer.html"} & parts
