"""What the pages of a measure share: find it in its case, one form in it, refusals at the field, conflicts."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.models import Revised
from roterfaden.common.revisions import Conflict
from roterfaden.measures.carrying_out import MeasureRefused
from roterfaden.measures.carrying_records import Measure
from roterfaden.measures.presence import HoursRefused
from roterfaden.measures.pricing import PricingRefused
from roterfaden.measures.queries import measures_of
from roterfaden.measures.recording import RecordRefused
from roterfaden.web.casefile.frame import conflict_page, form_page
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of

HERE = "measures:index"
REFUSALS = (MeasureRefused, HoursRefused, PricingRefused, RecordRefused, CaseIsClosed)

Stored = Callable[[Any], Mapping[str, Any]]


def measure_in(case: Case, carried: UUID) -> Measure:
    """The measure of this case; 404 otherwise."""
    found = get_object_or_404(measures_of(case), uuid=carried)
    found.case = case
    return found


def page_of_measure(measure: Measure) -> str:
    return reverse("measures:detail", args=[measure.case.code, measure.uuid])


def did(request: HttpRequest) -> dict[str, Any]:
    """By whom and when, for a domain function."""
    return {"by": user_of(request), "at": timezone.now()}


def run_form(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    write: Callable[[], object],
    *,
    title: str,
    submit: str,
    done: str,
    back: str,
    stored: Stored = lambda _current: {},
    template: str = "casefile/form.html",
    **more: Any,
) -> HttpResponse:
    """Call `write` with a valid form and go `back`; otherwise the page with what was typed, 422 or 409."""
    if form.is_valid():
        try:
            write()
        except REFUSALS as refusal:
            field = getattr(refusal, "field", None)
            form.add_error(field if field in form.fields else None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, case, form, conflict, stored=stored, back=back)
        else:
            messages.success(request, done)
            return redirect(back)
    return form_page(request, case, HERE, form, template, title=title, submit=submit, back_url=back, **more)


def _conflict(
    request: HttpRequest, case: Case, form: forms.Form, conflict: Conflict, *, stored: Stored, back: str
) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Revised)
    told = conflict_of(
        form,
        current=current,
        stored=stored(current),
        scopes=[case.uuid],
        at=timezone.now(),
        url=request.get_full_path(),
        keep_url=back,
    )
    return conflict_page(request, case, HERE, told)
