"""Consultations of companies: begin, correct, release, milestones, end."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.placement import consulting as domain
from roterfaden.placement.choices import ProjectState
from roterfaden.placement.matrix import matrix
from roterfaden.placement.models import ConsultingProject
from roterfaden.placement.queries import projects_visible_to
from roterfaden.placement.rules import is_of_office, may_submit, may_write_for
from roterfaden.web.consulting.forms import DecisionForm, EndProjectForm, ProjectForm, stored_project
from roterfaden.web.consulting.frame import NAV, answered, pressed, require_writer
from roterfaden.web.consulting.frameworks import stored_decision
from roterfaden.web.employers.views import find_employer
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, told, user_of, writing_view


def find_project(request: HttpRequest, project: UUID) -> ConsultingProject:
    """The consultation, if the user may see it; otherwise 404."""
    rows = projects_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(rows, uuid=project)


def page_of_project(row: ConsultingProject) -> str:
    return reverse("consulting:project", args=[row.uuid])


@reading_view
def detail(request: HttpRequest, project: UUID) -> HttpResponse:
    """One consultation: goal, release, milestones, actions."""
    row, user, today = find_project(request, project), user_of(request), timezone.localdate()
    table, service = matrix(), row.employer.organisation
    kind = table.projects[row.kind]
    over = row.state in domain.OVER
    writes = may_write_for(user, service, on=today)
    office = row.framework.office if row.framework else None
    acts = row.actions.prefetch_related("participants", "feedback")
    context = {
        "nav": NAV, "project": row, "kind": kind, "over": over, "may_write": writes and not over,
        "sees_employer": writes, "released": row.state == ProjectState.RELEASED,
        "to_submit": row.state in (ProjectState.CLARIFYING, ProjectState.RETURNED),
        "may_decide": row.state == ProjectState.SUBMITTED
        and (may_submit(user, service, on=today) or is_of_office(user, office, on=today)),
        "milestones": [
            {"id": key, "title": shipped(title), "day": _day(row.milestones.get(key))}
            for key, title in kind.milestones.items()
        ],
        "actions": [
            {
                "row": a,
                "kind": table.actions[a.action],
                "field": shipped(table.fields[a.field][0]),
                "people": _people(a),
            }
            for a in acts
        ],
    }  # fmt: skip
    return render(request, "consulting/project.html", context)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _people(action: Any) -> int:
    return sum(one.number for one in action.participants.all())


@writing_view("GET", "POST")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a consultation of a company."""
    employer = find_employer(request, code)
    form = ProjectForm(posted(request), employer=employer)

    def write() -> str:
        made = domain.begin_project(employer=employer, facts=form.facts(), **told(request))
        return page_of_project(made)

    return answered(
        request, form, write, title=_("Betriebsberatung beginnen"), done=_("Die Beratung ist begonnen."),
        back=reverse("employers:detail", args=[employer.code]), meta=employer.name,
    )  # fmt: skip


@writing_view("GET", "POST")
def edit(request: HttpRequest, project: UUID) -> HttpResponse:
    """Correct title, goal, agreement; the second of two editors gets both texts."""
    row = find_project(request, project)
    require_writer(request, row.employer.organisation)
    known = stored_project(row) | {"revision": row.revision}
    form = ProjectForm(posted(request), employer=row.employer, initial=known)

    def write() -> None:
        revision = form.cleaned_data["revision"] or 0
        domain.correct_project(project=row, facts=form.facts(), revision=revision, **told(request))

    return answered(
        request, form, write, title=_("Beratung ändern"), done=_("Die Angaben sind gespeichert."),
        back=page_of_project(row), stored=stored_project, scope=row, meta=row.employer.name,
    )  # fmt: skip


@writing_view("POST")
def submit(request: HttpRequest, project: UUID) -> HttpResponse:
    """Put it before the office for release."""
    row = find_project(request, project)
    require_writer(request, row.employer.organisation)

    def write() -> None:
        domain.submit_project(project=row, revision=row.revision, **told(request))

    return pressed(request, write, done=_("Die Beratung liegt dem Amt vor."), back=page_of_project(row))


@writing_view("GET", "POST")
def decide(request: HttpRequest, project: UUID) -> HttpResponse:
    """The office releases, or who leads the service keeps what it decided."""
    row, user, today = find_project(request, project), user_of(request), timezone.localdate()
    of_office = is_of_office(user, row.framework.office if row.framework else None, on=today)
    if not (of_office or may_submit(user, row.employer.organisation, on=today)):
        raise PermissionDenied
    initial: dict[str, Any] = {"decided_on": today, "revision": row.revision}
    form = DecisionForm(posted(request), initial=initial | ({"decided_by": str(user)} if of_office else {}))

    def write() -> None:
        domain.decide_project(project=row, **form.said(), **told(request))

    return answered(
        request, form, write, title=_("Freigabe durch das Amt"), done=_("Die Entscheidung ist festgehalten."),
        back=page_of_project(row), stored=stored_decision, scope=row, meta=row.title,
    )  # fmt: skip


@writing_view("POST")
def milestone(request: HttpRequest, project: UUID) -> HttpResponse:
    """A milestone is reached today, or that is taken back."""
    row = find_project(request, project)
    require_writer(request, row.employer.organisation)
    key = request.POST.get("milestone", "")[:40]
    day = None if key in row.milestones else timezone.localdate()

    def write() -> None:
        domain.reach_milestone(project=row, milestone=key, day=day, revision=row.revision, **told(request))

    done = _("Der Meilenstein ist erreicht.") if day else _("Der Meilenstein ist wieder offen.")
    return pressed(request, write, done=done, back=page_of_project(row))


@writing_view("GET", "POST")
def end(request: HttpRequest, project: UUID) -> HttpResponse:
    """End a consultation with what was reached, or say why it is not gone on with."""
    row = find_project(request, project)
    require_writer(request, row.employer.organisation)
    form = EndProjectForm(posted(request), initial={"revision": row.revision})

    def write() -> None:
        said = form.cleaned_data
        domain.end_project(
            project=row,
            done=said["done"] == "yes",
            result=said["result"],
            revision=said["revision"],
            **told(request),
        )

    return answered(
        request, form, write, title=_("Beratung beenden"), done=_("Die Beratung ist beendet."),
        back=page_of_project(row), stored=_ending, scope=row, meta=row.title,
    )  # fmt: skip


def _ending(row: ConsultingProject) -> dict[str, Any]:
    return {"done": "yes" if row.state == ProjectState.DONE else "no", "result": row.result}
