"""Addresses that are told when something happens: making one, ending one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.api import hooks
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.tokens.forms import HookForm


@writing_view("GET", "POST")
def new_hook(request: HttpRequest) -> HttpResponse:
    """Name an address. The secret of its signatures is shown on this answer alone."""
    user = user_of(request)
    data = request.POST if request.method == "POST" else None
    form = HookForm(data, user=user, today=timezone.localdate())
    if form.is_valid():
        try:
            hook, secret = hooks.make_hook(user=user, **form.chosen(), by=user, at=timezone.now())
        except hooks.HookRefused as refusal:
            form.add_error("url", str(refusal))
        else:
            return render(request, "tokens/made.html", {"nav": "tokens", "hook": hook, "secret": secret})
    context = {"nav": "tokens", "form": form, "about_hook": True}
    return render(request, "tokens/new.html", context, status=422 if form.is_bound else 200)


@writing_view("POST")
def end_hook(request: HttpRequest, hook: UUID) -> HttpResponse:
    """Tell one of the own addresses nothing more."""
    user = user_of(request)
    row = get_object_or_404(hooks.running_hooks(user), uuid=hook)
    hooks.end_hook(hook=row, by=user, at=timezone.now())
    messages.success(request, _("Dorthin wird nichts mehr gemeldet."))
    return redirect("tokens:index")
