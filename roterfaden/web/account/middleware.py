"""What a session must hold: not idle, not too old, a second factor, and fresh for what is most sensitive.

Decision 0045. Requirements R-10, R-15, R-16.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from roterfaden.accounts import known_devices, login_rules, sessions
from roterfaden.accounts.adapter import second_factor_wanted
from roterfaden.accounts.login_stages import CARRIED
from roterfaden.accounts.models import User
from roterfaden.web.account.sensitive import SENSITIVE, WITH_START_PASSWORD, WITHOUT_FACTOR
from roterfaden.web.headers import SESSION_ENDED

KEY = "rf_login"
# so often is it written down that a session is in use, and are the rules read again
LOOK_EVERY = timedelta(minutes=1)


@dataclass
class Times:
    """What the session remembers, in seconds: when it began and was last used, and what holds for its owner."""

    began: float
    seen: float
    idle: float
    longest: float
    factor: bool

    def is_over(self, at: datetime) -> bool:
        now = at.timestamp()
        return now - self.seen > self.idle or now - self.began > self.longest


class LoginRulesMiddleware:
    """Stands behind the authentication: ends what is over, and leads to what is missing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.LOGIN_RULES and request.user.is_authenticated:
            keep_times(request, at=timezone.now())
        response = self.get_response(request)
        known_devices.answer(request, response)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not settings.LOGIN_RULES or not isinstance(request.user, User):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        by_provider = request.session.get(CARRIED, {}).get("identity")
        if request.user.start_password_at and not by_provider and name not in WITH_START_PASSWORD:
            messages.warning(
                request,
                _("Ihr Passwort kennt noch jemand außer Ihnen. Wählen Sie ein eigenes, dann geht es weiter."),
            )
            return redirect("account_change_password")
        if request.session[KEY]["factor"] and not name.startswith(WITHOUT_FACTOR):
            return _lead_to_factor(request)
        if name in SENSITIVE and not is_fresh(request, at=timezone.now()):
            return _ask_again(request)
        return None


def keep_times(request: HttpRequest, *, at: datetime) -> None:
    """End a session that is over; else note now and then that it is in use."""
    user = request.user
    assert isinstance(user, User)  # the caller asked
    known = request.session.get(KEY)
    strong = bool(request.session.get(CARRIED, {}).get("strong"))
    times = Times(**known) if known else _begin(user, strong=strong, at=at)
    if times.is_over(at):
        key = request.session.session_key or ""
        sessions.close_session(user=user, session_key=key, action="accounts.session_over", by=user, at=at)
        auth.logout(request)
        setattr(request, SESSION_ENDED, True)
        messages.info(request, _("Ihre Sitzung war abgelaufen. Was Sie angefangen hatten, ist noch da."))
    elif not known or at.timestamp() - times.seen >= LOOK_EVERY.total_seconds():
        fresh = _begin(user, strong=strong, at=at)
        fresh.began = times.began
        request.session[KEY] = asdict(fresh)
        sessions.see_session(session_key=request.session.session_key or "", at=at)


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the person has shown who they are within the last minutes, by logging in or by confirming."""
    shown = [float(record["at"]) for record in get_authentication_records(request, request.user)]
    return bool(shown) and at.timestamp() - max(shown) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _begin(user: User, *, strong: bool, at: datetime) -> Times:
    """`strong`: an identity provider said that it asked for two factors."""
    rules = login_rules.rules_for(user, on=timezone.localdate(at))
    missing = not strong and second_factor_wanted(user) and not is_mfa_enabled(user)
    now = at.timestamp()
    return Times(now, now, rules.idle.total_seconds(), rules.longest.total_seconds(), missing)


def _lead_to_factor(request: HttpRequest) -> HttpResponseBase | None:
    """To the page where a second factor is set up, unless there is one by now."""
    assert isinstance(request.user, User)  # process_view asked
    if is_mfa_enabled(request.user):
        request.session[KEY] = request.session[KEY] | {"factor": False}
        return None
    messages.warning(
        request, _("Ihre Stelle verlangt einen zweiten Faktor. Richten Sie ihn ein, dann geht es weiter.")
    )
    return redirect("mfa_index")


def _ask_again(request: HttpRequest) -> HttpResponseBase:
    """To the page that asks who sits here; it leads back to the page, for a button to the page of the button."""
    back = request.get_full_path()
    if request.method == "POST":
        came_from = request.headers.get("Referer", "")
        ours = url_has_allowed_host_and_scheme(
            came_from, {request.get_host()}, require_https=request.is_secure()
        )
        back = came_from if ours else "/"
        messages.info(request, _("Bitte bestätigen Sie, dass Sie es sind, und drücken Sie dann noch einmal."))
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
