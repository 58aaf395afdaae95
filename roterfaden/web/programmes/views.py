"""Programmes: which there are, the table of one by field of action, its indicators, one measure with its history."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, offer
from roterfaden.programmes.choices import LineState
from roterfaden.programmes.models import Plan, PlanLine
from roterfaden.programmes.queries import (
    bodies_that_may_begin,
    counts_of,
    is_overdue,
    narrowed,
    parts_of,
    plans_visible_to,
    programme_of,
    series_of,
)
from roterfaden.programmes.reader import Programme
from roterfaden.programmes.rules import may_report_on, may_steer
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.programmes.frame import NAV, crumbs_to

YEARS = 3


class FilterForm(forms.Form):
    """Which measures are shown."""

    is_filter = True
    stand = PickField(label=gettext_lazy("Stand"), required=False)
    stelle = PickField(label=gettext_lazy("Stelle laut Quelle"), required=False)

    def __init__(self, data: Any, *, programme: Programme) -> None:
        super().__init__(data)
        states = [("", _("alle")), *LineState.choices, ("overdue", _("überfällig"))]
        offer(self, "stand", states)
        offer(self, "stelle", [("", _("alle")), *programme.offices.items()])


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The programmes of the reader's regions, with how far they are."""
    user, today = user_of(request), timezone.localdate()
    plans = [
        (plan, programme_of(plan), counts_of(parts_of(plan, today=today)))
        for plan in plans_visible_to(user, on=today)
    ]
    begin = bodies_that_may_begin(user, on=today)
    return render(request, "programmes/index.html", {"nav": NAV, "plans": plans, "begin": begin})


@reading_view
def plan(request: HttpRequest, programme_plan: UUID) -> HttpResponse:
    """The table by field of action, with aims, indicators and what is overdue."""
    found, today = find_plan(request, programme_plan), timezone.localdate()
    programme = programme_of(found)
    form = FilterForm(request.GET, programme=programme)
    said = form.cleaned_data if form.is_valid() else {"stand": "", "stelle": ""}
    parts = parts_of(found, today=today)
    context = {
        "nav": NAV,
        "plan": found,
        "programme": programme,
        "filter": form,
        "parts": narrowed(parts, state=said["stand"], office=said["stelle"]),
        "counts": counts_of(parts),
        "series": series_of(found),
        "steers": may_steer(user_of(request), found, on=today),
        "years": [today.year - back for back in range(YEARS)],
        "today": today,
    }
    return render(request, "programmes/plan.html", context)


@reading_view
def line(request: HttpRequest, programme_plan: UUID, plan_line: UUID) -> HttpResponse:
    """One measure: what the source says, how far it is, and every turn of it."""
    found = find_line(request, programme_plan, plan_line)
    programme, today = programme_of(found.plan), timezone.localdate()
    measure = programme.measure(found.measure)
    turns = list(found.turns.select_related("by", "office"))
    for turn in turns:
        turn.line = found
    context = {
        "nav": NAV,
        "crumbs": crumbs_to(found.plan, Link(title=f"{_('Massnahme')} {found.measure}")),
        "plan": found.plan,
        "line": found,
        "measure": measure,
        "offices": [programme.offices[one] for one in (measure.offices if measure else ())],
        "partners": [programme.offices[one] for one in (measure.partners if measure else ())],
        "overdue": is_overdue(found, today=today),
        "turns": turns,
        "may_change": may_report_on(user_of(request), found, on=today),
    }
    return render(request, "programmes/line.html", context)


def find_plan(request: HttpRequest, programme_plan: UUID) -> Plan:
    """The programme of one of the reader's regions; 404 for another."""
    rows = plans_visible_to(user_of(request), on=timezone.localdate())
    found: Plan = get_object_or_404(rows, uuid=programme_plan)
    return found


def find_line(request: HttpRequest, programme_plan: UUID, plan_line: UUID) -> PlanLine:
    """A measure of a programme that the reader sees."""
    plan_found = find_plan(request, programme_plan)
    rows = PlanLine.objects.filter(plan=plan_found).select_related("office")
    found: PlanLine = get_object_or_404(rows, uuid=plan_line)
    found.plan = plan_found
    return found
