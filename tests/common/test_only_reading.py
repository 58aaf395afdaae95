"""While somebody reads nothing is written, and what was found out once holds until the end of the reading."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership
from roterfaden.accounts.queries import organisations_of, teams_of
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common.only_reading import ReadingPageWrote, found_once, only_reading
from roterfaden.web.guards import user_of, writing_view
from tests.fixtures import AT, TODAY, World


def test_a_reading_page_cannot_write(world: World) -> None:
    with pytest.raises(ReadingPageWrote), only_reading():
        world.anna.save(update_fields=["first_name"])


def test_a_form_that_is_only_shown_cannot_write_either(world: World) -> None:
    @writing_view("GET", "POST")
    def form(request: HttpRequest) -> HttpResponse:
        user_of(request).save(update_fields=["first_name"])
        return HttpResponse()

    def asked(method: str) -> int:
        request = RequestFactory().generic(method, "/")
        request.user = world.anna
        return form(request).status_code

    for method in ("GET", "HEAD"):
        with pytest.raises(ReadingPageWrote):
            asked(method)
    assert asked("POST") == 200


def test_where_somebody_belongs_is_asked_once_in_a_page_and_anew_in_the_next(
    world: World, case: Case
) -> None:
    anna = world.anna
    with only_reading(), CaptureQueriesContext(connection) as asked:
        assert list(cases_visible_to(anna, on=TODAY)) == [case]
        assert world.service in organisations_of(anna, on=TODAY, roles=[Role.CASEWORKER])
        assert not organisations_of(anna, on=TODAY, roles=[Role.AUDITOR]).exists()
        list(teams_of(anna, on=TODAY))
    assert len([row for row in asked if 'FROM "accounts_membership"' in row["sql"]]) == 1
    Membership.objects.filter(user=anna).delete()
    with only_reading():
        assert list(cases_visible_to(anna, on=TODAY)) == []
    assert not organisations_of(anna, on=TODAY).exists()


def test_two_people_in_one_reading_are_two(world: World, case: Case) -> None:
    with only_reading():
        assert list(cases_visible_to(world.anna, on=TODAY)) == [case]
        assert list(cases_visible_to(world.fritz, on=TODAY)) == []


def test_outside_of_a_reading_everything_is_asked_anew(world: World, case: Case) -> None:
    assert [found_once("key", lambda: 1), found_once("key", lambda: 2)] == [1, 2]
    with only_reading():
        assert [found_once("key", lambda: 1), found_once("key", lambda: 2)] == [1, 1]
        with only_reading():
            assert found_once("key", lambda: 3) == 3
        assert found_once("key", lambda: 4) == 1
    fritz = world.fritz
    assert list(cases_visible_to(fritz, on=TODAY)) == []
    members.add_member(
        user=fritz, organisation=world.service, role=Role.CASEWORKER, valid_from=TODAY, by=None, at=AT
    )
    assert list(cases_visible_to(fritz, on=TODAY)) == [case]
