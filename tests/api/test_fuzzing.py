"""Whatever is sent to whichever operation: never an answer of 5xx, and refusals that keep their shape."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from roterfaden.api.openapi import address_of, document
from roterfaden.api.resources import OPERATIONS
from roterfaden.cases.models import Case
from tests.api.makers import Program, key_for
from tests.fixtures import World

EXAMPLES = 40
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(
        ["\x00", "\u202e", "\ud800", "9999-12-31", "2026-02-30", "0001-01-01T00:00:00+23:59", "1e9999", "²"]
    ),
    st.lists(st.none(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.none(), max_size=2),
)
USUAL = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


# what a field wants where any text would be refused
HINTS = {
    "chain": "V1", "start": "start_auftrag", "responsible": "anna", "commissioner": "afa", "person_code": "",
    "email": "", "company": "Tischlerei",
}  # fmt: skip
FORMATS = {"date": "2026-11-24", "date-time": "2026-11-24T09:00:00Z"}


def sent_as(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema allows, by and large."""
    if "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return st.one_of(*(sent_as(one) for one in schema["anyOf"]))
    if "properties" in schema:
        parts = {
            name: st.just(HINTS[name]) if name in HINTS else sent_as(one)
            for name, one in schema["properties"].items()
        }
        needed = {name: parts.pop(name) for name in schema["required"]}
        return st.fixed_dictionaries(needed, optional=parts)
    if "enum" in schema or "format" in schema:
        return st.sampled_from(schema["enum"] if "enum" in schema else [FORMATS[schema["format"]]])
    plain: dict[str, st.SearchStrategy[Any]] = {
        "string": st.sampled_from(["Ein Wort.", "7.5", "ß" * 30])
        if "pattern" not in schema
        else st.just("7.5"),
        "integer": st.integers(0, 600),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return plain[schema["type"]]


def spoilt(body: dict[str, Any], data: st.DataObject) -> Any:
    """The body with something odd in one place, or something odd instead of it."""
    place = data.draw(st.sampled_from(["", "x", *body]))
    return {**body, place: data.draw(ODD)} if place else data.draw(ODD)


@pytest.mark.requirement("R-21", figure="interface: 40 bodies or queries per operation, 0 answers of 5xx")
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
def test_nothing_that_is_sent_breaks_it(operation: Any, world: World, case: Case) -> None:
    program = Program(key_for(world.anna, world.service))
    path = address_of(operation)[1:]
    seen = set()

    @USUAL
    @given(st.data())
    def send(data: st.DataObject) -> None:
        code = data.draw(st.sampled_from([case.code, "XXXXXXXX"]))
        report = "00000000-0000-4000-8000-000000000000"
        where = path.replace("{code}", code).replace("{report}", report)
        if operation.body:
            body = data.draw(sent_as({"$ref": f"#/components/schemas/{operation.body.__name__}"}))
            body = spoilt(body, data) if data.draw(st.booleans()) else body
            number = data.draw(st.sampled_from(["", "nummer-0001", "nummer-0002"]))
            answer = program.post(where, json.dumps(body).encode("utf-8", "surrogatepass"), number=number)
        else:
            names = [one.name for one in operation.query] or ["x"]
            answer = program.get(
                where, **{data.draw(st.sampled_from(names)): data.draw(st.text(max_size=20))}
            )
        seen.add(answer.status_code)
        assert answer.status_code < 500, (where, answer.content)
        refused = answer.status_code >= 400
        assert answer["Content-Type"] == ("application/problem+json" if refused else "application/json")
        assert ("errors" in json.loads(answer.content)) == refused

    send()
    assert len(seen) >= 2 or not (operation.query or operation.body)
