"""Each request tells the database once whose rows it may show (decision 0105): after login, before the view."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases.second_line import show_to
from roterfaden.common import rows

# pages, or whole areas, to which everything is shown -> why; their own queries are the only line there
WIDE: dict[str, str] = {
    "statistics": "figures of all services below a body, and reports of other bodies",
    "figures": "figures of finished runs of all services below a body",
    "steering": "figures that an office agrees on with its services",
    "auditing": "auditors of an office read drawn cases of services",
    "programmes": "indicators of a body over the services of others",
    "orders": "a clerk reads the orders that their body gave to services",
    "billing": "a clerk reads the statements that services sent to their body",
    "practice": "a practice is made and thrown away by somebody who is no member of it",
    "surveys": "whoever holds a code answers without a login",
}


class RowSecurityMiddleware:
    """Behind the authentication. Nothing is shown until the view is known, and nothing after the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not rows.in_use():
            return self.get_response(request)
        with rows.showing(rows.NOTHING):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: dict[str, Any]
    ) -> None:
        if not rows.in_use():
            return
        match = request.resolver_match
        if match and not WIDE.keys().isdisjoint((match.view_name, match.namespace)):
            rows.show(rows.EVERYTHING)
        elif isinstance(request.user, User):
            show_to(request.user, on=timezone.localdate())
