"""The one door of the interface: key, rate, scope, what was sent, the case with its access, one transaction, problems.

No login opens it, so no cookie can be made to write; what comes in by it is checked by the same functions as the pages.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from roterfaden.api import problems
from roterfaden.api.finding import find_case, open_case_for_reading
from roterfaden.api.once import HEADER, once
from roterfaden.api.operations import Call, Operation
from roterfaden.api.problems import Fault, Problem
from roterfaden.api.shapes import plain, read
from roterfaden.api.tokens import count_use, token_behind
from roterfaden.cases.intake import IntakeRefused
from roterfaden.cases.journal import CaseIsClosed, EntryRefused
from roterfaden.cases.mandates import MandateRefused
from roterfaden.cases.second_line import show_to
from roterfaden.common.only_reading import only_reading
from roterfaden.people.records import RecordRefused
from roterfaden.process.runs import RunRefused

View = Callable[..., HttpResponse]
REFUSALS = (CaseIsClosed, EntryRefused, IntakeRefused, MandateRefused, RecordRefused, RunRefused)
BEARER = "Bearer "
MOST_BYTES = 256 * 1024


def resource(*operations: Operation) -> View:
    """The view of one address: each operation is one of its methods; HEAD is answered as GET is."""
    known = {one.method: one for one in operations}

    @csrf_exempt
    def view(request: HttpRequest, **path: Any) -> HttpResponse:
        try:
            return _answered(request, known, path)
        except Problem as problem:
            return problem.answer()
        except REFUSALS as refusal:
            return problems.refused(refusal).answer()

    return view


def open_resource(view: View) -> View:
    """For GET and HEAD without a key, where nothing of anybody is told. It cannot write anything."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **path: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return problems.wrong_method(["GET", "HEAD"]).answer()
        try:
            with only_reading():
                return view(request, **path)
        except Problem as problem:
            return problem.answer()

    return guarded


def _answered(request: HttpRequest, known: dict[str, Operation], path: dict[str, Any]) -> HttpResponse:
    call = _let_in(request)
    operation = known.get("GET" if request.method == "HEAD" else str(request.method))
    if operation is None:
        raise problems.wrong_method([*known, "HEAD"] if "GET" in known else list(known))
    if operation.scope is not None and operation.scope not in call.token.scopes:
        raise problems.scope_missing(operation.scope)
    _check_query(call, operation)
    if operation.body is None:
        with only_reading():
            case = open_case_for_reading(call, path.pop("code")) if "code" in path else ()
            return _json(plain(operation.do(call, *case, **path)), status=200)
    body = _body(request, operation.body)
    with transaction.atomic():
        about = find_case(call, path.pop("code"), writing=True) if "code" in path else ()
        made = once(
            token=call.token,
            key=request.headers.get(HEADER, ""),
            operation=f"{operation.id} {request.path}"[:80],
            body=request.body,
            at=call.at,
            do=lambda: dict(plain(operation.do(call, *about, body, **path))),
        )
    response = _json(made, status=201)
    response.headers["Location"] = made["url"]
    return response


def _let_in(request: HttpRequest) -> Call:
    """Who asks. Effects: the use is noted and counted."""
    at = timezone.now()
    said = request.headers.get("Authorization", "")
    token = token_behind(said.removeprefix(BEARER), at=at) if said.startswith(BEARER) else None
    if token is None:
        raise problems.not_let_in()
    if not count_use(token, most=settings.API_CALLS_A_MINUTE, at=at):
        raise problems.too_often(60 - at.second)
    show_to(token.user, on=timezone.localdate(at))
    page = request.resolver_match.view_name if request.resolver_match else ""
    query = {name: str(request.GET.get(name)) for name in request.GET}
    return Call(token, page, query, at, timezone.localdate(at))


def _check_query(call: Call, operation: Operation) -> None:
    known = [one.name for one in operation.query]
    unknown = [
        Fault(name[:40], "Diesen Parameter gibt es hier nicht.") for name in call.query if name not in known
    ]
    if unknown:
        raise problems.bad_request(
            _("Diese Adresse kennt nicht alle Parameter, die geschickt wurden."), *unknown
        )


def _body(request: HttpRequest, shape: type) -> Any:
    if request.content_type != "application/json":
        raise problems.not_json()
    try:
        sent = request.body
    except RequestDataTooBig:
        raise problems.too_large() from None
    if len(sent) > MOST_BYTES:
        raise problems.too_large()
    try:
        found = json.loads(sent.decode(), parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise problems.bad_request(_("Was geschickt wurde, ist kein JSON in UTF-8.")) from None
    faults: list[Fault] = []
    body = read(shape, found, faults)
    if faults:
        raise problems.invalid(faults)
    return body


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _json(told: Any, *, status: int) -> JsonResponse:
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
