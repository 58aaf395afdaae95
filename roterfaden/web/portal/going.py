"""How a form of the portal goes about: do one thing, tell a refusal above the form, keep what was typed."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.texts import Words
from roterfaden.web.portal.showing import go_to, show


def go(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[], object],
    *,
    to: str,
    done: str,
    template: str,
    title: str,
    words: Words,
    **more: Any,
) -> HttpResponse:
    """Show the form, or do it and go on: a refusal is 422, a clash 409 with the form ready to be sent again."""
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            do()
        except PortalRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            data: Any = cast(Any, form.data).copy()
            data["revision"] = str(conflict.current.revision if conflict.current else 0)
            form.data, status = data, 409
            form.add_error(None, _("Inzwischen hat sich etwas geändert. Bitte sehen Sie noch einmal nach."))
        else:
            return go_to(to, done=done)
    return show(request, template, title=title, words=words, status=status, form=form, **more)
