"""Who reaches what: every URL, every method, every member of the cast, with canaries in every field of the case."""

from datetime import timedelta
from itertools import product

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.cases.models import Case
from tests import thorough
from tests.access.answers import answers_to
from tests.access.asking import counted, headers_of
from tests.access.planting import FOUND, NO_CASE, text_of
from tests.access.stage import AUDIENCE, CANARY, METHODS, Arguments, clients, comparable, pages_for, url
from tests.access.strangers import STRANGERS
from tests.access.turns import DAY, REST, about_the_case, about_the_rest
from tests.access.urls import all_pages
from tests.fixtures import AT, World
from tests.web.browsing import client_of

IN_A_RUN, IN_FULL = 13_000, 300_000
# of no case: what a stranger may read anyway
THEIRS = {"quality officer": {"Bericht"}}  # the figures of their own service


@pytest.mark.requirement("R-01", figure="100 % of the URLs")
def test_every_url_stands_in_the_table() -> None:
    names = {page.name for page in all_pages()}
    assert names - set(AUDIENCE) == set(), "not in tests/access/table.yaml"
    assert set(AUDIENCE) - names == set(), "in the table, but no page"


@pytest.mark.one_database
def test_as_many_days_as_strangers_ask_the_whole_matrix() -> None:
    for ask, audiences in ((about_the_case, ("case",)), (about_the_rest, REST)):
        asked = {
            (one, question.page, question.method)
            for one in STRANGERS
            for day in range(DAY, DAY + len(STRANGERS))
            for question in ask(one, day=day)
        }
        assert asked == set(product(STRANGERS, pages_for(*audiences), METHODS))


@pytest.mark.one_database
def test_a_run_asks_as_much_as_it_is_said_to() -> None:
    cases = [question for one in STRANGERS for question in about_the_case(one)]
    rest = [question for one in STRANGERS for question in about_the_rest(one)]
    assert 2 * len(cases) + len(rest) >= (IN_FULL if thorough.FULL else IN_A_RUN)
    for asked, audiences in ((cases, ("case",)), (rest, REST)):
        pairs = {(question.page, question.method) for question in asked}
        assert pairs == set(product(pages_for(*audiences), METHODS)), "each page by each method"


# one database: what an answer shows of a row that was found or not is the program's doing; that each finds the same
# rows is said by tests/access/test_rules.py, and that PostgreSQL serves every page by the people of the service below
@pytest.mark.one_database
@pytest.mark.requirement(
    "R-02",
    figure="each page of a case and a missing one x 7 methods, GET and POST by 5 of 14 strangers; FULL=1: all, 0 leaks",
)
@pytest.mark.requirement("R-03", figure="0 differences of status, body and number of queries")
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_strangers_case_looks_like_a_missing_one(
    stranger: str, world: World, arguments: Arguments, guarded: Case
) -> None:
    client = STRANGERS[stranger](world, guarded)
    by, with_account = headers_of(client), settings.SESSION_COOKIE_NAME in client.cookies
    refusals = {404, 405} if with_account else {302, 405}  # 302: to the login, whatever was asked
    for question in about_the_case(stranger):
        real, asked = counted(question, by, arguments.real)
        missing, asked_in_vain = counted(question, by, arguments.missing)
        where = f"{question} on DAY={DAY}"
        assert real.status_code in refusals, where
        assert real.status_code == missing.status_code, where
        assert comparable(real) == comparable(missing), where
        assert asked == asked_in_vain, f"{where}: the number of queries tells them apart"
        assert CANARY not in real.content.decode(errors="replace"), where


@pytest.mark.one_database
@pytest.mark.requirement(
    "R-02",
    figure="each other page x 7 methods, GET by 3 of 14 strangers; FULL=1: all in 4 ways, 0 canaries",
)
@pytest.mark.parametrize("stranger", STRANGERS)
def test_no_other_page_tells_a_stranger_anything_of_the_case(
    stranger: str, world: World, arguments: Arguments, guarded: Case
) -> None:
    by, found = headers_of(STRANGERS[stranger](world, guarded)), {}
    for question in about_the_rest(stranger):
        answer = question.put(by, arguments.real)
        if answer.status_code >= 500:
            found[str(question)] = {str(answer.status_code)}
        names = {one.removeprefix(f"{CANARY}-").rstrip(".") for one in FOUND.findall(text_of(answer))}
        if leaks := names - NO_CASE - THEIRS.get(stranger, set()):
            found[str(question)] = leaks
    assert found == {}, f"on DAY={DAY}"


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
