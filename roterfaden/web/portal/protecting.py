"""Connect an authenticator app, which then opens instead of the PIN."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roterfaden.portal import authenticator
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.letters import qr_of
from roterfaden.portal.protecting import connect_app
from roterfaden.portal.texts import Words
from roterfaden.web.portal.forms import EMPTY, WordedForm
from roterfaden.web.portal.going import go
from roterfaden.web.portal.guards import guest_of, portal_writing_view
from roterfaden.web.portal.showing import wording_of

IN_GROUPS = 4


class AppForm(WordedForm):
    number = forms.CharField(
        max_length=20,
        error_messages=EMPTY,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    secret = forms.CharField(max_length=64, widget=forms.HiddenInput)
    texts = {"number": ("app_number", "app_number_hint")}


@portal_writing_view(GuestKind.CLIENT)
def protect(request: HttpRequest) -> HttpResponse:
    """Show a fresh secret as a picture and in letters; keep it when the app's number comes back."""
    guest, t = guest_of(request), Words(wording_of(request))
    sent = request.POST if request.method == "POST" else None
    secret = sent.get("secret", "") if sent is not None else ""
    if not authenticator.is_secret(secret):
        secret = authenticator.fresh_secret()
    form = AppForm(sent, t=t, initial={"secret": secret})
    shown: dict[str, Any] = {
        "square": qr_of(authenticator.address_for(secret, name=str(guest.case.service))),
        "letters": " ".join(secret[at : at + IN_GROUPS] for at in range(0, len(secret), IN_GROUPS)),
        "protected": guest.app_since is not None,
    }
    return go(
        request,
        form,
        lambda: connect_app(guest=guest, at=timezone.now(), **form.cleaned_data),
        to="portal:start",
        done="app_done",
        template="portal/protect.html",
        title="app_title",
        words=t,
        **shown,
    )
