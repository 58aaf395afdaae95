"""The language that was chosen in a browser: for the login page and for pages without an account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from roterfaden.accounts.choices import Language

COOKIE = settings.LANGUAGE_COOKIE_NAME
ONE_YEAR = 365 * 24 * 60 * 60


def chosen_in_browser(request: HttpRequest) -> str:
    """The language of the cookie; "" without one, or where the program does not speak it."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in Language.values else ""


def keep_in_browser(response: HttpResponse, language: str, *, secure: bool) -> None:
    """For the login page and the pages without an account; nothing for a language that the program does not speak."""
    if language in Language.values:
        response.set_cookie(COOKIE, language, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=secure)
