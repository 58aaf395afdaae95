"""Decorators for views: who may come in, by which method, and that reading pages cannot write.

Every view of the staff pages carries exactly one of them; tests/architecture checks it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from roterfaden.accounts.models import User

View = Callable[..., HttpResponse]

WRITING = re.compile(
    r'\s*(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|replace\s+into|merge\s+into)\s+"?(\w+)',
    re.IGNORECASE,
)
# a reading page writes that it was read, and the session may note the visit
ALLOWED_TABLES = frozenset(("audit_entry", "audit_head", "django_session"))


class ReadingPageWrote(RuntimeError):
    """A page that only reads tried to change something."""


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    writes = WRITING.match(sql)
    if writes and writes.group(1).lower() not in ALLOWED_TABLES:
        raise ReadingPageWrote(sql.split("(", 1)[0])
    return execute(sql, params, many, context)


@contextmanager
def only_reading() -> Iterator[None]:
    """One transaction in which only the trail of reads may be written."""
    with transaction.atomic(), connection.execute_wrapper(_refuse_writes):
        yield


def reading_view(view: View) -> View:
    """For GET and HEAD, logged in. One transaction, in which only the trail of reads may be written."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with only_reading():
            return view(request, *args, **kwargs)

    return never_cache(require_http_methods(["GET", "HEAD"])(login_required(guarded)))


def open_view(view: View) -> View:
    """For GET and HEAD without a login, where the address itself is the secret. It cannot write anything."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with only_reading():
            return view(request, *args, **kwargs)

    return require_http_methods(["GET", "HEAD"])(guarded)


def writing_view(*methods: str) -> Callable[[View], View]:
    """For the named methods, logged in. One transaction around the whole request."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with transaction.atomic():
                return view(request, *args, **kwargs)

        allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)
        return never_cache(require_http_methods(allowed)(login_required(guarded)))

    return decorate


def user_of(request: HttpRequest) -> User:
    """Who is logged in. Only for guarded views: they let nobody else in."""
    return cast(User, request.user)
