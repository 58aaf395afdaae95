"""End a case: what is still open, how it came out, and why."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.archive.closing import ClosingRefused, GapsUnexplained, close_checked
from roterfaden.archive.completeness import Gap, gaps_of
from roterfaden.cases import rules
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.process.runs import RunRefused
from roterfaden.web.archive.forms import CloseForm
from roterfaden.web.archive.gaps import gap_groups
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, refuse_unless
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of, writing_view

HERE = "casefile:close"
REFUSALS = (ClosingRefused, CaseIsClosed, RunRefused)


@writing_view("GET", "POST")
def close(request: HttpRequest, code: str) -> HttpResponse:
    """End the case with a result and a sentence; what is open is listed with links, and asks for another sentence."""
    case = case_for(request, code, page="close")
    refuse_unless(rules.decides_about(user_of(request), case, on=timezone.localdate()))
    gaps = _gaps(request, case)
    form = _form(request, case, gaps)
    if form.is_valid():
        try:
            _close(request, case, form)
        except GapsUnexplained as refusal:
            form.add_error("gaps_reason" if "gaps_reason" in form.fields else None, str(refusal))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            messages.success(request, _("Der Fall ist abgeschlossen."))
            return redirect("cases:thread", code=case.code)
    return _page(request, case, form, gaps)


def _gaps(request: HttpRequest, case: Case) -> list[Gap]:
    """What is open; nothing in a case that cannot be closed."""
    user, today = user_of(request), timezone.localdate()
    if not rules.may_close(user, case, on=today):
        return []
    return gaps_of(case, health=may_open_health(user, case, on=today), on=today)


def _form(request: HttpRequest, case: Case, gaps: list[Gap]) -> CloseForm:
    today = timezone.localdate()
    return CloseForm(
        request.POST if request.method == "POST" else None,
        case=case,
        on=today,
        gaps=bool(gaps),
        initial={"revision": case.revision, "closed_on": today},
    )


def _close(request: HttpRequest, case: Case, form: CloseForm) -> None:
    data = form.cleaned_data
    close_checked(
        case=case,
        **form.coded(),
        reason=data["reason"],
        gaps_reason=data.get("gaps_reason", ""),
        closed_on=data["closed_on"],
        health=may_open_health(user_of(request), case, on=timezone.localdate()),
        revision=data["revision"],
        by=user_of(request),
        at=timezone.now(),
    )


def _page(request: HttpRequest, case: Case, form: CloseForm, gaps: list[Gap]) -> HttpResponse:
    more: dict[str, Any] = {
        "gaps": gap_groups(case, gaps),
        "open_count": len(gaps),
        "back_url": reverse("cases:thread", args=[case.code]),
    }
    return form_page(request, case, HERE, form, "casefile/close.html", **more)


def _conflict(request: HttpRequest, form: CloseForm, conflict: Conflict) -> HttpResponse:
    """What was to be done beside what the case says now."""
    current = conflict.current
    assert isinstance(current, Case)
    told = conflict_of(
        form,
        current=current,
        stored={name: "" for name in ("result", "reason", "gaps_reason") if name in form.fields},
        scopes=[current.uuid],
        at=timezone.now(),
        url=reverse(HERE, args=[current.code]),
        keep_url=reverse("cases:thread", args=[current.code]),
    )
    return conflict_page(request, current, "cases:thread", told)
