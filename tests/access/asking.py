"""One page asked by one method in one way, and how often the answer asked the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from tests.access.stage import url
from tests.access.urls import Page

ASKING = RequestFactory()
HTMX = "htmx"


@cache
def served() -> WSGIHandler:
    """The program with all that stands before its pages; it answers 500 where one fails."""
    return WSGIHandler()


@dataclass(frozen=True)
class Question:
    """One page asked by one method; `way`: by htmx, or with this query, in which values of the address may stand."""

    page: Page
    method: str
    way: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.page.name} {self.way}".rstrip()

    def put(self, by: Mapping[str, str], values: dict[str, Any]) -> HttpResponse:
        """The answer to whoever sends the headers `by`; nothing that a form did stays.

        Not by the client of the tests: it keeps every template and its context, which costs more than the answer.
        """
        htmx = self.way == HTMX
        address = url(self.page, values) + ("" if htmx else self.way.format(**values))
        headers = {**by, "HX-Request": "true"} if htmx else by
        request = ASKING.generic(self.method.upper(), address, headers=headers)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        if self.method != "post":
            return _read(served().get_response(request))
        with transaction.atomic():
            answer = _read(served().get_response(request))
            transaction.set_rollback(True)
        return answer


def _read(answer: HttpResponseBase) -> HttpResponse:
    """The answer with its file read and closed."""
    if isinstance(answer, HttpResponse):
        return answer
    assert isinstance(answer, StreamingHttpResponse)
    whole = HttpResponse(answer.getvalue(), status=answer.status_code, headers=dict(answer.headers))
    answer.close()
    return whole


def headers_of(client: Client) -> dict[str, str]:
    """What a browser sends that came in as this client."""
    return {"Cookie": "; ".join(f"{one.key}={one.coded_value}" for one in client.cookies.values())}


def counted(question: Question, by: Mapping[str, str], values: dict[str, Any]) -> tuple[HttpResponse, int]:
    """The answer, and how often it asked the database, savepoints aside."""
    asked = 0

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal asked
        asked += "SAVEPOINT" not in sql
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        answer = question.put(by, values)
    return answer, asked
