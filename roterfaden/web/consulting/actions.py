"""Actions of a consultation: plan, document, who came, what they said, the sheet as PDF."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.languages.shipped import shipped
from roterfaden.placement import measures as domain
from roterfaden.placement.matrix import matrix
from roterfaden.placement.models import ConsultingAction
from roterfaden.placement.queries import projects_visible_to
from roterfaden.placement.rules import may_write_for
from roterfaden.placement.sheets import sheet_of
from roterfaden.web.consulting.forms import ActionForm, FeedbackForm, ParticipantForm, stored_action
from roterfaden.web.consulting.frame import answered, require_writer
from roterfaden.web.consulting.projects import find_project, page_of_project
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, told, user_of, writing_view


def _find(request: HttpRequest, act: UUID) -> ConsultingAction:
    visible = projects_visible_to(user_of(request), on=timezone.localdate())
    rows = ConsultingAction.objects.filter(project__in=visible).select_related(
        "project__employer__organisation", "project__framework__office", "made_by"
    )
    return get_object_or_404(rows, uuid=act)


def _page(row: ConsultingAction) -> str:
    return reverse("consulting:action", args=[row.uuid])


@writing_view("GET", "POST")
def add(request: HttpRequest, project: UUID) -> HttpResponse:
    """Plan one of the 14 actions."""
    row = find_project(request, project)
    require_writer(request, row.employer.organisation)
    form = ActionForm(posted(request), held=False)

    def write() -> str:
        return _page(domain.plan_action(project=row, facts=form.facts(), **told(request)))

    return answered(
        request, form, write, title=_("Maßnahme planen"), done=_("Die Maßnahme ist geplant."),
        back=page_of_project(row), template="consulting/action.html", project=row, table=matrix(),
    )  # fmt: skip


@writing_view("GET", "POST")
def edit(request: HttpRequest, action: UUID) -> HttpResponse:
    """Plan and documentation sheet of an action, who took part, what they said."""
    row = _find(request, action)
    writes = may_write_for(user_of(request), row.project.employer.organisation, on=timezone.localdate())
    known = stored_action(row) | {"revision": row.revision}
    form = ActionForm(posted(request), held=True, initial=known)
    if form.is_bound:
        require_writer(request, row.project.employer.organisation)

    def write() -> None:
        revision = form.cleaned_data["revision"] or 0
        domain.write_action(action=row, facts=form.facts(), revision=revision, **told(request))

    table = matrix()
    return answered(
        request, form, write, title=shipped(table.actions[row.action].title), done=_("Die Maßnahme ist gespeichert."),
        back=page_of_project(row.project), stored=stored_action, scope=row, template="consulting/action.html",
        project=row.project, act=row, table=table, writes=writes, people=row.participants.select_related("contact"),
        answers=_answers(row),
    )  # fmt: skip


def _answers(row: ConsultingAction) -> list[dict[str, Any]]:
    table = matrix()
    return [
        {
            "row": one,
            "lines": [
                (shipped(table.feedback[k]), shipped(table.marks[m]))
                for k, m in one.answers.items()
                if k in table.feedback
            ],
        }
        for one in row.feedback.all()
    ]


@writing_view("GET", "POST")
def add_participant(request: HttpRequest, action: UUID) -> HttpResponse:
    """Who took part."""
    row = _find(request, action)
    require_writer(request, row.project.employer.organisation)
    form = ParticipantForm(posted(request), employer=row.project.employer)

    def write() -> None:
        domain.add_participant(action=row, **form.said(), **told(request))

    return answered(request, form, write, title=_("Teilnehmende"), done=_("Festgehalten."), back=_page(row))


@writing_view("GET", "POST")
def feedback(request: HttpRequest, action: UUID) -> HttpResponse:
    """What the company says of the action."""
    row = _find(request, action)
    require_writer(request, row.project.employer.organisation)
    form = FeedbackForm(posted(request), initial={"given_on": timezone.localdate()})

    def write() -> None:
        domain.keep_feedback(action=row, **form.said(), **told(request))

    return answered(
        request, form, write, title=_("Rückmeldung des Betriebs"), done=_("Die Rückmeldung ist festgehalten."),
        back=_page(row),
    )  # fmt: skip


@reading_view
def sheet(request: HttpRequest, action: UUID) -> HttpResponse:
    """The documentation sheet of an action as PDF."""
    row = _find(request, action)
    document = sheet_of(row, by=user_of(request), at=timezone.now())
    answer = HttpResponse(set_pdf(document), content_type="application/pdf")
    name = f"Betriebsberatung_{row.project.employer.code}_{row.planned_on:%Y-%m-%d}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "no-store"
    return answer
