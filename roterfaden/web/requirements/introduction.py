"""The plan by which the quality system is introduced: its stages, who sees to them, how far they are."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped, written_here
from roterfaden.standards import introduction as domain
from roterfaden.standards.choices import STAGE_OVER, StageState
from roterfaden.standards.models import Introduction, Stage
from roterfaden.standards.queries import introduction_of, people_of
from roterfaden.standards.rules import may_assess
from roterfaden.web.formpage import form_page, key_of, posted
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.requirements.access import Here, around, here, here_to_write, page
from roterfaden.web.requirements.forms import BeginIntroductionForm, OfficerForm, StageForm, TitleForm

LOOKS = {
    StageState.OPEN: ("open", ""),
    StageState.RUNNING: ("excused", "clock"),
    StageState.DONE: ("present", "check"),
    StageState.DROPPED: ("excused", ""),
}


@dataclass(frozen=True)
class Line:
    """One stage in the plan."""

    stage: Stage
    text: str
    source: str
    waits_for: list[str]
    late: bool

    @property
    def look(self) -> str:
        return LOOKS[StageState(self.stage.state)][0]

    @property
    def icon(self) -> str:
        return LOOKS[StageState(self.stage.state)][1]


@reading_view
def index(request: HttpRequest, place: str) -> HttpResponse:
    """The plan of the place or of the nearest one above it; how to begin where there is none."""
    found = here(request, place)
    plan = introduction_of(found.place)
    lines = _lines(found, plan) if plan else []
    context = page(
        found,
        "introduction",
        plan=plan,
        variant=shipped(domain.shipped_plan().variants.get(plan.variant, "")) if plan else "",
        lines=lines,
        over=sum(line.stage.state in STAGE_OVER for line in lines),
        keeps=plan is not None and may_assess(found.user, plan.organisation, on=found.today),
        planned=domain.shipped_plan(),
    )
    return render(request, "requirements/introduction.html", context)


@writing_view("GET", "POST")
def begin(request: HttpRequest, place: str) -> HttpResponse:
    """Plan the introduction."""
    found = here_to_write(request, place)
    people = list(people_of(found.place, on=found.today))
    form = BeginIntroductionForm(posted(request), variants=domain.shipped_plan().variants, people=people)
    around_it = around(found, _("Einführung planen"), found.url("introduction"), label=_("Planen"))
    return form_page(request, form, lambda said: _begin(request, found, said), around_it)


@writing_view("GET", "POST")
def officer(request: HttpRequest, place: str) -> HttpResponse:
    """Say who is the contact now."""
    found, plan = _plan(request, place)
    people = list(people_of(plan.organisation, on=found.today))
    initial = {"officer": key_of(plan.officer), "revision": plan.revision}
    form = OfficerForm(posted(request), people=people, initial=initial)
    around_it = around(
        found,
        _("Beauftragte Person"),
        found.url("introduction"),
        stored=lambda now: {"officer": now.officer},
    )
    return form_page(request, form, lambda said: _name(request, plan, said), around_it)


@writing_view("GET", "POST")
def add(request: HttpRequest, place: str) -> HttpResponse:
    """Add a stage of one's own."""
    found, plan = _plan(request, place)
    return form_page(
        request,
        TitleForm(posted(request)),
        lambda said: domain.add_stage(introduction=plan, **said, by=user_of(request), at=timezone.now()),
        around(found, _("Stufe ergänzen"), found.url("introduction")),
    )


@writing_view("GET", "POST")
def stage(request: HttpRequest, place: str, number: int) -> HttpResponse:
    """Say how far a stage is, who sees to it and by when."""
    found, plan = _plan(request, place)
    rows = plan.stages.select_related("introduction__organisation", "responsible")
    row = get_object_or_404(rows, number=number)
    planned = domain.shipped_plan().stage(row.key)
    initial = {"state": row.state, "due_on": row.due_on, "note": row.note, "revision": row.revision}
    people = list(people_of(plan.organisation, on=found.today))
    form = StageForm(
        posted(request), people=people, initial=initial | {"responsible": key_of(row.responsible)}
    )
    around_it = around(
        found,
        shipped(row.title),
        found.url("introduction"),
        lines=(written_here(planned.text),) if planned else (),
        stored=lambda now: {name: getattr(now, name) for name in ("state", "responsible", "due_on", "note")},
    )
    return form_page(request, form, lambda said: _change(request, row, said), around_it)


def _plan(request: HttpRequest, place: str) -> tuple[Here, Introduction]:
    """The plan that holds here, for those who look after its organisation."""
    found = here(request, place)
    plan = introduction_of(found.place)
    if plan is None:
        raise Http404
    if not may_assess(found.user, plan.organisation, on=found.today):
        raise PermissionDenied
    return found, plan


def _lines(found: Here, plan: Introduction) -> list[Line]:
    rows = list(plan.stages.select_related("introduction", "responsible"))
    lines = []
    for row in rows:
        planned = domain.shipped_plan().stage(row.key)
        over = row.state in STAGE_OVER
        lines.append(
            Line(
                row,
                planned.text if planned else "",
                planned.source if planned else "",
                [] if over else domain.waits_for(row, rows),
                not over and row.due_on is not None and row.due_on < found.today,
            )
        )
    return lines


def _begin(request: HttpRequest, found: Here, said: dict[str, Any]) -> None:
    domain.begin_introduction(organisation=found.place, **said, by=user_of(request), at=timezone.now())


def _name(request: HttpRequest, plan: Introduction, said: dict[str, Any]) -> None:
    domain.name_officer(introduction=plan, **said, by=user_of(request), at=timezone.now())


def _change(request: HttpRequest, row: Stage, said: dict[str, Any]) -> None:
    said["state"] = StageState(said["state"])
    domain.change_stage(stage=row, **said, by=user_of(request), at=timezone.now())
