"""The interface described as OpenAPI 3.1, from the same values that the guard works with."""

import re
from functools import lru_cache
from typing import Any

from roterfaden.api.once import HEADER
from roterfaden.api.operations import Operation
from roterfaden.api.problems import CONTENT_TYPE
from roterfaden.api.resources import OPERATIONS
from roterfaden.api.shapes import schema_of, shapes_in

PREFIX = "/api/v1"
VERSION = "1.0.0"
ARGUMENT = re.compile(r"<(\w+):(\w+)>")
JSON = "application/json"
# what may come instead of the answer, by status
REFUSALS = {
    "400": "Die Anfrage ist nicht zu verstehen.",
    "401": "Kein gültiger Zugang.",
    "403": "Dem Zugang fehlt das Recht, oder dieser Teil des Falls ist nicht freigegeben.",
    "404": "Nicht gefunden oder nicht freigegeben; was von beidem, wird nicht gesagt.",
    "405": "Diese Adresse nimmt andere Methoden.",
    "429": "Zu oft gefragt; „Retry-After“ sagt, wie lange zu warten ist.",
}
REFUSALS_OF_WRITING = REFUSALS | {
    "409": "Die Nummer der Anfrage ist vergeben, oder die Person ist wohl schon bekannt.",
    "413": "Mehr als 256 KB.",
    "415": "Kein JSON.",
    "422": "Angaben fehlen, passen nicht, oder das Programm lehnt sie ab.",
}
PROBLEM = {
    "type": "object",
    "description": "Eine Absage nach RFC 9457, mit einem Satz, was zu tun ist.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
    "required": ["type", "title", "status", "detail", "errors"],
}
FAULT = {
    "type": "object",
    "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
    "required": ["field", "detail"],
}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(address_of(operation), {})[operation.method.lower()] = _described(operation)
    sent = list(shapes_in(*(one.body for one in OPERATIONS if one.body)))
    told = [shape for shape in shapes_in(*(one.answer for one in OPERATIONS)) if shape not in sent]
    schemas = {shape.__name__: schema_of(shape, sent=True) for shape in sent}
    schemas |= {shape.__name__: schema_of(shape, sent=False) for shape in told}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Roter Faden",
            "version": VERSION,
            "description": "Was Programme von Partnern brauchen. Jede Antwort zeigt nur, was die Person sehen darf, "
            "die den Zugang angelegt hat; jedes Lesen eines Falls steht im Protokoll.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": PREFIX}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {**dict(sorted(schemas.items())), "Fault": FAULT, "Problem": PROBLEM},
        },
    }


def address_of(operation: Operation) -> str:
    """`/cases/{code}/journal`"""
    return "/" + ARGUMENT.sub(r"{\2}", operation.path)


def _described(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": operation.id,
        "summary": str(operation.summary),
        "description": f"Recht: {operation.scope}" if operation.scope else "Jeder Zugang darf das.",
        "parameters": _parameters(operation),
        "responses": _responses(operation),
    }
    if operation.body:
        schema = {"$ref": f"#/components/schemas/{operation.body.__name__}"}
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return found


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    formats: dict[str, dict[str, Any]] = {
        "uuid": {"type": "string", "format": "uuid"},
        "code": {"type": "string"},
    }
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": formats[kind]}
        for kind, name in ARGUMENT.findall(operation.path)
    ]
    found += [
        {
            "name": one.name,
            "in": "query",
            "required": False,
            "description": str(one.words),
            "schema": one.schema,
        }
        for one in operation.query
    ]
    if operation.body:
        words = "Eigene Nummer der Anfrage. Dieselbe Anfrage unter derselben Nummer geschieht nur einmal."
        schema = {"type": "string", "minLength": 8, "maxLength": 80}
        found.append(
            {"name": HEADER, "in": "header", "required": True, "description": words, "schema": schema}
        )
    return found


def _responses(operation: Operation) -> dict[str, Any]:
    answer = {"$ref": f"#/components/schemas/{operation.answer.__name__}"}
    status, refusals = ("201", REFUSALS_OF_WRITING) if operation.body else ("200", REFUSALS)
    found = {status: {"description": "Gelungen.", "content": {JSON: {"schema": answer}}}}
    problem = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return found | {code: {"description": words, "content": problem} for code, words in refusals.items()}
