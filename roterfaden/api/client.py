"""Writes the Python client from the description: a type for each shape, a method for each operation."""

import keyword
from typing import Any

from roterfaden.api.openapi import PREFIX, document

HEAD = '''"""Client of Roter Faden, interface version {version}. Written by `manage.py api client`: do not edit.

Needs Python 3.11 or later and nothing else. `Client("https://…", "rf_…").list_cases()`
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NotRequired, TypedDict, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

# method, address, headers, body -> status, body
Send = Callable[[str, str, Mapping[str, str], bytes | None], tuple[int, bytes]]
SECONDS = 60
FIRST_REFUSAL = 400


class Refused(Exception):
    """The interface refused: `status`, `kind`, a sentence, and what is wrong at which field."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.kind = str(problem.get("type", "")).removeprefix("urn:roterfaden:")
        self.errors: list[dict[str, str]] = list(problem.get("errors", []))
        super().__init__(f"{{problem.get('title', status)}}: {{problem.get('detail', '')}}")
'''
BODY = '''

class Client:
    """One key at one installation. `send` may replace the network."""

    def __init__(self, address: str, key: str, *, send: Send | None = None) -> None:
        self._base = address.rstrip("/") + "{prefix}"
        self._key = key
        self._send = send or _over_http

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int | None] | None = None,
        body: Mapping[str, Any] | None = None,
        number: str | None = None,
    ) -> Any:
        asked = {{name: value for name, value in (query or {{}}).items() if value is not None}}
        address = self._base + path + (f"?{{urlencode(asked)}}" if asked else "")
        headers = {{"Authorization": f"Bearer {{self._key}}", "Accept": "application/json"}}
        if body is not None:
            headers["Content-Type"] = "application/json"
            headers["Idempotency-Key"] = number or str(uuid4())
        data = None if body is None else json.dumps(body).encode()
        status, answer = self._send(method, address, headers, data)
        found = _decoded(answer)
        if status >= FIRST_REFUSAL:
            raise Refused(status, found if isinstance(found, dict) else {{}})
        return found
'''
FOOT = '''

def _decoded(answer: bytes) -> Any:
    try:
        return json.loads(answer)
    except ValueError:
        return None


class _StayHere(HTTPRedirectHandler):
    """The key goes to nobody else."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


def _over_http(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> tuple[int, bytes]:
    where = urlsplit(address)
    if where.scheme != "https" and where.hostname not in ("localhost", "127.0.0.1"):
        raise ValueError("Der Zugang geht nur über https auf die Reise.")
    request = Request(address, body, dict(headers), method=method)  # noqa: S310
    try:
        with build_opener(_StayHere).open(request, timeout=SECONDS) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()
'''
PLAIN = {"string": "str", "integer": "int", "boolean": "bool", "object": "dict[str, Any]"}


def source() -> str:
    """The client as Python."""
    told = document()
    parts = [HEAD.format(version=told["info"]["version"])]
    parts += [
        _shape(name, schema)
        for name, schema in told["components"]["schemas"].items()
        if name not in ("Fault", "Problem")
    ]
    parts.append(BODY.format(prefix=PREFIX))
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            parts.append(_method(path, method.upper(), operation))
    return "".join([*parts, FOOT])


def _shape(name: str, schema: dict[str, Any]) -> str:
    lines = [f"\n\nclass {name}(TypedDict):"]
    if "description" in schema:
        lines += [f'    """{schema["description"]}"""', ""]
    for field, about in schema["properties"].items():
        kind = _type(about)
        lines.append(f"    {field}: {kind if field in schema['required'] else f'NotRequired[{kind}]'}")
    return "\n".join(lines) + "\n"


def _type(about: dict[str, Any]) -> str:
    if "anyOf" in about:
        return f"{_type(about['anyOf'][0])} | None"
    if "$ref" in about:
        return str(about["$ref"].rpartition("/")[2])
    if "enum" in about:
        return f"Literal[{', '.join(repr(str(one)) for one in about['enum'])}]".replace("'", '"')
    if about.get("type") == "array":
        return f"list[{_type(about['items'])}]"
    return PLAIN[about["type"]]


def _method(path: str, method: str, operation: dict[str, Any]) -> str:
    by_place: dict[str, list[dict[str, Any]]] = {"path": [], "query": [], "header": []}
    for one in operation["parameters"]:
        by_place[one["in"]].append(one)
    arguments = ["self", *(f"{one['name']}: str" for one in by_place["path"])]
    sent = operation.get("requestBody")
    shape = sent and sent["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    named = [f"{_name(one['name'])}: {_type(one['schema'])} | None = None" for one in by_place["query"]]
    call = [f'"{method}"', _address(path)]
    if shape:
        arguments.append(f"body: {shape}")
        named.append("number: str | None = None")
        call += ["body=cast(Mapping[str, Any], body)", "number=number"]
    elif named:
        pairs = ", ".join(f'"{one["name"]}": {_name(one["name"])}' for one in by_place["query"])
        call.append(f"query={{{pairs}}}")
    if named:
        arguments += ["*", *named]
    answer = _answer(operation)
    lines = [
        f"\n    def {operation['operationId']}({', '.join(arguments)}) -> {answer}:",
        f'        """{operation["summary"]}. {operation["description"]}"""',
        f"        return cast({answer}, self._ask({', '.join(call)}))",
    ]
    if any(one["name"] == "cursor" for one in by_place["query"]):
        lines += _walk(
            operation["operationId"], by_place["path"], document()["components"]["schemas"][answer]
        )
    return "\n".join(lines) + "\n"


def _walk(name: str, path: list[dict[str, Any]], page: dict[str, Any]) -> list[str]:
    """A second method that walks all pages."""
    item = _type(page["properties"]["items"]["items"])
    given = "".join(f"{one['name']}, " for one in path)
    arguments = ", ".join(["self", *(f"{one['name']}: str" for one in path)])
    return [
        "",
        f"    def {name.replace('list_', 'every_')}({arguments}) -> Iterator[{item}]:",
        f'        """Alles aus {name}, Seite für Seite."""',
        f"        page = self.{name}({given.removesuffix(', ')})",
        '        yield from page["items"]',
        '        while page["next"]:',
        f'            page = self.{name}({given}cursor=page["next"])',
        '            yield from page["items"]',
    ]


def _answer(operation: dict[str, Any]) -> str:
    status = next(code for code in operation["responses"] if code.startswith("2"))
    schema = operation["responses"][status]["content"]["application/json"]["schema"]
    return str(schema["$ref"].rpartition("/")[2])


def _address(path: str) -> str:
    if "{" not in path:
        return f'"{path}"'
    return 'f"' + path.replace("{", "{quote(").replace("}", ", safe='')}") + '"'


def _name(word: str) -> str:
    return f"{word}_" if keyword.iskeyword(word) else word
