"""Who may come to the portal's pages. It knows nothing of logins: a cookie of its own, a path of its own.

A sitting of the portal opens no page of the staff (they ask for a login), and a login opens none of these.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from roterfaden.audit import actions, trail
from roterfaden.cases.access import guest_access
from roterfaden.cases.choices import Relation
from roterfaden.common import rows
from roterfaden.common.only_reading import only_reading
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.entering import REMEMBERED, Entered, guest_of_visit
from roterfaden.portal.models import Guest
from roterfaden.portal.visitors import Visitor
from roterfaden.web.guards import View
from roterfaden.web.portal.languages import keep_in_browser
from roterfaden.web.portal.showing import ended_page

actions.register("portal.read", "Seite über einen Zugang ohne Konto gelesen", reading=True)

RELATIONS = {
    GuestKind.CLIENT: Relation.CLIENT,
    GuestKind.SIGNER: Relation.CLIENT,
    GuestKind.PARTNER: Relation.PARTNER,
}
VISIT, DEVICE, PATH = "rf_portal", "rf_portal_device", "/portal/"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "script-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def door_view(*methods: str) -> Callable[[View], View]:
    """Before the door: for everybody, in one transaction."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # nobody has shown yet who they are: code, PIN and what they open are looked up among all
            with rows.showing(rows.EVERYTHING), transaction.atomic():
                return _closed_off(view(request, *args, **kwargs))

        return never_cache(require_http_methods(_allowed(methods))(guarded))

    return decorate


def portal_reading_view(*kinds: GuestKind) -> Callable[[View], View]:
    """For GET and HEAD of guests of these kinds. Each opening is logged; nothing else can be written."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            guest = _let_in(request, kinds)
            if guest is None:
                return redirect("portal:enter")
            with only_reading():
                _log(request, guest)
                return _closed_off(view(request, *args, **kwargs))

        return never_cache(require_http_methods(["GET", "HEAD"])(guarded))

    return decorate


def portal_writing_view(
    *kinds: GuestKind, methods: tuple[str, ...] = ("GET", "POST")
) -> Callable[[View], View]:
    """For guests of these kinds, in one transaction. Opening the page is logged.

    Where the sitting is over, a form is answered with a page that shows what was typed.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            guest = _let_in(request, kinds)
            if guest is None:
                return (
                    _closed_off(ended_page(request)) if request.method == "POST" else redirect("portal:enter")
                )
            with transaction.atomic():
                if request.method != "POST":
                    _log(request, guest)
                return _closed_off(view(request, *args, **kwargs))

        return never_cache(require_http_methods(_allowed(methods))(guarded))

    return decorate


def _allowed(methods: tuple[str, ...]) -> list[str]:
    """HEAD goes where GET goes, and nowhere else: it must change nothing."""
    return [*methods, "HEAD"] if "GET" in methods else list(methods)


def guest_of(request: HttpRequest) -> Guest:
    """Who is in. Only for guarded views: they let nobody else in."""
    return cast(Guest, request.guest)  # type: ignore[attr-defined]


def sitting_guest(request: HttpRequest) -> Guest | None:
    """Who is in, on a page before the door."""
    return guest_of_visit(request.COOKIES.get(VISIT, ""), at=timezone.now())


def _let_in(request: HttpRequest, kinds: tuple[GuestKind, ...]) -> Guest | None:
    """The guest of the sitting; 404 where a page is for others or closed by the access table, as for a missing one."""
    with rows.showing(rows.EVERYTHING):
        guest = sitting_guest(request)
    if guest is not None and guest.kind not in kinds:
        raise Http404
    if guest is not None:
        rows.show(rows.Shown(cases=(guest.case_id,)))
    request.guest = guest  # type: ignore[attr-defined]
    if guest is not None:
        access = guest_access(guest.case, RELATIONS[GuestKind(guest.kind)])
        guest.access = access  # type: ignore[attr-defined]
        match = request.resolver_match
        if not access.allows_page(match.view_name if match else "", writing=request.method == "POST"):
            raise Http404
    return guest


def _log(request: HttpRequest, guest: Guest) -> None:
    match = request.resolver_match
    trail.record_read(
        "portal.read",
        by=Visitor(guest),
        at=timezone.now(),
        subject=guest,
        scope=guest.case,
        organisation=guest.case.service,
        details={"page": match.url_name if match else ""},
    )


def _closed_off(response: HttpResponse) -> HttpResponse:
    """No script, no frame, no search engine, no foreign host."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def keep(response: HttpResponse, entered: Entered) -> HttpResponse:
    """Give the browser the tokens of the sitting and, where wanted, of the device."""
    common: dict[str, Any] = {
        "path": PATH,
        "httponly": True,
        "samesite": "Lax",
        "secure": settings.SESSION_COOKIE_SECURE,
    }
    response.set_cookie(VISIT, entered.token, **common)
    keep_in_browser(response, entered.guest.language, secure=settings.SESSION_COOKIE_SECURE)
    if entered.device:
        response.set_cookie(DEVICE, entered.device, max_age=REMEMBERED, **common)
    return response
