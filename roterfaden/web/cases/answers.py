"""Answers to what was sent from the thread: done, refused, or overtaken by somebody else.

htmx gets the thread and what changes with it; everybody else a redirect, or the whole page.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.cases.steps import StepRefused
from roterfaden.languages.shipped import shipped
from roterfaden.process.choices import TaskState
from roterfaden.process.past import title_of
from roterfaden.process.runs import RunMovedOn, RunRefused
from roterfaden.process.thread import Story
from roterfaden.web.cases.cards import Typed
from roterfaden.web.cases.page import THREAD, thread_page

# what the domain refuses with a sentence for the person; RunMovedOn is asked for before
REFUSALS = (RunRefused, StepRefused, CaseIsClosed)


def is_htmx(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def done(request: HttpRequest, case: Case, said: str) -> HttpResponse:
    """It is done: say so, and show where the thread stands now."""
    messages.success(request, said)
    if is_htmx(request):
        context = thread_page(request, case, oob=True)
        return render(request, "cases/_moved.html", context)
    return HttpResponseRedirect(reverse(THREAD, args=[case.code]) + "#jetzt", status=303)


def refused(
    request: HttpRequest,
    case: Case,
    *,
    forms: Mapping[str, BaseForm] | None = None,
    missing: Mapping[str, BaseForm] | None = None,
    **more: Any,
) -> HttpResponse:
    """422: the thread with what was typed and why it was not accepted."""
    context = thread_page(request, case, typed=Typed(forms or {}, missing or {}), **more)
    return render(request, _template(request), context, status=422)


def moved_on(request: HttpRequest, case: Case, story: Story, refusal: RunMovedOn) -> HttpResponse:
    """409: who did what meanwhile, the thread as it stands now, and what was typed, to copy."""
    meanwhile = [
        {
            "who": task.closed_by,
            "title": title_of(story.chain, task),
            "at": task.closed_at,
            "outcome": shipped(task.outcome),
        }
        for task in refusal.closed_since
        if task.state != TaskState.VOID
    ]
    context = thread_page(request, case, refusal=str(refusal), meanwhile=meanwhile, written=_written(request))
    return render(request, _template(request), context, status=409)


def _template(request: HttpRequest) -> str:
    return "cases/_thread.html" if is_htmx(request) else "cases/thread.html"


def _written(request: HttpRequest) -> list[tuple[str, str]]:
    """The sentences that were sent, with their labels; nothing else is worth keeping."""
    labels = {"note": _("Ergebnis"), "reason": _("Grund"), "title": _("Eigener Schritt")}
    return [
        (labels[name.rsplit("-", 1)[-1].removeprefix("missing_")], str(value)[:20_000])
        for name, value in request.POST.items()
        if name.rsplit("-", 1)[-1].removeprefix("missing_") in labels and str(value).strip()
    ]
