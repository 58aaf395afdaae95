"""The description, the client that is made from it, and the examples of the documentation."""

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from clients.python.roterfaden_client import Client, Refused
from roterfaden.api.client import source
from roterfaden.api.openapi import document
from roterfaden.api.resources import OPERATIONS
from roterfaden.cases.models import Case
from tests.access.stage import a_report
from tests.api.makers import key_for, told
from tests.cooperation.makers import fill_with
from tests.fixtures import AT, World, walk

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "clients" / "python" / "roterfaden_client.py"


KINDS: dict[str, Any] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def sender(browser: Browser) -> Any:
    def send(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> tuple[int, bytes]:
        path = address.removeprefix("https://faden.test")
        content = headers.get("Content-Type", "")
        answer: Any = browser.generic(method, path, body or b"", content, headers=dict(headers))
        return answer.status_code, answer.content

    return send


@pytest.fixture
def full(world: World, case: Case) -> Case:
    walk(case, "", by=world.anna)
    fill_with(world, case, lambda place: f"Wort-{place}")
    return case


def faults(schema: Mapping[str, Any], value: Any, at: str) -> Iterator[str]:
    """Where a value differs from its schema; strict: what is not described must not be answered."""
    if "$ref" in schema:
        yield from faults(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]], value, at)
    elif "anyOf" in schema:
        yield from min((list(faults(one, value, at)) for one in schema["anyOf"]), key=len)
    elif not isinstance(value, KINDS[schema["type"]]):
        yield f"{at}: {value!r} is no {schema['type']}"
    elif schema["type"] == "array":
        for number, one in enumerate(value):
            yield from faults(schema["items"], one, f"{at}[{number}]")
    elif "properties" in schema:
        yield from (f"{at}: {name}" for name in set(value) ^ set(schema["properties"]))
        for name, one in schema["properties"].items():
            yield from faults(one, value.get(name), f"{at}.{name}")
    elif not re.search(schema.get("pattern", ""), str(value)):
        yield f"{at}: {value}"


def test_the_client_covers_every_operation_and_answers_are_as_described(world: World, full: Case) -> None:
    report = a_report(world)
    report.state, report.released_at = "released", AT
    report.proposed_by, report.released_by = world.lena, world.quirin
    report.save()
    key = key_for(world.lena, world.service)
    client = Client("https://faden.test", key, send=sender(Browser()))
    code = full.code
    new_case: Any = {
        "chain": "V1", "start": "start_auftrag",
        "person": {"first_name": "Samira", "last_name": "Okafor", "birth_date": "1988-03-09"},
    }  # fmt: skip
    asked: dict[str, Any] = {
        "get_me": client.get_me(),
        "list_cases": client.list_cases(state="all"),
        "open_case": client.open_case(new_case),
        "get_case": client.get_case(code),
        "list_chains": client.list_chains(),
        "get_thread": client.get_thread(code),
        "list_mandates": client.list_mandates(code),
        "add_mandate": client.add_mandate(
            code,
            {"kind": "measure", "valid_from": "2026-11-01", "commissioner": "ina", "hours_per_month": "7.5"},
        ),
        "add_contact": client.add_contact(
            code,
            {"kind": "note", "happened_at": "2026-11-24T09:00:00Z", "text": "Kurz gesprochen."},
            number="n-000001",
        ),
        "list_journal": client.list_journal(code, limit=1),
        "get_plan": client.get_plan(code),
        "list_reports": client.list_reports(),
        "get_report": client.get_report(str(report.uuid)),
    }
    assert set(asked) == {one.id for one in OPERATIONS}
    for operation in OPERATIONS:
        schema = {"$ref": f"#/components/schemas/{operation.answer.__name__}"}
        assert list(faults(schema, asked[operation.id], operation.id)) == []
    assert asked["get_plan"]["items"]
    assert asked["get_report"]["report"]["format"] == "roterfaden-statistics-report"
    assert {row["code"] for row in client.every_cases()} == {code, asked["open_case"]["id"]}
    assert "Kurz gesprochen." in [row["text"] for row in client.every_journal(code)]
    with pytest.raises(Refused, match="Nicht gefunden") as refused:
        client.get_case("XXXXXXXX")
    assert (refused.value.status, refused.value.kind) == (404, "not-found")
    with pytest.raises(ValueError, match="nur über https"):
        Client("http://localhost.example.org", key).get_me()


@pytest.mark.one_database
def test_the_shipped_client_is_the_one_that_the_description_makes() -> None:
    made, shipped = ast.parse(source()), ast.parse(CLIENT.read_text("utf-8"))
    assert ast.dump(made) == ast.dump(shipped), "manage.py api client > clients/python/roterfaden_client.py"


@pytest.mark.one_database
def test_the_description_is_whole(client: Browser, db: None) -> None:
    answer = client.get("/api/v1/openapi.json")
    found = told(answer)
    assert (answer.status_code, found["openapi"]) == (200, "3.1.0")
    text = answer.content.decode()
    for name in re.findall(r"#/components/schemas/(\w+)", text):
        assert name in found["components"]["schemas"]
    for path, methods in found["paths"].items():
        for operation in methods.values():
            named = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
            assert {"401", "403", "404", "429"} <= set(operation["responses"])
            writes = "requestBody" in operation
            assert writes == any(one["name"] == "Idempotency-Key" for one in operation["parameters"])
    for schema in (found["components"]["schemas"][one.body.__name__] for one in OPERATIONS if one.body):
        assert schema["additionalProperties"] is False
        for name, field in schema["properties"].items():
            limited = field.get("type") != "string" or {"maxLength", "format", "enum", "pattern"} & set(field)
            assert limited, f"{name} has no end"
    assert client.post("/api/v1/openapi.json").status_code == 405


def test_the_examples_of_the_documentation_work(world: World, case: Case) -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    examples = re.findall(r"^curl .*$", text, re.MULTILINE)
    assert len(examples) == 3
    browser, key = Browser(), key_for(world.anna, world.service)
    for example in examples:
        for name, value in (("$KEY", key), ("$URL", ""), ("$CODE", case.code)):
            example = example.replace(name, value)  # noqa: PLW2901
        words = iter(shlex.split(example)[1:])
        method, headers, body, address = "GET", {}, "", ""
        for word in words:
            if word == "-H":
                name, _colon, value = next(words).partition(": ")
                headers[name] = value
            elif word in ("-X", "-d"):
                method, body = (next(words), body) if word == "-X" else (method, next(words))
            else:
                assert not word.startswith("-"), word
                address = word
        content = headers.get("Content-Type", "")
        answer: Any = browser.generic(method, address, body, content, headers=headers)
        assert answer.status_code in (200, 201), answer.content
        assert told(answer)
    assert case.journal.get().text == "Der Betrieb meldet sich nächste Woche."
