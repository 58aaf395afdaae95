"""Keys for other programs: the own ones, making one, ending one; what the interface can do, to read."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.api import tokens
from roterfaden.api.choices import Scope
from roterfaden.api.hooks import lost_of, running_hooks
from roterfaden.api.models import Token
from roterfaden.api.openapi import PREFIX, address_of
from roterfaden.api.resources import OPERATIONS
from roterfaden.web.components import Action
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.tokens.forms import TokenForm

HERE = "tokens:index"


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The own keys, those that ran last; and those of colleagues for who looks after them."""
    user, today = user_of(request), timezone.localdate()
    own = list(user.api_tokens.select_related("organisation"))
    runs = {row.pk for row in own if row.revoked_at is None and row.valid_until >= today}
    hooks = list(running_hooks(user))
    lost = lost_of(hooks)
    context = {
        "nav": "tokens",
        "actions": [Action(label=_("Zugang anlegen"), url=reverse("tokens:new"), icon="add")],
        "running": [_shown(row) for row in own if row.pk in runs],
        "ended": [_shown(row) for row in own if row.pk not in runs],
        "hooks": [(hook, lost.get(hook.pk)) for hook in hooks],
        "may_hook": bool(settings.HOOK_HOSTS),
        "others": [_shown(row) for row in tokens.tokens_looked_after_by(user, on=today)],
    }
    return render(request, "tokens/index.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Make a key. Its secret is shown on this answer alone."""
    user, now = user_of(request), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = TokenForm(data, user=user, today=timezone.localdate())
    if form.is_valid():
        try:
            token, secret = tokens.make_token(user=user, **form.chosen(), by=user, at=now)
        except tokens.TokenRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "tokens/made.html", {"nav": "tokens", "token": token, "secret": secret})
    context = {
        "nav": "tokens",
        "form": form,
        "title": _("Zugang anlegen"),
        "meta": _(
            "Das Programm bekommt einen Schlüssel. Er wird einmal gezeigt und steht dann nirgends mehr im Klartext."
        ),
        "submit": _("Zugang anlegen"),
        "back_url": reverse(HERE),
    }
    return render(request, "administration/form.html", context, status=422 if form.is_bound else 200)


@writing_view("POST")
def revoke(request: HttpRequest, token: UUID) -> HttpResponse:
    """End one of the own keys, or one that the user looks after."""
    user = user_of(request)
    row = get_object_or_404(tokens.tokens_revocable_by(user, on=timezone.localdate()), uuid=token)
    tokens.revoke_token(token=row, by=user, at=timezone.now())
    messages.success(request, _("Der Zugang „%(name)s“ ist gesperrt.") % {"name": row.name})
    return redirect(HERE)


@reading_view
def guide(request: HttpRequest) -> HttpResponse:
    """What the interface can do, one line for each operation, and how to ask."""
    rows = [(one, f"{PREFIX}{address_of(one)}") for one in OPERATIONS]
    address = request.build_absolute_uri(PREFIX)
    return render(request, "tokens/guide.html", {"nav": "tokens", "operations": rows, "address": address})


def _shown(row: Token) -> dict[str, Any]:
    return {"token": row, "scopes": ", ".join(str(one.label) for one in Scope if one in row.scopes)}
