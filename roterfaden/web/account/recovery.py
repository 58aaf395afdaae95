"""One's own recovery codes: how many are left, and ten new ones, which are shown once."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts import recovery
from roterfaden.web.guards import reading_view, user_of, writing_view


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """How many codes are left; they themselves are not known here any more."""
    user = user_of(request)
    context = {"left": recovery.codes_left(user), "possible": is_mfa_enabled(user)}
    return render(request, "account/recovery/index.html", context)


@writing_view("POST")
def make(request: HttpRequest) -> HttpResponse:
    """Make new codes; the page that answers shows them, and no other."""
    user = user_of(request)
    if not is_mfa_enabled(user):
        messages.error(request, _("Richten Sie zuerst eine App oder einen Schlüssel ein."))
        return redirect("mfa_index")
    codes = recovery.make_codes(user=user, by=user, at=timezone.now())
    return render(request, "account/recovery/codes.html", {"codes": codes}, status=201)
