"""All that has a date in a case: appointments, deadlines, follow-ups."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.deadlines.choices import AppointmentState, Outcome
from roterfaden.deadlines.models import FollowUp
from roterfaden.deadlines.queries import appointments_of, closed_deadlines_of, deadlines_of, follow_ups_of
from roterfaden.deadlines.suggestions import suggestions_for
from roterfaden.process.models import Deadline
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.dates.grounds import ground_of, steps_of
from roterfaden.web.guards import reading_view

HERE = "dates:index"
SHOWN_PAST = 20


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """What comes, what was, what is due."""
    case = open_case_for_reading(request, code, page="dates")
    parts = _appointments(case) | _deadlines(case) | _follow_ups(case)
    suggestions = suggestions_for(case, today=timezone.localdate()) if case.state == CaseState.OPEN else []
    context = frame(request, case, HERE, suggestions=suggestions, **parts)
    return render(request, "dates/index.html", context)


def _appointments(case: Case) -> dict[str, Any]:
    """To be recorded, to come, and the latest of the past."""
    now = timezone.now()
    rows = list(appointments_of(case))
    for row in rows:
        row.case = case
    begun = [row for row in rows if row.starts_at <= now]
    to_record = [row for row in begun if row.state == AppointmentState.PLANNED]
    past = [row for row in rows if row.state != AppointmentState.PLANNED]
    return {
        "to_record": to_record,
        "coming": [row for row in rows if row.state == AppointmentState.PLANNED and row.starts_at > now],
        "past": past[::-1][:SHOWN_PAST],
        "now": now,
    }


def _deadlines(case: Case) -> dict[str, Any]:
    rows = deadlines_of(case)
    for row in rows:
        for change in row.changes.all():
            change.data_key = case.data_key
    return {"deadlines": [_told(case, row) for row in rows], "closed": closed_deadlines_of(case)}


def _told(case: Case, row: Deadline) -> dict[str, Any]:
    own, ground = getattr(row, "case_deadline", None), ground_of(row)
    if own is not None:
        own.case = case
    return {
        "ground": ground,
        "row": row,
        "own": own,
        "chain": row.run.chain_version.key if row.run is not None else "",
        "title": own.subject if own is not None and own.subject and not row.rule else row.title,
        "subject": own.subject if own is not None and row.rule else "",
        "steps": steps_of(row, ground),
        "changes": list(row.changes.all()),
    }


def _follow_ups(case: Case) -> dict[str, Any]:
    done = case.follow_ups.exclude(outcome=Outcome.OPEN).select_related("assigned_to").order_by("-closed_at")
    closed: list[FollowUp] = list(done[:SHOWN_PAST])
    for row in closed:
        row.case = case
    return {"follow_ups": follow_ups_of(case), "closed_follow_ups": closed}
