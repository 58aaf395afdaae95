"""Objects of somebody else's house, behind one's own case or on their own: as if they had never been."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db.models import UUIDField
from django.http import HttpResponse

from roterfaden.accounts import organisations
from roterfaden.cases.models import Case
from tests.access.asking import Question, counted, headers_of
from tests.access.stage import CANARY, Arguments, clients, comparable, pages_for
from tests.access.urls import Page
from tests.fixtures import AT, World, open_case

ASKED = ("get", "post")


@pytest.fixture
def own_case(world: World) -> Case:
    """Of Fritz, in the service next door."""
    team = organisations.add_team(organisation=world.other_service, name="Team", by=None, at=AT)
    there = replace(world, service=world.other_service, anna=world.fritz, team=team)
    return open_case(there, first_name="Ole", last_name="Anders")


def as_fritz(world: World) -> dict[str, str]:
    ((_user, client),) = clients([world.fritz])
    return headers_of(client)


def existing() -> set[UUID]:
    """The uuid of every row that there is."""
    found = set[UUID]()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, UUIDField) and column.unique:
                found |= set(model._base_manager.values_list(column.name, flat=True))
    return found


def objects(pages: tuple[Page, ...], values: dict[str, Any]) -> Iterator[tuple[Page, str]]:
    """Every page with the argument in which it takes an object that exists."""
    there = existing()
    for page in pages:
        for name in page.arguments:
            if isinstance(values[name], UUID) and values[name] in there:
                yield page, name


def differences(
    page: Page, name: str, values: dict[str, Any], by: dict[str, str], *, method: str
) -> Iterator[str]:
    """In what the answer about the object and that about none differ."""
    other = {**values, name: uuid4()}
    question = Question(page, method)
    (real, asked), (missing, in_vain) = (counted(question, by, each) for each in (values, other))
    if real.status_code != missing.status_code:
        yield f"{real.status_code} and {missing.status_code}"
    elif told(real, values[name], other[name]) != told(missing, values[name], other[name]):
        yield "body"
    elif asked != in_vain:
        yield f"{asked} and {in_vain} queries"
    if f"{CANARY}-" in real.content.decode(errors="replace"):
        yield "canary"


def told(answer: HttpResponse, *named: UUID) -> str:
    """The body without what was asked for, which stands in the address."""
    body = comparable(answer)
    for uuid in named:
        body = body.replace(str(uuid), "_")
    return body


@pytest.mark.one_database
@pytest.mark.requirement("R-03", figure="foreign objects behind one's own case, GET and POST, 0 differences")
def test_an_object_of_another_case_is_none_of_ones_own(
    world: World, arguments: Arguments, own_case: Case
) -> None:
    by = as_fritz(world)
    values = {**arguments.real, "code": own_case.code}
    found, pairs = {}, 0
    for page, name in objects(pages_for("case"), values):
        for method in ASKED:
            for difference in differences(page, name, values, by, method=method):
                found[f"{method} {page.name} {name}"] = difference
            pairs += 1
    assert found == {}
    assert pairs >= 100


@pytest.mark.one_database
@pytest.mark.requirement("R-03", figure="foreign objects of a house, GET and POST, 0 differences")
def test_an_object_of_another_house_is_none(world: World, arguments: Arguments) -> None:
    by = as_fritz(world)
    found, pairs = {}, 0
    for page, name in objects(pages_for("staff", "casework", "keeping", "admin"), arguments.real):
        for method in ASKED:
            for difference in differences(page, name, arguments.real, by, method=method):
                found[f"{method} {page.name} {name}"] = difference
            pairs += 1
    assert found == {}
    assert pairs >= 50
