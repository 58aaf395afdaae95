"""The language of a page: what its reader chose, else what is usual where they work, else what the browser asks for.

A choice at the user counts before one in the browser, which somebody made on the login page.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from roterfaden.accounts.languages import usual_language_of
from roterfaden.accounts.models import User
from roterfaden.web.account.way_back import way_back
from roterfaden.web.portal.guards import door_view
from roterfaden.web.portal.languages import chosen_in_browser, keep_in_browser

SESSION = "rf_language"
# pages for people without an account: a login in the same browser says nothing about who reads them
WITHOUT_ACCOUNT = ("/portal/", "/befragung/")


class LanguageMiddleware:
    """Stands behind the authentication. Sets the language of the request, and says in the answer which it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_for(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response


def language_for(request: HttpRequest) -> str:
    """The language of one request; always one that the program speaks."""
    chosen = chosen_in_browser(request)
    if not request.path.startswith(WITHOUT_ACCOUNT) and request.user.is_authenticated:
        assert isinstance(request.user, User)  # there is no other model of users
        chosen = request.user.language or chosen or request.session.get(SESSION, "")
    return chosen or translation.get_language_from_request(request)


@receiver(user_logged_in)
def remember_usual_language(request: HttpRequest | None, user: User, **_kwargs: Any) -> None:
    """Once per login, because it is asked on every page."""
    if request is not None:
        request.session[SESSION] = usual_language_of(user, on=timezone.localdate())


@door_view("POST")
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice of somebody without a login in this browser, and go back to where they were."""
    response = redirect(way_back(request, request.POST.get("next", "")))
    keep_in_browser(response, request.POST.get("language", ""), secure=request.is_secure())
    return response
