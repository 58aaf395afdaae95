"""Who reaches what: every URL, every method, every member of the cast, with canaries in every field of the case."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from tests import thorough
from tests.access.answers import answers_to
from tests.access.asking import Question, counted, headers_of
from tests.access.stage import AUDIENCE, CANARY, METHODS, Arguments, clients, comparable, pages_for, url
from tests.access.urls import all_pages
from tests.fixtures import AT, World
from tests.web.browsing import client_of


@pytest.mark.requirement("R-01", figure="100 % of the URLs")
def test_every_url_stands_in_the_table() -> None:
    names = {page.name for page in all_pages()}
    assert names - set(AUDIENCE) == set(), "not in tests/access/table.yaml"
    assert set(AUDIENCE) - names == set(), "in the table, but no page"


# one database: what an answer shows of a row that was found or not is the program's doing; that each finds the same
# rows is said by tests/access/test_rules.py, and that PostgreSQL serves every page by the people of the service below
@pytest.mark.one_database
@pytest.mark.requirement(
    "R-02",
    figure="every case page x 7 methods x a caseworker of another service, GET and POST x 4 more, 0 leaks",
)
@pytest.mark.requirement("R-03", figure="0 differences of status, body and number of queries")
def test_a_strangers_case_looks_like_a_missing_one(
    arguments: Arguments, outsiders: list[User], case: Case
) -> None:
    """Fritz of the service next door by all methods, the others by those that do something; FULL=1: all by all."""
    checks = 0
    for user, client in clients(outsiders):
        methods = METHODS if thorough.FULL or user == outsiders[0] else ("get", "post")
        by = headers_of(client)
        for page in pages_for("case"):
            for method in methods:
                real, asked = counted(Question(page, method), by, arguments.real)
                missing, asked_in_vain = counted(Question(page, method), by, arguments.missing)
                where = f"{user} {method} {page.name}"
                assert real.status_code in {404, 405}, where
                assert real.status_code == missing.status_code, where
                assert comparable(real) == comparable(missing), where
                assert asked == asked_in_vain, f"{where}: the number of queries tells them apart"
                assert CANARY not in real.content.decode(errors="replace"), where
                checks += 1
    assert checks >= (7 + 2 * 4) * len(pages_for("case"))


@pytest.mark.one_database
@pytest.mark.requirement("R-02", figure="every other page x 5 outsiders, x 3 questions for one, 0 canaries")
def test_no_page_shows_an_outsider_anything_of_the_case(arguments: Arguments, outsiders: list[User]) -> None:
    """Fritz asks every page three ways, the others one in turn; FULL=1: all of them three."""
    ways = ("", f"?q={CANARY}", f"?q={arguments.real['code']}")
    for turn, (user, client) in enumerate(clients(outsiders)):
        for place, page in enumerate(pages_for("public", "staff", "casework", "admin", "guest")):
            whole = thorough.FULL or turn == 0
            for query in ways if whole else (ways[(turn + place) % len(ways)],):
                response = client.get(url(page, arguments.real) + query)
                seen = response.content.decode(errors="replace").replace(f'value="{CANARY}"', "")
                assert response.status_code < 500, f"{user} {page.name}"
                assert f"{CANARY}-" not in seen, f"{user} {page.name}"


def test_nobody_reaches_anything_without_login(arguments: Arguments) -> None:
    client = Client(raise_request_exception=False)
    for page in pages_for("staff", "casework", "case", "admin", "guest"):
        for method in ("get", "post"):
            response = getattr(client, method)(url(page, arguments.real))
            if AUDIENCE[page.name] == "guest" and method == "post":
                assert response.status_code in {403, 405}, page.name
                continue
            assert response.status_code in {302, 404, 405}, page.name
            if response.status_code == 302:
                door = "/portal/" if AUDIENCE[page.name] == "guest" else "/konto/"
                assert response.headers["Location"].startswith(door), page.name
            assert CANARY not in response.content.decode(errors="replace")


def test_the_people_of_the_service_see_the_case(world: World, arguments: Arguments) -> None:
    for user in (world.anna, world.bela, world.lena):
        for page, response in answers_to(user, pages_for("case"), arguments):
            # 422: a page that wants to be asked for something
            assert response.status_code in {200, 302, 303, 403, 404, 405, 409, 422}, f"{user} {page.name}"
        thread = client_of(user).get(reverse("cases:thread", args=[arguments.real["code"]]))
        assert CANARY in thread.content.decode()


def test_caseworkers_do_not_administer(world: World, arguments: Arguments) -> None:
    for user, client in clients([world.anna, world.lena, world.quirin, world.klara]):
        for page in pages_for("admin"):
            for method in ("get", "post"):
                response = getattr(client, method)(url(page, arguments.real))
                assert response.status_code in {403, 404, 405}, f"{user} {method} {page.name}"


def test_chains_are_kept_by_those_of_their_organisation_alone(world: World, arguments: Arguments) -> None:
    for user, client in clients([world.anna, world.fritz, world.klara]):
        for page in pages_for("keeping"):
            for method in METHODS:
                response = getattr(client, method)(url(page, arguments.real))
                assert response.status_code in {403, 404, 405}, f"{user} {method} {page.name}"
                assert CANARY not in response.content.decode(errors="replace")
    members.add_member(
        user=world.fritz,
        organisation=world.other_service,
        role=Role.QUALITY_OFFICER,
        valid_from=AT.date() - timedelta(days=9),
        by=None,
        at=AT,
    )
    for user, client in clients([world.fritz]):
        for page in pages_for("keeping"):
            response = client.get(url(page, arguments.real))
            assert response.status_code in {200, 404, 405}, f"{user} {page.name}"
            assert CANARY not in response.content.decode(errors="replace")
    for user, client in clients([world.quirin, world.lena]):
        for page in pages_for("keeping"):
            assert client.get(url(page, arguments.real)).status_code in {200, 405, 409}, f"{user} {page.name}"
