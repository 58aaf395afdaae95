"""Logging in, confirming and connecting through an identity provider (decision 0106); see `accounts.signon`."""

import logging

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from roterfaden.accounts.signon import binding, ceremony, ending
from roterfaden.accounts.signon.ceremony import Purpose
from roterfaden.accounts.signon.providers import Provider, ProviderUnknown, provider_of, providers
from roterfaden.accounts.signon.tokens import TokenRefused
from roterfaden.accounts.signon.wire import ProviderAway
from roterfaden.web import errors
from roterfaden.web.account import signon_ways as ways
from roterfaden.web.guards import asking_view, reading_view, user_of, writing_view

log = logging.getLogger(__name__)


@asking_view("POST")
def begin(request: HttpRequest, idp: str) -> HttpResponse:
    """From the login page to the provider."""
    return _lead(request, _provider(idp), Purpose.LOG_IN)


@asking_view("POST", logged_in=True)
def connect(request: HttpRequest, idp: str) -> HttpResponse:
    """Connect one's own account with whom the provider lets in now; it asks anew."""
    return _lead(request, _provider(idp), Purpose.CONNECT)


@asking_view("GET", "POST", logged_in=True)
def confirm(request: HttpRequest, idp: str) -> HttpResponse:
    """Show who one is by logging in at the provider once more."""
    provider = _provider(idp)
    if request.method == "POST":
        return _lead(request, provider, Purpose.CONFIRM)
    get_object_or_404(user_of(request).identities, provider=provider.code)
    context = {"provider": provider, "back": request.GET.get("next", "")}
    return render(request, "account/signon/confirm.html", context)


@asking_view("GET")
def back(request: HttpRequest, idp: str) -> HttpResponse:
    """The provider leads back to here. Nothing happens without a way that this browser has begun."""
    provider, at = _provider(idp), timezone.now()
    attempt = ways.take(request, state=request.GET.get("state", ""))
    if attempt is None:
        return _stay(request, None, _("Diese Anmeldung hat hier nicht begonnen oder ist schon vorbei."))
    try:
        shown = ceremony.finish(
            provider=provider,
            attempt=attempt,
            said=request.GET.dict(),
            redirect=ways.redirect_uri(request, provider),
            at=at,
        )
        return ways.go_on(request, provider, attempt, shown, at=at)
    except (ceremony.SignOnRefused, binding.BindingRefused) as refusal:
        log.info("sign-on by %s refused: %s", provider.code, refusal.__cause__ or type(refusal).__name__)
        return _stay(request, attempt, str(refusal))
    except ProviderAway as away:
        return _is_away(request, provider, attempt, away)


@csrf_exempt
@asking_view("POST")
def told(request: HttpRequest, idp: str) -> HttpResponse:
    """Back-channel logout: the provider itself says with a signed token whose sessions are over."""
    provider = _provider(idp)
    try:
        ending.end_by_provider(request.POST.get("logout_token", ""), provider=provider, at=timezone.now())
    except TokenRefused as refusal:
        log.warning("logout token of %s refused: %s", provider.code, refusal)
        return JsonResponse({"error": "invalid_request"}, status=400)
    except ProviderAway as away:
        log.warning("provider %s is away: %s", provider.code, away)
        return JsonResponse({"error": "temporarily_unavailable"}, status=503)
    return HttpResponse(status=200)


@asking_view("GET")
def left(request: HttpRequest, idp: str) -> HttpResponse:
    """Logged out here; at the provider one is still logged in, and can log out there too."""
    provider = _provider(idp)
    login = request.build_absolute_uri(reverse("account_login"))
    try:
        address = ceremony.leave_address(provider, back=login, at=timezone.now())
    except ProviderAway as away:
        log.warning("provider %s is away: %s", provider.code, away)
        address = ""
    return render(request, "account/signon/left.html", {"provider": provider, "address": address})


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """With which providers one's own account is connected."""
    bound = {row.provider: row for row in user_of(request).identities.all()}
    rows = [(provider, bound.pop(provider.code, None)) for provider in providers()]
    context = {"rows": rows, "gone": list(bound.values())}
    return render(request, "account/signon/index.html", context)


@writing_view("POST")
def disconnect(request: HttpRequest, idp: str) -> HttpResponse:
    """Dissolve one's own connection; sessions that began with it end."""
    user = user_of(request)
    row = get_object_or_404(user.identities, provider=idp)
    binding.unbind(identity=row, by=user, at=timezone.now())
    messages.success(request, _("Die Verbindung ist gelöst."))
    return redirect("signon:index")


def _provider(code: str) -> Provider:
    try:
        return provider_of(code)
    except ProviderUnknown:
        raise Http404 from None


def _lead(request: HttpRequest, provider: Provider, purpose: Purpose) -> HttpResponse:
    """A page that leads on: our policy lets no form end at a foreign host, not even by a redirect."""
    if not ratelimit.consume(request, action="sign_on"):
        return errors.page(request, status=429)
    try:
        address = ways.begin(request, provider, purpose, at=timezone.now())
    except ProviderAway as away:
        return _is_away(request, provider, None, away)
    return render(request, "account/signon/lead.html", {"provider": provider, "address": address})


def _is_away(
    request: HttpRequest, provider: Provider, attempt: ceremony.Attempt | None, away: ProviderAway
) -> HttpResponse:
    log.warning("provider %s is away: %s", provider.code, away)
    sentence = _(
        "„%(provider)s“ ist gerade nicht zu erreichen. Melden Sie sich mit Anmeldename und Passwort an, oder "
        "versuchen Sie es später noch einmal."
    )
    return _stay(request, attempt, sentence % {"provider": provider.title})


def _stay(request: HttpRequest, attempt: ceremony.Attempt | None, sentence: str) -> HttpResponse:
    """Nobody came in; say why where the way began."""
    messages.error(request, sentence)
    if request.user.is_authenticated:
        return redirect(
            "account_reauthenticate" if attempt and attempt.purpose == Purpose.CONFIRM else "signon:index"
        )
    return redirect("account_login")
