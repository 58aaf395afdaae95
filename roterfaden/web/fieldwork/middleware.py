"""A browser in which a folder lies: what is over, or not of the person who sits there, is cleared away with any answer.

The cookie names the folder and opens nothing.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.fieldwork.carrying import end_carrying, reason_to_end, runs
from roterfaden.fieldwork.choices import Ending
from roterfaden.fieldwork.models import Carrying
from roterfaden.fieldwork.queries import carrying_on
from roterfaden.web.headers import KEEPS_STORAGE

COOKIE = "rf_unterwegs"
# longer than a folder holds, so that the browser comes back with it to be told that it is over
COOKIE_AGE = timedelta(days=30)
STORAGE = '"storage"'
REDIRECT = 302


class FieldworkMiddleware:
    """Stands inside of the rules of logging in. Asks the database only for browsers with a folder."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.COOKIES.get(COOKIE):
            return self.get_response(request)
        before = request.user if request.user.is_authenticated else None
        response = self.get_response(request)
        carrying = _carrying_of(request)
        end: Ending | None
        if _was_logged_out(request, response):
            end, by = Ending.LOGGED_OUT, before
        else:
            end, by = _reason(carrying, request), None
        if end is None:
            setattr(request, KEEPS_STORAGE, True)
        else:
            _clear(response, carrying, end, by=by if isinstance(by, User) else None)
        return response


def remember(response: HttpResponseBase, carrying: Carrying, *, secure: bool) -> None:
    """Let the browser name its folder from now on."""
    response.set_cookie(
        COOKIE, str(carrying.device), max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=secure
    )


def _carrying_of(request: HttpRequest) -> Carrying | None:
    try:
        return carrying_on(UUID(request.COOKIES[COOKIE]))
    except ValueError:
        return None


def _was_logged_out(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name == "account_logout" and response.status_code == REDIRECT


def _reason(carrying: Carrying | None, request: HttpRequest) -> Ending | None:
    """Why what this browser holds must go; None if it may stay."""
    now = timezone.now()
    if carrying is None:
        return Ending.OVER
    if not runs(carrying, at=now):
        return reason_to_end(carrying, at=now)
    if request.user.is_authenticated and request.user.pk != carrying.user_id:
        return Ending.SOMEBODY_ELSE
    return None


def _clear(response: HttpResponseBase, carrying: Carrying | None, end: Ending, *, by: User | None) -> None:
    if carrying is not None:
        end_carrying(carrying=carrying, ending=end, by=by, at=timezone.now())
    response.delete_cookie(COOKIE, samesite="Lax")
    response.headers.setdefault("Clear-Site-Data", STORAGE)
