"""What the pages of consulting share: one attempt to write, with a sentence at the field or both texts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.common.models import Revised
from roterfaden.common.revisions import Conflict
from roterfaden.employers.register import RegisterRefused
from roterfaden.placement.dues import PlacementRefused
from roterfaden.placement.rules import may_write_for
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of

NAV = "employers"


def require_writer(request: HttpRequest, service: Organisation) -> None:
    """403 for whoever may read but does not keep the register of the service."""
    if not may_write_for(user_of(request), service, on=timezone.localdate()):
        raise PermissionDenied


def answered(
    request: HttpRequest,
    form: forms.Form,
    write: Callable[[], Any],
    *,
    title: str,
    done: str,
    back: str,
    stored: Callable[[Any], dict[str, Any]] | None = None,
    scope: Revised | None = None,
    template: str = "employers/form.html",
    **words: Any,
) -> HttpResponse:
    """Show the form, or write what it says: then to `back` (or where `write` says), or the form with what is wrong."""
    if form.is_valid():
        try:
            goal = write()
        except (PlacementRefused, RegisterRefused) as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
        except Conflict as conflict:
            if conflict.current is None or stored is None or scope is None:
                raise
            clash = conflict_of(
                form, current=conflict.current, stored=stored(conflict.current), scopes=[scope.uuid],
                at=timezone.now(), url=request.path, keep_url=back,
            )  # fmt: skip
            return render(request, "employers/conflict.html", {"nav": NAV, "conflict": clash}, status=409)
        else:
            messages.success(request, done)
            return redirect(goal if isinstance(goal, str) else back)
    context = {"nav": NAV, "form": form, "title": title, "back_url": back} | words
    return render(request, template, context, status=422 if form.is_bound else 200)


def pressed(request: HttpRequest, write: Callable[[], Any], *, done: str, back: str) -> HttpResponse:
    """A press of a button: done, or said why not; then back to the page."""
    try:
        write()
    except PlacementRefused as refusal:
        messages.error(request, str(refusal))
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, done)
    return redirect(back)
