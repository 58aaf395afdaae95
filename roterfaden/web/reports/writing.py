"""Begin a report from the file and write it, sentence by sentence; read its versions."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import rules as case_rules
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.correspondence import reports as domain
from roterfaden.correspondence.body import OWN_VIEW, Evidence, from_json
from roterfaden.correspondence.certificates import certificate_for
from roterfaden.correspondence.choices import Nature, ReportState
from roterfaden.correspondence.comparisons import KIND as COMPARISON
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.proposing import evidence_in
from roterfaden.correspondence.queries import reports_of
from roterfaden.correspondence.report_blocks import blocks_of_reports
from roterfaden.correspondence.rescuing import with_lost
from roterfaden.correspondence.rules import may_open_report
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame, refuse_unless
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.reports.forms import SENTENCE, BodyForm, CommentForm, DecisionForm, OrderForm

HERE = "reports:index"
REFUSALS = (domain.ReportRefused, CaseIsClosed)


@writing_view("GET", "POST")
def begin(request: HttpRequest, code: str, letter: str) -> HttpResponse:
    """Say for whom and what for; the report is filled from the file, as far as the gate lets it through."""
    case = case_for(request, code, page="report_begin")
    template = next((one for one in domain.written_templates(case) if one.id == letter), None)
    if template is None:
        raise Http404
    refuse_unless(case_rules.may_work_on(user_of(request), case, on=timezone.localdate()))
    typed = request.POST if request.method == "POST" else None
    form = OrderForm(typed, case=case, statement=template.nature == Nature.STATEMENT)
    if form.is_valid():
        try:
            made = domain.begin_report(
                case=case, template_id=letter, order=form.order(), by=user_of(request), at=timezone.now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reports:report", code=case.code, case_report=made.uuid)
    return form_page(request, case, HERE, form, "reports/begin.html", letter=template)


@writing_view("GET", "POST")
def report(request: HttpRequest, code: str, case_report: UUID) -> HttpResponse:
    """Write on a draft; read one that is submitted, released or gone."""
    case = case_for(request, code, page="report")
    row = find_report(request, case, case_report)
    posted = request.method == "POST"
    parts = domain.parts_of(row)
    if posted:
        parts = with_lost(row, parts, _ids(request))
    form = BodyForm(
        request.POST if posted else None,
        parts=parts,
        evidence=evidence_in(case, on=timezone.localdate(), health=_health(request, case)),
        blocks=blocks_of_reports(user_of(request), on=timezone.localdate()),
        initial={"revision": row.revision},
    )
    if form.is_valid():
        try:
            domain.change_report(
                report=row,
                parts=form.written(),
                revision=form.cleaned_data["revision"] or 0,
                by=user_of(request),
                at=timezone.now(),
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return report_conflict(
                request, case, form, conflict, stored_in=lambda current: _sentences(current, form)
            )
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("reports:report", code=case.code, case_report=row.uuid)
    return report_page(request, case, row, form)


@reading_view
def version(request: HttpRequest, code: str, case_report: UUID, nth: int) -> HttpResponse:
    """One version of a report: who saved it, when, and what is new in it."""
    case = open_case_for_reading(request, code, page="report_version")
    row = find_report(request, case, case_report)
    found = get_object_or_404(row.versions.select_related("saved_by"), number=nth)
    before = row.versions.filter(number=nth - 1).first()
    for one in (found, before):
        if one is not None:
            one.report = row
    template = domain.template_of(row)
    old = {
        s.id: s.text for part in from_json(before.body if before else [], template) for s in part.sentences
    }
    parts = from_json(found.body, template)
    now = {s.id for part in parts for s in part.sentences}
    context = {
        "row": row,
        "version": found,
        "parts": [
            (part, [(s, _change(s.id, s.text, old, first=before is None)) for s in part.sentences])
            for part in parts
        ],
        "gone": [text for key, text in old.items() if key not in now],
        "template": template,
    }
    return render(request, "reports/version.html", frame(request, case, HERE, **context))


def find_report(request: HttpRequest, case: Case, case_report: UUID) -> Report:
    """The report, if it is one of the case; 403 where it tells of health that the reader may not open."""
    row: Report = get_object_or_404(reports_of(case), uuid=case_report)
    row.case = case
    refuse_unless(may_open_report(user_of(request), row, on=timezone.localdate()))
    return row


def report_page(
    request: HttpRequest,
    case: Case,
    row: Report,
    form: BodyForm | None = None,
    *,
    decision: DecisionForm | None = None,
    comment: CommentForm | None = None,
) -> HttpResponse:
    """The page of a report: 422 with what is wrong and what was typed."""
    today, parts = timezone.localdate(), domain.parts_of(row)
    draft = row.state == ReportState.DRAFT
    if form is None:
        evidence = evidence_in(case, on=today, health=_health(request, case)) if draft else []
        blocks = blocks_of_reports(user_of(request), on=today) if draft else []
        form = BodyForm(
            None, parts=parts, evidence=evidence, blocks=blocks, initial={"revision": row.revision}
        )
    comments = list(row.comments.select_related("by"))
    for one in comments:
        one.report = row
    wrong = any(one is not None and one.is_bound and one.errors for one in (form, decision, comment))
    context = {
        "row": row,
        "template": domain.template_of(row),
        "form": form,
        "rows": [
            {**one, "sentences": [(field, s, links(case, s.evidence)) for field, s in one["sentences"]]}
            for one in form.rows()
        ],
        "missing": domain.missing_in(row, on=today)
        if row.state in (ReportState.DRAFT, ReportState.REVIEW)
        else [],
        "comments": comments,
        "comment_form": comment or CommentForm(),
        "decision": decision or DecisionForm(initial={"revision": row.revision, "on": today}),
        "versions": row.versions.select_related("saved_by").defer("body"),
        "certificate": certificate_for(row.recipient, at=timezone.now())
        if row.state == ReportState.RELEASED
        else None,
        "mine": row.submitted_by_id == user_of(request).pk,
    }
    return render(
        request, "reports/report.html", frame(request, case, HERE, **context), status=422 if wrong else 200
    )


def links(case: Case, evidence: tuple[Evidence, ...]) -> list[tuple[str, str]]:
    """What a sentence rests on, each with the page that shows it."""
    return [(one.label, _url(case, one)) for one in evidence]


def _url(case: Case, one: Evidence) -> str:
    if one.kind == OWN_VIEW:
        return ""
    if one.kind == "journal":
        return reverse("casefile:entry_versions", args=[case.code, one.id])
    if one.kind == "step":
        run, _dash, number = one.id.partition("-")
        return reverse("cases:visit", args=[case.code, run, number])
    if one.kind == COMPARISON:
        return reverse("profiles:place", args=[case.code, one.id])
    pages = {
        "order": "casefile:mandates",
        "plan": "cooperation:index",
        "profile": "profiles:index",
        "fact": "anamnesis:index",
    }
    return reverse(pages.get(one.kind, "cases:thread"), args=[case.code])


def _change(key: str, text: str, old: dict[str, str], *, first: bool) -> str:
    if first or old.get(key) == text:
        return ""
    return _("geändert") if key in old else _("neu")


def _ids(request: HttpRequest) -> set[str]:
    return {name.removeprefix(SENTENCE) for name in request.POST if name.startswith(SENTENCE)}


def _health(request: HttpRequest, case: Case) -> bool:
    return may_open_health(user_of(request), case, on=timezone.localdate())


def report_conflict(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    conflict: Conflict,
    *,
    stored_in: Callable[[Report], dict[str, Any]],
) -> HttpResponse:
    """409 for a form about a report; `stored_in` tells what its fields hold in the report as it stands now."""
    current = conflict.current
    assert isinstance(current, Report)
    current.case = case
    told = conflict_of(
        form,
        current=current,
        stored=stored_in(current),
        scopes=[case.uuid],
        at=timezone.now(),
        url=request.path,
        keep_url=reverse("reports:report", args=[case.code, current.uuid]),
    )
    return conflict_page(request, case, HERE, told)


def _sentences(report: Report, form: BodyForm) -> dict[str, Any]:
    texts = {SENTENCE + s.id: s.text for part in domain.parts_of(report) for s in part.sentences}
    return {name: texts.get(name, "") for name in form.fields if name.startswith(SENTENCE)}
