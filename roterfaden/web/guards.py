"""Decorators for views: who may come in, by which method, and that reading pages cannot write.

Every view of the staff pages carries exactly one of them; tests/architecture checks it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from roterfaden.accounts.models import User
from roterfaden.common.only_reading import only_reading
from roterfaden.web.uploads import scanned_uploads

View = Callable[..., HttpResponse]


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


def open_writing_view(*methods: str) -> Callable[[View], View]:
    """For the named methods without a login, for forms that everybody may send. One transaction."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with transaction.atomic():
                return view(request, *args, **kwargs)

        return never_cache(
            require_http_methods([*methods, "HEAD"] if "GET" in methods else [*methods])(guarded)
        )

    return decorate


def writing_view(*methods: str) -> Callable[[View], View]:
    """For the named methods, logged in. One transaction around the whole request; uploads are scanned before it.

    The form itself, by GET, is a reading page like any other.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                with only_reading():
                    return view(request, *args, **kwargs)
            with scanned_uploads(request), transaction.atomic():
                return view(request, *args, **kwargs)

        allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)
        return never_cache(require_http_methods(allowed)(login_required(guarded)))

    return decorate


def asking_view(*methods: str, logged_in: bool = False) -> Callable[[View], View]:
    """For the named methods, where another server is asked before something is written.

    No transaction is held while it answers; each operation opens its own. `logged_in`: for those who are.
    """

    def decorate(view: View) -> View:
        guarded = require_http_methods(list(methods))(view)
        return never_cache(login_required(guarded) if logged_in else guarded)

    return decorate


def user_of(request: HttpRequest) -> User:
    """Who is logged in. Only for guarded views: they let nobody else in."""
    return cast(User, request.user)


def told(request: HttpRequest) -> dict[str, Any]:
    """By whom and when, for the domain."""
    return {"by": user_of(request), "at": timezone.now()}
