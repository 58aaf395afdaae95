"""The turns in the life of a case: hand it over, open it again. Each with a sentence."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import closing, rules
from roterfaden.cases.handover import HandOverRefused, hand_over
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.web.casefile.forms import HandOverForm, ReopenForm
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, refuse_unless
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of, writing_view

THREAD = "cases:thread"


@writing_view("GET", "POST")
def handover(request: HttpRequest, code: str) -> HttpResponse:
    """Make a colleague responsible for the case."""
    case = case_for(request, code, page="handover")
    user, today = user_of(request), timezone.localdate()
    refuse_unless(rules.decides_about(user, case, on=today))
    form = HandOverForm(_typed(request), case=case, on=today, initial={"revision": case.revision})
    if form.is_valid():
        said = {"to": form.receiver(), "reason": form.cleaned_data["reason"]}
        try:
            hand_over(case=case, **said, revision=form.cleaned_data["revision"], by=user, at=timezone.now())
        except (HandOverRefused, CaseIsClosed) as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict, "casefile:handover", {"to": "", "reason": ""})
        else:
            messages.success(request, _("Der Fall ist übergeben an %(name)s.") % {"name": said["to"]})
            return redirect(THREAD, code=case.code)
    return form_page(request, case, "casefile:handover", form, "casefile/handover.html", **_back(case))


@writing_view("GET", "POST")
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Open the closed case again, with a sentence."""
    case = case_for(request, code, page="reopen")
    user, today = user_of(request), timezone.localdate()
    refuse_unless(rules.decides_about(user, case, on=today))
    form = ReopenForm(_typed(request), initial={"revision": case.revision})
    if form.is_valid():
        data = form.cleaned_data
        try:
            closing.reopen_case(
                case=case, reason=data["reason"], revision=data["revision"], by=user, at=timezone.now()
            )
        except closing.ClosingRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict, "casefile:reopen", {"reason": ""})
        else:
            messages.success(request, _("Der Fall ist wieder offen."))
            return redirect(THREAD, code=case.code)
    return form_page(request, case, "casefile:reopen", form, "casefile/reopen.html", **_back(case))


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _back(case: Case) -> dict[str, str]:
    return {"back_url": reverse(THREAD, args=[case.code])}


def _conflict(
    request: HttpRequest, form: forms.Form, conflict: Conflict, url_name: str, stored: dict[str, Any]
) -> HttpResponse:
    """What was to be done beside what the case says now."""
    current = conflict.current
    assert isinstance(current, Case)
    if "to" in stored:
        stored["to"] = current.responsible.username
    told = conflict_of(
        form,
        current=current,
        stored=stored,
        scopes=[current.uuid],
        at=timezone.now(),
        url=reverse(url_name, args=[current.code]),
        keep_url=reverse(THREAD, args=[current.code]),
    )
    return conflict_page(request, current, THREAD, told)
