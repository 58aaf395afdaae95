"""What the auditor writes: frame, questions, answers, talks, evaluation, report; who the auditor is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.auditing import finding as finding_
from roterfaden.auditing import planning, preparing, reporting
from roterfaden.auditing.choices import AuditKind
from roterfaden.auditing.models import Audit, Question
from roterfaden.auditing.preparing import Details
from roterfaden.auditing.procedure import procedure
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.rules import may_audit
from roterfaden.standards.layering import standards_for
from roterfaden.standards.library import references
from roterfaden.web.auditing.access import find_audit, note_reading
from roterfaden.web.auditing.forms import (
    AnswerForm,
    DetailsForm,
    InterviewForm,
    LongTextForm,
    PersonForm,
    QuestionForm,
)
from roterfaden.web.auditing.page import neutral_people
from roterfaden.web.formpage import FormPage, form_page, key_of
from roterfaden.web.guards import user_of, writing_view

DETAILS = ("kind", "held_on", "hours", "place", "goal", "instruments")
REFUSALS = (AuditRefused,)


def around(audit: Audit, title: str, *, back: str = "", **more: Any) -> FormPage:
    """What stands around a form of an audit."""
    back = back or reverse("auditing:detail", args=[audit.uuid])
    return FormPage(title=title, meta=f"{audit.organisation}, {audit}", back=back, refusals=REFUSALS, **more)


def as_auditor(request: HttpRequest, audit: UUID) -> Audit:
    """The audit for its auditor; 403 for everybody else who may see it."""
    found = find_audit(request, audit)
    if not may_audit(user_of(request), found):
        raise PermissionDenied
    note_reading(request, found, page="form")
    return found


@writing_view("GET", "POST")
def auditor(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Give the audit to somebody who is trained, appointed and not near to it."""
    found = find_audit(request, audit)
    people = neutral_people(found, on=timezone.localdate())
    initial = {"user": key_of(found.auditor), "revision": found.revision}
    form = PersonForm(request.POST or None, people=people, initial=initial)
    lines = (_("Zur Wahl steht, wer für diese Seite ernannt ist und nicht die eigene Arbeit prüfen würde."),)
    page = around(found, _("Auditor/in"), lines=lines, stored=lambda row: {"user": row.auditor})
    return form_page(
        request,
        form,
        lambda data: planning.name_auditor(audit=found, **data, by=user_of(request), at=timezone.now()),
        page,
    )


@writing_view("GET", "POST")
def details(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Kind, day, place, goal."""
    found = as_auditor(request, audit)
    initial = {name: getattr(found, name) for name in (*DETAILS, "revision")}
    form = DetailsForm(request.POST or None, initial=initial)
    page = around(
        found, _("Rahmen des Audits"), stored=lambda row: {name: getattr(row, name) for name in DETAILS}
    )
    return form_page(request, form, lambda data: _set_details(request, found, data), page)


@writing_view("GET", "POST")
def question(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Add an own question."""
    found = as_auditor(request, audit)
    rows = references(standards_for(found.organisation, on=timezone.localdate()).values())
    form = QuestionForm(request.POST or None, requirements=rows)
    return form_page(
        request,
        form,
        lambda data: preparing.add_questions(
            audit=found,
            texts=[(data["text"], int(data["guiding"] or 0), data["requirement"])],
            by=user_of(request),
            at=timezone.now(),
        ),
        around(found, _("Auditfrage aufnehmen")),
    )


@writing_view("POST")
def take_questions(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Take in the ten guiding questions, what the audit before left open, or the gaps of the self-assessment."""
    found = as_auditor(request, audit)
    asked = {"before": preparing.carried_over, "requirements": preparing.gaps_as_questions}
    take = asked.get(request.POST.get("from", ""))
    texts = take(found) if take else preparing.guiding_questions()
    try:
        made = preparing.add_questions(audit=found, texts=texts, by=user_of(request), at=timezone.now())
    except AuditRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Aufgenommen: %(n)s Fragen.") % {"n": len(made)})
    return redirect("auditing:detail", audit)


@writing_view("POST")
def drop_question(request: HttpRequest, audit: UUID, question: UUID) -> HttpResponse:
    """Strike a question out."""
    found = as_auditor(request, audit)
    row = get_object_or_404(Question.objects.select_related("audit__run"), audit=found, uuid=question)
    try:
        preparing.drop_question(question=row, by=user_of(request), at=timezone.now())
    except AuditRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("auditing:detail", audit)


@writing_view("GET", "POST")
def answer(request: HttpRequest, audit: UUID, question: UUID) -> HttpResponse:
    """Write down what came of a question."""
    found = as_auditor(request, audit)
    row = get_object_or_404(Question.objects.select_related("audit__run"), audit=found, uuid=question)
    form = AnswerForm(request.POST or None, initial={"text": row.answer, "seen": row.answer})
    page = around(found, _("Frage %(number)s") % {"number": row.number}, lines=(row.text,))
    return form_page(
        request,
        form,
        lambda data: finding_.answer(question=row, **data, by=user_of(request), at=timezone.now()),
        page,
    )


@writing_view("GET", "POST")
def interview(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Keep a talk."""
    found = as_auditor(request, audit)
    form = InterviewForm(request.POST or None, initial={"held_on": timezone.localdate()})
    return form_page(
        request,
        form,
        lambda data: finding_.note_interview(audit=found, **data, by=user_of(request), at=timezone.now()),
        around(found, _("Gespräch festhalten")),
    )


@writing_view("GET", "POST")
def evaluation(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Write the evaluation."""
    found = as_auditor(request, audit)
    initial = {"text": found.evaluation, "revision": found.revision}
    form = LongTextForm(request.POST or None, label=_("Bewertung"), initial=initial)
    return form_page(
        request,
        form,
        lambda data: finding_.evaluate(audit=found, **data, by=user_of(request), at=timezone.now()),
        around(found, _("Bewertung"), stored=lambda row: {"text": row.evaluation}),
    )


@writing_view("GET", "POST")
def report(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Write the report."""
    found = find_audit(request, audit)
    if not reporting.may_write_report(user_of(request), found):
        raise PermissionDenied
    initial = {"text": found.report or _skeleton(), "revision": found.revision}
    form = LongTextForm(request.POST or None, label=_("Auditbericht"), initial=initial)
    return form_page(
        request,
        form,
        lambda data: reporting.write_report(audit=found, **data, by=user_of(request), at=timezone.now()),
        around(found, _("Auditbericht"), stored=lambda row: {"text": row.report}),
    )


def _skeleton() -> str:
    topics = "\n\n".join(f"{one.number}. {one.topic}:" for one in procedure().questions)
    return _("Ablauf:") + "\n\n" + _("Ergebnis:") + "\n\n" + topics


def _set_details(request: HttpRequest, found: Audit, data: dict[str, Any]) -> None:
    said = {name: data[name] for name in DETAILS} | {"kind": AuditKind(data["kind"])}
    preparing.set_details(
        audit=found,
        details=Details(**said),
        revision=data["revision"],
        by=user_of(request),
        at=timezone.now(),
    )
