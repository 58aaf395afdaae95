"""The goals of the person in a case: the list with every party's view, setting, moving, seeing, ending."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.languages.shipped import shipped
from roterfaden.steering import case_goals as domain
from roterfaden.steering.choices import Outcome, Party
from roterfaden.steering.models import CaseGoal, GoalView
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame
from roterfaden.web.casegoals.forms import EndForm, GoalForm, ViewForm
from roterfaden.web.cases.reading import access_on, open_case_for_reading
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE = "casegoals:index"
LEVEL_NAMES = [f"level_{place}" for place in range(len(domain.LEVELS))]


@dataclass(frozen=True)
class Row:
    """One goal with its scale and the last view of each party."""

    goal: CaseGoal
    topic: str
    scale: list[tuple[str, str, list[GoalView]]]
    differ: bool
    versions: list[Any]


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """All goals, the running ones first, with what each party says of them."""
    case = open_case_for_reading(request, code, page="goals")
    goals = list(case.goals.prefetch_related("views", "versions"))
    for goal in goals:
        goal.case = case
    rows = sorted((_row(goal) for goal in goals), key=lambda row: bool(row.goal.outcome))
    may_end = access_on(case).allows_page("casegoals:end", writing=True)
    context = frame(request, case, HERE, rows=rows, may_end=may_end)
    return render(request, "casegoals/index.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Set a goal."""
    case = case_for(request, code, page="new_goal")
    form = GoalForm(_typed(request), moving=False, initial={"revision": 0})
    if form.is_valid():
        try:
            domain.set_goal(case=case, words=form.words(), by=user_of(request), at=timezone.now())
        except domain.CaseGoalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Das Ziel ist festgehalten."))
            return redirect(HERE, code=case.code)
    return _form_page(request, case, form, _("Ziel festhalten"))


@writing_view("GET", "POST")
def change(request: HttpRequest, code: str, goal: UUID) -> HttpResponse:
    """Move a goal; how it read before stays."""
    case = case_for(request, code, page="move_goal")
    row = _goal(case, goal)
    form = GoalForm(_typed(request), moving=True, initial=_stored(row) | {"revision": row.revision})
    if form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "revision": form.cleaned_data["revision"]}
        try:
            domain.move_goal(goal=row, words=form.words(), **said, by=user_of(request), at=timezone.now())
        except domain.CaseGoalRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, case, form, conflict)
        else:
            messages.success(request, _("Das Ziel ist geändert."))
            return redirect(HERE, code=case.code)
    return _form_page(request, case, form, _("Ziel ändern"))


@writing_view("GET", "POST")
def view(request: HttpRequest, code: str, goal: UUID) -> HttpResponse:
    """Write down how one party sees the goal."""
    case = case_for(request, code, page="view_goal")
    row = _goal(case, goal)
    initial = {"seen_on": timezone.localdate(), "party": Party.CLIENT}
    form = ViewForm(_typed(request), levels=row.levels, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        said = {"seen_on": data["seen_on"], "note": data["note"], "level": int(data["level"])}
        try:
            domain.note_view(
                goal=row, party=Party(data["party"]), **said, by=user_of(request), at=timezone.now()
            )
        except domain.CaseGoalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Sicht ist festgehalten."))
            return redirect(HERE, code=case.code)
    return _form_page(request, case, form, row.text, tab=_("Sicht festhalten"))


@writing_view("GET", "POST")
def end(request: HttpRequest, code: str, goal: UUID) -> HttpResponse:
    """Say what became of the goal."""
    case = case_for(request, code, page="end_goal")
    row = _goal(case, goal)
    form = EndForm(_typed(request), initial={"revision": row.revision})
    if form.is_valid():
        data = dict(form.cleaned_data)
        outcome = Outcome(data.pop("outcome"))
        try:
            domain.end_goal(goal=row, outcome=outcome, **data, by=user_of(request), at=timezone.now())
        except domain.CaseGoalRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, case, form, conflict)
        else:
            messages.success(request, _("Das Ergebnis ist festgehalten."))
            return redirect(HERE, code=case.code)
    return _form_page(request, case, form, row.text, tab=_("Ziel abschließen"), always=True)


def _row(goal: CaseGoal) -> Row:
    views, names = domain.latest_views(goal), domain.goal_catalogue().levels
    scale = [
        (
            f"{level:+d}" if level else "0",
            said or shipped(names[level]),
            [v for v in views.values() if v.level == level],
        )
        for level, said in zip(domain.LEVELS, goal.levels, strict=True)
    ]
    versions = sorted(goal.versions.all(), key=lambda one: -one.number)
    for version in versions:
        version.goal = goal
    for seen in views.values():
        seen.goal = goal
    topic = shipped(domain.goal_catalogue().topics.get(goal.topic, ""))
    return Row(goal, topic, list(reversed(scale)), domain.parties_differ(views), versions)


def _goal(case: Case, goal: UUID) -> CaseGoal:
    row = get_object_or_404(case.goals.all(), uuid=goal)
    row.case = case
    return row


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _stored(goal: CaseGoal) -> dict[str, Any]:
    levels = dict(zip(LEVEL_NAMES, goal.levels, strict=True))
    return {"text": goal.text, "topic": goal.topic, "due_on": goal.due_on} | levels


def _form_page(
    request: HttpRequest, case: Case, form: forms.Form, title: str, *, tab: str = "", always: bool = False
) -> HttpResponse:
    """`tab` stands in the title of the window, where the words of a person have no place."""
    words = {"title": title, "submit": _("Speichern"), "back_url": reverse(HERE, args=[case.code])}
    return form_page(request, case, HERE, form, always=always, tab=tab, **words)


def _conflict(request: HttpRequest, case: Case, form: forms.Form, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, CaseGoal)
    current.case = case
    stored = (
        _stored(current)
        if isinstance(form, GoalForm)
        else {"outcome": current.outcome, "ending": current.ending}
    )
    told = conflict_of(
        form,
        current=current,
        stored=stored,
        scopes=[case.uuid],
        at=timezone.now(),
        url=request.path,
        keep_url=reverse(HERE, args=[case.code]),
    )
    return conflict_page(request, case, HERE, told)
