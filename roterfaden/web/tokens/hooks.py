"""Addresses that are told when something happens: making one, sending again, ending one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    context = {
        "nav": "tokens",
        "form": form,
        "title": _("Benachrichtigung anlegen"),
        "meta": _(
            "Das Programm erfährt, dass in einem Fall etwas geschah, und fragt dann selbst nach. "
            "Jede Meldung ist unterschrieben."
        ),
        "submit": _("Benachrichtigung anlegen"),
        "back_url": reverse("tokens:index"),
    }
    return render(request, "administration/form.html", context, status=422 if form.is_bound else 200)


@writing_view("POST")
def send_again(request: HttpRequest, hook: UUID) -> HttpResponse:
    """Tell one of the own addresses once more what never arrived there."""
    user = user_of(request)
    row = get_object_or_404(hooks.running_hooks(user), uuid=hook)
    count = hooks.send_again(hook=row, by=user, at=timezone.now())
    messages.success(
        request,
        ngettext(
            "%(n)s Meldung wird noch einmal gesendet.", "%(n)s Meldungen werden noch einmal gesendet.", count
        )
        % {"n": count},
    )
    return redirect("tokens:index")


@writing_view("POST")
def end_hook(request: HttpRequest, hook: UUID) -> HttpResponse:
    """Tell one of the own addresses nothing more."""
    user = user_of(request)
    row = get_object_or_404(hooks.running_hooks(user), uuid=hook)
    hooks.end_hook(hook=row, by=user, at=timezone.now())
    messages.success(request, _("Dorthin wird nichts mehr gemeldet."))
    return redirect("tokens:index")
