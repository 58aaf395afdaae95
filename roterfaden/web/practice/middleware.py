"""Whoever practises is somebody else in another world, said once per request, first of all (decision 0104)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve

from roterfaden.accounts import worlds
from roterfaden.accounts.models import Practice, User

KEY = "rf_practice"
# pages of the real person: coming and going, showing who one is, how pages look
REAL = (
    "practice:",
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "appearance",
    "health:",
)
LOOK = ("theme", "text_size", "language")
# ways out of the practice, and what belongs to the real login: closed while practising
CLOSED = (
    *("account_", "mfa_", "recovery:", "sessions:", "signon:", "tokens:", "administration:", "quarantine:"),
    *("agenda:reminders", "fieldwork:", "guests:", "privacy:", "versions:", "editor:", "proposals:", "welcome:report"),
)
# readers without a login, whoever else uses the same browser
WITHOUT_LOGIN = ("/portal/", "/befragung/", "/api/", "/static/")
FORBIDDEN = 403


class PracticeMiddleware:
    """Stands behind the rules of the login, which are about the real person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        practice = practice_of(request)
        if practice is None:
            return self.get_response(request)
        request.practice = practice  # type: ignore[attr-defined]
        name = _name_of(request)
        if name.startswith(REAL):
            return self.get_response(request)
        request.user = _learner_of(practice, request.user)
        with worlds.inside(practice.pk):
            if name.startswith(CLOSED):
                return render(request, "practice/closed.html", status=FORBIDDEN)
            return self.get_response(request)


def practice_of(request: HttpRequest) -> Practice | None:
    """The practice that this session stands in; one that was thrown away meanwhile is forgotten."""
    if request.path.startswith(WITHOUT_LOGIN) or KEY not in request.session:
        return None
    if not isinstance(request.user, User) or not request.user.is_active:
        return None
    found = Practice.objects.select_related("learner").filter(owner=request.user).first()
    if found is None or found.learner is None:
        del request.session[KEY]
        return None
    return found


def _learner_of(practice: Practice, owner: Any) -> User:
    """Who the owner is in there; pages look as the owner likes them."""
    learner = practice.learner
    assert learner is not None  # practice_of asked
    for name in LOOK:
        setattr(learner, name, getattr(owner, name))
    return learner


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
