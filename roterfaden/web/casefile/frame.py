"""What every page of the case file hands to its template: the head of the case, its links, what may be done."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roterfaden.cases import rules
from roterfaden.cases.headline import Headline, headline_of
from roterfaden.cases.models import Case
from roterfaden.deadlines.queries import next_due
from roterfaden.people.health import record_health_read
from roterfaden.people.models import HealthRecord
from roterfaden.web.cases.navigation import case_head, case_links
from roterfaden.web.cases.reading import find_case, in_emergency, open_case_for_reading, remember_access
from roterfaden.web.components import Conflict
from roterfaden.web.guards import told, user_of
from roterfaden.web.visibility.running import running_on


def frame(request: HttpRequest, case: Case, current: str, **more: Any) -> dict[str, Any]:
    """The context of a page; `current` is the URL name of the entry of the side navigation that is marked."""
    user, today = user_of(request), timezone.localdate()
    headline, access = _with_own_deadlines(headline_of(case), case), remember_access(request, case)
    writes = rules.may_work_on(user, case, on=today) and access.allows_page(current, writing=True)
    return {
        "nav": "cases",
        "case": case,
        "today": today,
        "head": case_head(case, today=today, headline=headline),
        "links": case_links(case, current=current, user=user, today=today, headline=headline),
        "may_work": writes,
        "emergency": running_on(request, case) if in_emergency(case) else None,
    } | more


def _with_own_deadlines(headline: Headline, case: Case) -> Headline:
    """What is due next, be it in a chain or by a deadline of the case itself."""
    found = [due for due in (headline.due, next_due(case)) if due is not None]
    return replace(headline, due=min(found, key=lambda due: (due.due_on, due.pk), default=None))


def case_for(request: HttpRequest, code: str, *, page: str) -> Case:
    """The case behind a page with a form: opening the page is a reading, sending the form is not another one."""
    if request.method == "POST":
        return find_case(request, code)
    return open_case_for_reading(request, code, page=page)


def note_health_reading(request: HttpRequest, case: Case, *, page: str) -> None:
    """For a page that shows health: where there is a record and the page is opened, not sent, its reading is noted."""
    if request.method == "POST":
        return
    record = HealthRecord.objects.filter(person=case.person_id).first()
    if record is not None:
        record.person = case.person
        record_health_read(record=record, scope=case, page=page, **told(request))


def refuse_unless(allowed: bool) -> None:
    """Answer 403 where somebody who sees the case may not do this in it."""
    if not allowed:
        raise PermissionDenied


def form_page(
    request: HttpRequest,
    case: Case,
    current: str,
    form: forms.BaseForm,
    template: str = "casefile/form.html",
    **more: Any,
) -> HttpResponse:
    """The page with the form: 200 to fill it in, 422 with what is wrong and what was typed."""
    context = frame(request, case, current, form=form, **more)
    return render(request, template, context, status=422 if form.is_bound else 200)


def conflict_page(request: HttpRequest, case: Case, current: str, conflict: Conflict) -> HttpResponse:
    """409: somebody was faster; both texts, and the form to merge them."""
    return render(
        request, "casefile/conflict.html", frame(request, case, current, conflict=conflict), status=409
    )
