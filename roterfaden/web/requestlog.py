"""One line in the log for every answer: route, status and time; no address, no name."""

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

log = logging.getLogger(__name__)


class RequestLogMiddleware:
    """The request's number also stands in the answer, so that a person can tell it to the administration."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number, began = secrets.token_hex(6), time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        told = {
            "request_id": number,
            "route": match.view_name if match else "",
            "method": request.method,
            "status_code": response.status_code,
            "milliseconds": round((time.perf_counter() - began) * 1000, 1),
        }
        log.info("request", extra=told)
        response.headers["X-Request-ID"] = number
        return response
