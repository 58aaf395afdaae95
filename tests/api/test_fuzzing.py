"""Whatever is sent to whichever operation by whomever: the answer that the description declares, never one of 5xx.

The requests come from the description itself (schemathesis), half of them as it wants them, half of them not, and a
part is spoilt once more by what no description can say: half characters, NUL, numbers without end.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
import schemathesis
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
    "add_contact": {
        **CONTACT,
        "minutes": 30,
        "travel_km": "7.5",
        "next_step": "Anrufen",
        "next_on": "2026-12-24",
    },
    "add_mandate": {"kind": "placement", "valid_from": "2026-11-24", "commissioner": "afa"},
}
NUMBER = "Idempotency-Key"
SERVER = f"http://testserver{PREFIX}"
REPLACED = frozenset(("Accept-Encoding", "Content-Type", "Content-Length"))
EACH = 100


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


@dataclass
class Sender:
    """Draws requests for one operation and sends each with every key."""

    operation: Any
    keys: dict[str, str]
    code: str
    tallies: dict[str, Tally]
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    # answers that were compared with the description before
    seen: set[Any] = field(default_factory=set)

    def __post_init__(self) -> None:
        described = schemathesis.openapi.from_dict(document())[address_of(self.operation)][
            self.operation.method
        ]
        self.drawing = {mode: described.as_strategy(generation_mode=mode) for mode in GenerationMode}

    def send(self, data: st.DataObject) -> None:
        case = data.draw(self.drawing[data.draw(st.sampled_from(list(GenerationMode)))])
        if "code" in (case.path_parameters or {}) and data.draw(st.integers(0, 7)) < 7:
            case.path_parameters["code"] = self.code
        body: dict[str, bytes] = self._body(case, data) if self.operation.body else {}
        request = requests.Request(**{**case.as_transport_kwargs(SERVER), **body}).prepare()
        for name, key in self.keys.items():
            self._ask(case, request, key, self.tallies[name])

    def _body(self, case: Any, data: st.DataObject) -> dict[str, bytes]:
        """As it was drawn, or one that is taken, or a spoilt one; some under a number that was used before."""
        how = data.draw(st.sampled_from(["described", "described", "right", "spoilt"]))
        if how == "right" or data.draw(st.booleans()):
            case.headers[NUMBER] = data.draw(st.sampled_from(["nummer-0001", "nummer-0002", "nummer-0003"]))
        if how == "described":
            return {}
        case.headers["Content-Type"] = "application/json"
        right = RIGHT[self.operation.id]
        if how == "right":
            return {"data": json.dumps(right).encode()}
        return {"data": spoilt(data.draw(st.sampled_from([right, case.body])), data)}

    def taken(self, key: str) -> int:
        """How the body that is right is answered, after all the others."""
        address = PREFIX + address_of(self.operation).replace("{code}", self.code)
        headers = {"Authorization": f"Bearer {key}", NUMBER: "nummer-9999"}
        body = json.dumps(RIGHT[self.operation.id])
        return int(self.client.post(address, body, "application/json", headers=headers).status_code)

    def _ask(self, case: Any, request: Any, key: str, tally: Tally) -> None:
        headers = {name: value for name, value in request.headers.items() if name not in REPLACED}
        headers = {**headers, **({"Authorization": f"Bearer {key}"} if key else {})}
        kind = request.headers.get("Content-Type", "")
        sent = request.body.encode() if isinstance(request.body, str) else request.body or b""
        answer = self.client.generic(str(request.method), request.path_url, sent, kind, headers=headers)
        where = f"{request.method} {request.path_url} {sent[:600]!r} {tally.name}"
        tally.note(answer.status_code, where)
        told = (answer.status_code, answer.headers.get("Content-Type"), answer.content)
        if told in self.seen:
            return
        self.seen.add(told)
        response = schemathesis.Response(
            answer.status_code,
            {name: [value] for name, value in answer.headers.items()},
            answer.content,
            request,
            elapsed=0.1,
            verify=False,
        )
        try:
            case.validate_response(response, checks=CHECKS)
            assert ("errors" in json.loads(answer.content)) == (answer.status_code >= 400)
        except (FailureGroup, AssertionError) as fault:
            tally.fault(f"{where}: {fault}")


@pytest.mark.requirement(
    "R-21",
    figure="interface: 100 requests per operation and key (7 roles, next door, revoked, none), 0 of 5xx",
)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
def test_nothing_that_is_sent_breaks_it(operation: Any, world: World, case: Case, settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = 1_000_000
    keys = keys_of_all(world)
    tallies = {name: Tally(f"api {operation.id} {name}") for name in keys}
    sender = Sender(operation, keys, case.code, tallies)
    drawn(times(EACH, 1000))(given(st.data())(sender.send))()
    for name, tally in tallies.items():
        tally.keep()
        assert tally.faults[:5] == []
        assert tally.sent >= EACH
        assert name not in {"none", "revoked"} or set(tally.answers) <= {401, 404, 405}
    if operation.body:
        assert sender.taken(keys["caseworker"]) == 201
    elif operation.id != "get_report":
        assert 200 in tallies["caseworker"].answers


def test_an_address_with_a_line_break_is_refused_as_all_others_that_there_are_not(client: Client) -> None:
    answer = client.get(f"{PREFIX}/cases/%0A/journal")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
