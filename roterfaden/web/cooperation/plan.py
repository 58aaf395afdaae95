"""The plan as it is written, put before all, and followed."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.cooperation import monitoring, planning
from roterfaden.cooperation.choices import PlanSection, StepState
from roterfaden.cooperation.comparison import changes
from roterfaden.cooperation.models import Cooperation, PlanStep
from roterfaden.cooperation.planning import draft_of, entry_in
from roterfaden.cooperation.queries import newest_cooperation, newest_version, parties_of, procedure_of
from roterfaden.portal.queries import own_views_of
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.cooperation.going import HERE, found, go, typed, who
from roterfaden.web.cooperation.plan_forms import (
    EntryForm,
    IssueForm,
    RevisionForm,
    StepForm,
    digest_of,
    typed_of,
)
from roterfaden.web.cooperation.showing import sections_of
from roterfaden.web.guards import reading_view, writing_view


@reading_view
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The draft, what in it differs from the newest version, and the press that puts it before all."""
    case = open_case_for_reading(request, code, page="plan")
    cooperation = newest_cooperation(case)
    if cooperation is None:
        raise Http404
    row, newest = draft_of(cooperation), newest_version(cooperation)
    differing = changes(newest.content, row.content) if newest else []
    context = frame(
        request,
        case,
        HERE,
        terms=procedure_of(cooperation).terms,
        sections=sections_of(row.content),
        newest=newest,
        differing=differing,
        is_new=newest is None,
        form=IssueForm(initial={"revision": row.revision}),
        versions=cooperation.versions.all(),
        views=own_views_of(case),
    )
    return render(request, "cooperation/plan.html", context)


@writing_view("GET", "POST")
def add_line(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """Write a new line."""
    return _line(request, code, part, "")


@writing_view("GET", "POST")
def change_line(request: HttpRequest, code: str, part: str, line: str) -> HttpResponse:
    """Write a line anew."""
    return _line(request, code, part, line)


def _line(request: HttpRequest, code: str, part: str, key: str) -> HttpResponse:
    case, cooperation = found(request, code, "plan_line")
    section, row = _section(part), draft_of(cooperation)
    entry = entry_in(row.content, section, key) if key else None
    if key and entry is None and request.method != "POST":
        raise Http404
    initial = (typed_of(entry) if entry else {}) | {"revision": row.revision, "seen": digest_of(entry)}
    form = EntryForm(typed(request), section=section, parties=parties_of(cooperation), initial=initial)

    def do() -> None:
        planning.put_entry(
            cooperation=cooperation,
            section=section,
            key=key,
            facts=form.facts(),
            # other lines may have changed meanwhile; only a change of this one is a clash
            revision=row.revision if form.has_seen(entry) else form.cleaned_data["revision"],
            **who(request),
        )

    back = reverse("cooperation:plan", args=[case.code])
    title = _("%(what)s ändern") if key else _("Neu: %(what)s")
    words = {"title": title % {"what": section.label}, "submit": _("In den Entwurf")}
    stored = (lambda _now: typed_of(entry)) if entry else None
    return go(request, case, form, do, done=_("Im Entwurf gespeichert."), back=back, stored=stored, **words)


@writing_view("POST")
def remove_line(request: HttpRequest, code: str, part: str, line: str) -> HttpResponse:
    """Take a line out of the draft. The page that asks sends the revision it saw."""
    case, cooperation = found(request, code, "remove_line")
    section = _section(part)
    form = RevisionForm(request.POST)
    return go(
        request,
        case,
        form,
        lambda: planning.remove_entry(
            cooperation=cooperation,
            section=section,
            key=line,
            revision=form.cleaned_data["revision"],
            **who(request),
        ),
        done=_("Aus dem Entwurf gestrichen."),
        back=reverse("cooperation:plan", args=[case.code]),
        title=_("Zeile streichen"),
        submit=_("Streichen"),
    )


@writing_view("GET", "POST")
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Put the draft before all to sign."""
    case, cooperation = found(request, code, "issue_plan")
    form = IssueForm(typed(request), initial={"revision": draft_of(cooperation).revision})
    return go(
        request,
        case,
        form,
        lambda: planning.issue(
            cooperation=cooperation,
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
            **who(request),
        ),
        done=_("Die neue Fassung liegt vor. Jetzt sind alle gefragt."),
        back=reverse("cooperation:plan", args=[case.code]),
        title=_("Allen zur Unterschrift vorlegen"),
        submit=_("Vorlegen"),
    )


@writing_view("GET", "POST")
def step(request: HttpRequest, code: str, step: UUID) -> HttpResponse:
    """Say how far an item is. Nobody is asked to sign again for that."""
    case, cooperation = found(request, code, "plan_step")
    row = _step_in(cooperation, step)
    form = StepForm(typed(request), initial={"revision": row.revision, "state": row.state})
    return go(
        request,
        case,
        form,
        lambda: monitoring.set_step(
            step=row,
            state=StepState(form.cleaned_data["state"]),
            note=form.cleaned_data["note"],
            revision=form.cleaned_data["revision"],
            **who(request),
        ),
        done=_("Der Stand ist festgehalten."),
        back=reverse(HERE, args=[case.code]),
        title=_("Wie weit ist es? %(text)s") % {"text": monitoring.text_of(row)},
        tab=_("Wie weit ist es?"),
        submit=_("Festhalten"),
    )


def _step_in(cooperation: Cooperation, uuid: UUID) -> PlanStep:
    row = cooperation.steps.select_related("deadline").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    row.cooperation = cooperation
    return row


def _section(code: str) -> PlanSection:
    if code not in PlanSection:
        raise Http404
    return PlanSection(code)
