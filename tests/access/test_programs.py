"""Programs with a key: every address, every method, for everybody; and no canary that the table forbids its owner."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.access import access_to
from roterfaden.cases.access_table import WHOLE_FILE, access_table
from roterfaden.cases.models import Case
from roterfaden.cases.openings import open_in_emergency
from tests.access.asking import Question, counted
from tests.access.planting import Planted, text_of
from tests.access.stage import CANARY, METHODS, Arguments, arguments, guarded, outsiders, pages_for, url
from tests.access.test_canaries import planted, readers
from tests.api.makers import CONTACT, key_for
from tests.fixtures import World

__all__ = ["arguments", "guarded", "outsiders", "planted", "readers"]


class Program(Client):
    """A client whose every request carries a key."""

    def __init__(self, key: str) -> None:
        super().__init__(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})


def place_of(user: User, world: World) -> Organisation:
    works = user.memberships.order_by("valid_until", "pk").select_related("organisation").first()
    return works.organisation if works else world.service


@pytest.mark.one_database
def test_every_address_of_a_case_stands_in_the_access_table() -> None:
    about = [page for page in pages_for("token") if "code" in page.arguments]
    assert len(about) >= 5
    assert [page.name for page in about if access_table().page(page.name) is WHOLE_FILE] == []


@pytest.mark.requirement("R-02", figure="every address for programs x 7 methods x 4 outsiders, 0 leaks")
def test_a_program_of_an_outsider_meets_a_missing_case(
    world: World, arguments: Arguments, outsiders: list[User]
) -> None:
    about = [page for page in pages_for("token") if "code" in page.arguments]
    checks = 0
    for user in outsiders:
        if user.username == "gone":
            continue
        key = key_for(user, place_of(user, world))
        program, by = Program(key), {"Authorization": f"Bearer {key}"}
        program.get("/api/v1/me")  # the first use in a minute counts by another statement
        for page in about:
            for method in METHODS:
                real, asked = counted(Question(page, method), by, arguments.real)
                missing, asked_in_vain = counted(Question(page, method), by, arguments.missing)
                where = f"{user} {method} {page.name}"
                assert real.status_code in {404, 405, 415}, where
                assert (real.status_code, real.content) == (missing.status_code, missing.content), where
                assert asked == asked_in_vain, f"{where}: the number of queries tells them apart"
                checks += 1
            if page.name == "api:case_journal":
                sent = [written(program, url(page, values)) for values in (arguments.real, arguments.missing)]
                assert sent[0].status_code == 404
                assert sent[0].content == sent[1].content
        for page in pages_for("token"):
            assert CANARY not in text_of(program.get(url(page, arguments.real)))
    assert checks == 4 * 7 * len(about)


def written(program: Client, address: str) -> Any:
    headers = {"Idempotency-Key": str(uuid4())}
    return program.post(address, json.dumps(CONTACT), content_type="application/json", headers=headers)


def test_without_a_key_or_with_a_login_nothing_is_told(world: World, arguments: Arguments) -> None:
    logged_in = Client(raise_request_exception=False)
    logged_in.force_login(world.anna)
    for client in (Client(), logged_in):
        bodies = set()
        for page in pages_for("token"):
            for method in METHODS:
                answer = getattr(client, method)(url(page, arguments.real))
                assert answer.status_code == 401, f"{method} {page.name}"
                bodies.add(answer.content)
        assert len(bodies) == 2, "the same words everywhere, none for HEAD"
    program = Program(key_for(world.anna, world.service))
    assert program.get(reverse("cases:thread", args=[arguments.real["code"]])).status_code == 302, (
        "a key opens no page"
    )


def test_no_answer_to_a_program_tells_what_the_table_forbids(
    arguments: Arguments, readers: list[User], planted: Planted, guarded: Case, world: World
) -> None:
    met: set[str] = set()
    for user in [world.anna, *readers]:
        access = access_to(user, guarded, on=timezone.localdate())
        program = Program(key_for(user, place_of(user, world)))
        for page in pages_for("token"):
            answer = program.get(url(page, arguments.real))
            assert answer.status_code < 500, page.name
            text = text_of(answer)
            assert planted.leaks(text, access if access.relations else None) == set(), f"{user} {page.name}"
            met |= (
                {name for name in planted.parts if f"{CANARY}-{name}" in text}
                if user == world.anna
                else set()
            )
    assert {"Vorname", "Strasse", "Journal"} <= met, "the search for canaries finds something"


def test_an_emergency_access_opens_nothing_to_a_program(
    world: World, guarded: Case, readers: list[User]
) -> None:
    dora = next(user for user in readers if user.username == "dora")
    program = Program(key_for(dora, world.service))
    address = reverse("api:case_journal", args=[guarded.code])
    assert program.get(address).status_code == 403
    reason = "Die Klientin steht vor der Tür und braucht Hilfe."
    category = next(iter(access_table().reasons))
    open_in_emergency(
        number=guarded.file_number, category=category, reason=reason, by=dora, at=timezone.now()
    )
    assert program.get(address).status_code == 403
    assert access_to(dora, guarded, on=timezone.localdate(), at=timezone.now()).whole
