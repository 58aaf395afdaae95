"""The applications of a case, and one of them: how it stands, by when what is due, what is missing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.applications.applying import agency_of, kind_of, possible_turns
from roterfaden.applications.choices import Outcome, PaperState, State
from roterfaden.applications.dues import deemed
from roterfaden.applications.models import Application, Turn
from roterfaden.applications.queries import applications_of
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.process.models import Deadline
from roterfaden.web.admission.frame import parts_open
from roterfaden.web.applications.frame import HERE, find
from roterfaden.web.applications.words import ACTIONS
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.components import DueItem
from roterfaden.web.guards import reading_view

BAD = (Outcome.PARTLY, Outcome.REFUSED)
LABELS = {state.value: state.label for state in PaperState}


@dataclass(frozen=True)
class Shown:
    """An application with what its page tells."""

    row: Application
    kind: Any
    agency: Any
    turns: list[Turn]
    outcome: str
    open_dues: list[Deadline]
    there: int
    wanted: int


def shown(row: Application, case: Case) -> Shown:
    row.case = case
    turns = list(row.turns.all())
    for turn in turns:
        turn.application = row
    valid = [turn for turn in turns if not turn.replaced]
    outcomes = [turn.get_outcome_display() for turn in valid if turn.outcome]
    wanted = [one for one in row.papers or [] if one["state"] != PaperState.UNNEEDED]
    dues = [due.own.deadline for due in row.current_dues]  # type: ignore[attr-defined]
    return Shown(
        row=row,
        kind=kind_of(row),
        agency=agency_of(row),
        turns=turns,
        outcome=outcomes[-1] if outcomes else "",
        open_dues=sorted((one for one in dues if one.closed_at is None), key=lambda one: one.due_on),
        there=sum(one["state"] == PaperState.THERE for one in wanted),
        wanted=len(wanted),
    )


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """All applications of the case, the newest first."""
    case = open_case_for_reading(request, code, page="applications")
    rows = [shown(row, case) for row in applications_of(case)]
    return render(request, "applications/index.html", frame(request, case, HERE, rows=rows))


@reading_view
def detail(request: HttpRequest, code: str, application: UUID) -> HttpResponse:
    """One application: state, terms, papers, the form, why this agency, what was."""
    case = open_case_for_reading(request, code, page="application")
    one = shown(find(case, application), case)
    health = FieldClass.HEALTH in parts_open(case)
    last = next((turn for turn in reversed(one.turns) if not turn.replaced), None)
    context = {
        "one": one,
        "last": last,
        "dues": [DueItem(due=due.due_on, title=due.title, computed=due.computed) for due in one.open_dues],
        "form_of": one.kind.forms.get(one.row.agency),
        "next": [(state.value, ACTIONS[state]) for state in possible_turns(one.row)],
        "papers": [
            (shipped(paper["title"]), LABELS[paper["state"]], paper["state"])
            for paper in one.row.papers or []
        ],
        "reasons": [reason for reason in one.row.reasons or [] if health or not reason["health"]],
        "hidden": not health and any(reason["health"] for reason in one.row.reasons or []),
        "deemed": _deemed(one),
        "bad": last is not None and last.outcome in BAD,
    }
    return render(request, "applications/detail.html", frame(request, case, HERE, **context))


def _deemed(one: Shown) -> Deadline | None:
    """From when silence may count as a grant, while nothing is decided."""
    came = [t for t in one.turns if t.state in (State.RECEIVED, State.FORWARDED) and not t.replaced]
    if not came or one.row.state not in (State.RECEIVED, State.FORWARDED):
        return None
    return deemed(one.agency, received_on=came[-1].happened_on, region=one.row.case.service.region)
