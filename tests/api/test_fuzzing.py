"""Whatever is sent to whichever operation by whomever: the answer that the description declares, never one of 5xx.

The requests come from the description itself (schemathesis), half of them as it wants them, half of them not, and a
part is spoilt once more by what no description can say: half characters, NUL, numbers without end.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.api.models import Token
from roterfaden.api.openapi import PREFIX, address_of, document
from roterfaden.api.resources import OPERATIONS
from roterfaden.api.tokens import hash_of, revoke_token
from roterfaden.cases.models import Case
from tests.api.makers import CONTACT, key_for
from tests.fixtures import AT, TODAY, World
from tests.fuzzing import ODD_WORDS, Tally, drawn, times

pytestmark = pytest.mark.one_database

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(ODD_WORDS),
    st.lists(st.none(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.none(), max_size=2),
)
# bodies that are taken
RIGHT: dict[str, dict[str, Any]] = {
    "open_case": {
        "chain": "V1",
        "start": "start_auftrag",
        "person": {"first_name": "Samira", "last_name": "Okafor", "birth_date": "1988-03-09"},
        "person_is_new": True,
        "concern": "Möchte wieder in die Pflege.",
        "mandate": {"kind": "placement", "valid_from": "2026-11-24", "commissioner": "afa"},
    },
    "add_contact": {**CONTACT, "minutes": 30, "travel_km": "7.5", "next_on": "2026-12-24"},
    "add_mandate": {"kind": "placement", "valid_from": "2026-11-24", "commissioner": "afa"},
}
NUMBER = "Idempotency-Key"


@pytest.fixture
def application() -> Iterator[WSGIHandler]:
    """The program as a server runs it, but that it keeps the connection, which holds what the test has made."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def keys_of_all(world: World) -> dict[str, str]:
    """A key for every role, for somebody next door, one that was revoked, and none."""
    people: dict[str, User] = {
        "caseworker": world.anna,
        "team_lead": world.lena,
        "quality_officer": world.quirin,
    }
    for role in (Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR):
        user = members.add_user(
            username=f"w-{role}", first_name="Wanda", last_name="Muster", by=None, at=AT, password="geheim"
        )
        members.add_member(user=user, organisation=world.service, role=role, valid_from=TODAY, by=None, at=AT)
        people[role] = user
    found = {name: key_for(user, world.service) for name, user in people.items()}
    found["clerk"] = key_for(world.klara, world.agency)
    found["caseworker next door"] = key_for(world.fritz, world.other_service)
    found["revoked"] = key_for(world.anna, world.service, name="Altes Programm")
    old = Token.objects.get(token_hash=hash_of(found["revoked"]))
    revoke_token(token=old, by=world.anna, at=timezone.now())
    return found | {"none": ""}


def spoilt(body: Any, data: st.DataObject) -> bytes:
    """The body with something odd in one place, or something odd instead of it."""
    place = data.draw(st.sampled_from(["", "x", *(body if isinstance(body, dict) else ())]))
    odd = {**body, place: data.draw(ODD)} if place and isinstance(body, dict) else data.draw(ODD)
    return json.dumps(odd).encode("utf-8", "surrogatepass")


def sender(
    application: WSGIHandler, operation: Any, key: str, code: str, tally: Tally
) -> Callable[[st.DataObject], None]:
    """Draws one request for the operation, sends it, and looks at the answer."""
    schema = schemathesis.openapi.from_dict(document())
    described = schema[address_of(operation)][operation.method]
    drawing = {mode: described.as_strategy(generation_mode=mode) for mode in GenerationMode}
    headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def send(data: st.DataObject) -> None:
        case = data.draw(drawing[data.draw(st.sampled_from(list(GenerationMode)))])
        if "code" in (case.path_parameters or {}) and data.draw(st.integers(0, 7)) < 7:
            case.path_parameters["code"] = code
        more: dict[str, Any] = {}
        if operation.body:
            how = data.draw(st.sampled_from(["described", "described", "right", "spoilt"]))
            if how != "described":
                case.headers["Content-Type"] = "application/json"
                more["data"] = json.dumps(RIGHT[operation.id]).encode()
            if how == "spoilt":
                more["data"] = spoilt(data.draw(st.sampled_from([RIGHT[operation.id], case.body])), data)
            if how == "right" or data.draw(st.booleans()):
                case.headers[NUMBER] = data.draw(
                    st.sampled_from(["nummer-0001", "nummer-0002", "nummer-0003"])
                )
        case.headers.pop("Authorization", None)
        response = case.call(app=application, headers=headers, **more)
        where = f"{operation.id} {case!r} {more}"
        tally.note(response.status_code, where)
        try:
            case.validate_response(response, checks=CHECKS)
            assert ("errors" in json.loads(response.content)) == (response.status_code >= 400)
        except (FailureGroup, AssertionError) as fault:
            tally.fault(f"{where}: {fault}")

    return send


@pytest.mark.requirement(
    "R-21",
    figure="interface: 100 requests per operation and key (7 roles, next door, revoked, none), 0 of 5xx",
)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
def test_nothing_that_is_sent_breaks_it(
    operation: Any, world: World, case: Case, application: WSGIHandler, settings: Any
) -> None:
    settings.API_CALLS_A_MINUTE = 1_000_000
    tally = Tally(f"api {operation.id}")
    for turn, (name, key) in enumerate(keys_of_all(world).items()):
        alone = Tally(name)
        send = sender(application, operation, key, case.code, alone)
        with transaction.atomic():
            drawn(times(100, 1000), turn=turn)(given(st.data())(send))()
            transaction.set_rollback(True)
        assert name not in {"none", "revoked"} or set(alone.answers) <= {401, 404, 405}
        assert name != "caseworker" or {200, 201} & set(alone.answers) or "report" in operation.id
        tally.answers += alone.answers
        tally.faults += alone.faults
    tally.keep()
    assert tally.faults[:5] == []


def test_an_address_with_a_line_break_is_refused_as_all_others_that_there_are_not(client: Client) -> None:
    answer = client.get(f"{PREFIX}/cases/%0A/journal")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
