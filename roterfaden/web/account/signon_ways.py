"""The ways to providers that a browser has begun: kept in its session, used once; and what each leads to."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.login_stages import CARRIED
from roterfaden.accounts.models import User
from roterfaden.accounts.signon import binding, ceremony
from roterfaden.accounts.signon.ceremony import Attempt, Purpose, SignOnRefused
from roterfaden.accounts.signon.providers import Provider
from roterfaden.accounts.signon.tokens import Shown, digest
from roterfaden.web.account.way_back import way_back

KEY = "rf_sign_on_ways"
MOST_WAYS = 5
METHOD = "sign_on"


def begin(request: HttpRequest, provider: Provider, purpose: Purpose, *, at: datetime) -> str:
    """Where to lead the browser. Of several windows the last five may come back. Raises ProviderAway."""
    user = str(request.user.uuid) if isinstance(request.user, User) else ""
    address, attempt = ceremony.begin(
        provider=provider,
        purpose=purpose,
        redirect=redirect_uri(request, provider),
        back=way_back(request, request.POST.get("next", ""), otherwise=""),
        user="" if purpose == Purpose.LOG_IN else user,
        at=at,
    )
    open_ways = list(request.session.get(KEY, {}).items())[-(MOST_WAYS - 1) :]
    request.session[KEY] = {**dict(open_ways), attempt.state: asdict(attempt)}
    return address


def take(request: HttpRequest, *, state: str) -> Attempt | None:
    """The way that this browser began with `state`, once; a way of somebody who is not logged in any more is none."""
    found = request.session.get(KEY, {})
    known = found.pop(state, None)
    if known is None:
        return None
    request.session[KEY] = found
    attempt = Attempt(**known)
    user = str(request.user.uuid) if isinstance(request.user, User) else ""
    return attempt if attempt.user in ("", user) else None


def redirect_uri(request: HttpRequest, provider: Provider) -> str:
    """Our own address for this provider: one for each, so that an answer of another one arrives elsewhere."""
    return request.build_absolute_uri(reverse("signon:back", args=[provider.code]))


def go_on(
    request: HttpRequest, provider: Provider, attempt: Attempt, shown: Shown, *, at: datetime
) -> HttpResponse:
    """Log in, connect or confirm. Raises BindingRefused, SignOnRefused."""
    return GOES_ON[Purpose(attempt.purpose)](request, provider, attempt, shown, at)


def _log_in(
    request: HttpRequest, provider: Provider, attempt: Attempt, shown: Shown, at: datetime
) -> HttpResponse:
    identity = binding.identity_of(provider, shown, on=timezone.localdate(at))
    brought = {
        "provider": provider.code,
        "identity": identity.pk,
        "session": digest(provider, shown.session) if shown.session else "",
        "strong": shown.strong,
    }
    _note_shown(request, identity.user, provider, at=shown.shown_at)
    login = Login(user=identity.user, redirect_url=attempt.back or None, state={CARRIED: brought})
    answer: HttpResponse = perform_login(request, login)
    return answer


def _connect(
    request: HttpRequest, provider: Provider, _attempt: Attempt, shown: Shown, at: datetime
) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # `take` gives ways of people who are logged in to them only
    binding.bind_own(user=user, provider=provider, shown=shown, by=user, at=at)
    sentence = _("Verbunden. Sie können sich jetzt über „%(provider)s“ anmelden.")
    messages.success(request, sentence % {"provider": provider.title})
    return redirect("signon:index")


def _confirm(
    request: HttpRequest, provider: Provider, attempt: Attempt, shown: Shown, at: datetime
) -> HttpResponse:
    identity = binding.identity_of(provider, shown, on=timezone.localdate(at))
    if identity.user_id != request.user.pk:
        raise SignOnRefused("Beim Anmeldedienst hat sich jemand anderes angemeldet.")
    _note_shown(request, identity.user, provider, at=shown.shown_at, reauthenticated=True)
    return redirect(attempt.back or "/")


GOES_ON = {Purpose.LOG_IN: _log_in, Purpose.CONNECT: _connect, Purpose.CONFIRM: _confirm}


def _note_shown(
    request: HttpRequest, user: User, provider: Provider, *, at: datetime | None, **also: Any
) -> None:
    """Note when the person showed at the provider who they are: hours ago, or not known, confirms nothing now."""
    record_authentication(request, user, METHOD, provider=provider.code, **also)
    records = request.session["account_authentication_methods"]
    records[-1]["at"] = at.timestamp() if at else 0
    request.session["account_authentication_methods"] = records
