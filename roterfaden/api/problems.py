"""Refusals as problem+json (RFC 9457), each with a German sentence that says what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"
Sentence = str | Promise


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of what was sent; `field` is the path to it."""

    field: str
    detail: str


@dataclass
class Problem(Exception):
    """One refusal. `errors` name the fields; `headers` go with the answer."""

    status: int
    code: str
    title: Sentence
    detail: Sentence
    errors: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self) -> JsonResponse:
        body: dict[str, Any] = {
            "type": f"urn:roterfaden:{self.code}",
            "title": str(self.title),
            "status": self.status,
            "detail": str(self.detail),
            "errors": [{"field": one.field, "detail": one.detail} for one in self.errors],
        }
        response = JsonResponse(body, status=self.status, json_dumps_params={"ensure_ascii": False})
        response.headers["Content-Type"] = CONTENT_TYPE
        for name, value in self.headers.items():
            response.headers[name] = value
        return response


def not_let_in() -> Problem:
    """No key, an unknown, revoked or outdated one, an owner who has left: all look the same."""
    return Problem(
        401,
        "no-access",
        _("Kein gültiger Zugang"),
        _("Schicken Sie einen gültigen Zugang mit: „Authorization: Bearer rf_…“. Anlegen: /konto/zugaenge/."),
        headers={"WWW-Authenticate": 'Bearer realm="Roter Faden"'},
    )


def scope_missing(scope: str) -> Problem:
    return Problem(
        403,
        "scope-missing",
        _("Das darf dieser Zugang nicht"),
        _("Diesem Zugang fehlt das Recht „%(scope)s“. Es wurde nichts geändert.") % {"scope": scope},
    )


def part_closed() -> Problem:
    return Problem(
        403,
        "part-closed",
        _("Nicht für Sie sichtbar"),
        _(
            "Dieser Teil des Falls ist für die Person hinter diesem Zugang nicht freigegeben. Es wurde nichts geändert."
        ),
    )


def not_found() -> Problem:
    """Foreign and missing look the same."""
    return Problem(
        404,
        "not-found",
        _("Nicht gefunden oder nicht freigegeben"),
        _("Das gibt es nicht, oder es ist für diesen Zugang nicht freigegeben."),
    )


def wrong_method(allowed: Sequence[str]) -> Problem:
    return Problem(
        405,
        "wrong-method",
        _("Das geht hier nicht"),
        _("Diese Adresse nimmt nur: %(methods)s.") % {"methods": ", ".join(allowed)},
        headers={"Allow": ", ".join(allowed)},
    )


def too_often(seconds: int) -> Problem:
    return Problem(
        429,
        "too-often",
        _("Das war etwas zu oft"),
        _("Dieser Zugang hat in dieser Minute zu oft gefragt. Warten Sie, wie „Retry-After“ es sagt."),
        headers={"Retry-After": str(seconds)},
    )


def bad_request(detail: Sentence, *errors: Fault) -> Problem:
    return Problem(400, "bad-request", _("Diese Anfrage war nicht zu verstehen"), detail, errors)


def too_large() -> Problem:
    return Problem(
        413,
        "too-large",
        _("Das ist zu groß"),
        _("Eine Anfrage hat höchstens 256 KB. Es wurde nichts gespeichert."),
    )


def not_json() -> Problem:
    return Problem(
        415,
        "not-json",
        _("Bitte JSON schicken"),
        _("Diese Adresse nimmt nur „Content-Type: application/json“."),
    )


def invalid(errors: Sequence[Fault]) -> Problem:
    return Problem(
        422,
        "invalid",
        _("Angaben fehlen oder passen nicht"),
        _("Es wurde nichts gespeichert."),
        tuple(errors),
    )


def refused(sentence: object) -> Problem:
    """What the domain refuses, in its own words."""
    return Problem(422, "refused", _("So geht das nicht"), str(sentence))


def conflict(code: str, detail: Sentence, *errors: Fault) -> Problem:
    return Problem(409, code, _("Das steht dem entgegen"), detail, errors)
