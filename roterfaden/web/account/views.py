"""How the pages look for the user who is logged in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from roterfaden.accounts import languages, preferences
from roterfaden.accounts.models import User
from roterfaden.web import errors
from roterfaden.web.account.forms import AppearanceForm
from roterfaden.web.account.way_back import way_back
from roterfaden.web.guards import writing_view
from roterfaden.web.portal.languages import keep_in_browser

ONE_YEAR = 365 * 24 * 60 * 60


@writing_view("POST")
def change_appearance(request: HttpRequest) -> HttpResponse:
    """Keep the choice with the user, and in this browser for the login page."""
    user = request.user
    assert isinstance(user, User)  # writing_view lets nobody else in
    form = AppearanceForm(request.POST, user=user)
    if not form.is_valid():
        return errors.page(request, status=400)
    chosen = form.cleaned_data
    language = chosen.pop("language")
    preferences.change_appearance(user=user, by=user, at=timezone.now(), **chosen)
    languages.choose_language(user=user, language=language, by=user, at=timezone.now())
    response = redirect(way_back(request, request.POST.get("next", "")))
    for name, value in (("rf_theme", chosen["theme"]), ("rf_text", chosen["text_size"])):
        response.set_cookie(
            name, value, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    keep_in_browser(response, language, secure=request.is_secure())
    return response
