"""The overview of a body's papers, who answers for the processing, record and impact assessment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.choices import Role
from roterfaden.accounts.queries import colleagues_in
from roterfaden.languages.shipped import shipped
from roterfaden.privacy import papers as domain
from roterfaden.privacy.kit_documents import assessment_document, operator_of, record_document
from roterfaden.privacy.protections import protections
from roterfaden.privacy.queries import breaches_of, pledges_of, processors_of
from roterfaden.privacy.trail_keeping import months_of
from roterfaden.web.formpage import facts_of, form_page, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, writing_view
from roterfaden.web.privacy.access import around, body_of, page, pdf, today
from roterfaden.web.privacy.forms import AssessmentForm, OperatorForm


@reading_view
def index(request: HttpRequest, operator: str) -> HttpResponse:
    """What is said about the body, what protects the data here, what is due."""
    body = body_of(request, operator)
    found = list(protections(body, at=timezone.now()))
    context = page(
        body,
        "papers",
        row=operator_of(body),
        regime=domain.regime_for(body),
        months=months_of(body),
        protections=[(shipped(one.measure.title), one.found, one.weak) for one in found],
        weak=sum(one.weak for one in found),
        pledges=pledges_of(body).filter(ended_on__isnull=True, renew_on__lt=today()).count(),
        breaches=breaches_of(body).filter(closed_on__isnull=True),
        unnotified=processors_of(body).filter(ended_on__isnull=True, notified_on__isnull=True),
    )
    return render(request, "privacy/papers.html", context)


@writing_view("GET", "POST")
def change(request: HttpRequest, operator: str) -> HttpResponse:
    """Say who answers for the processing, and how long details of readings stay."""
    body = body_of(request, operator)
    row, fields = operator_of(body), domain.OPERATOR_FIELDS
    people = colleagues_in(body, on=today(), roles=list(Role))
    form = OperatorForm(posted(request), people=people, hint=_hint(body), initial=initial_of(row, fields))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, fields)
        domain.change_operator(organisation=body, facts=facts, revision=said["revision"], **told(request))

    frame = around(_("Verantwortliche Stelle"), _home(operator), meta=str(body), stored=stored_of(fields))
    return form_page(request, form, act, frame)


@reading_view
def record(request: HttpRequest, operator: str) -> HttpResponse:
    """The record of processing activities."""
    body = body_of(request, operator)
    return pdf(request, body, record_document(body, at=timezone.now()), name="Verzeichnis")


@writing_view("GET", "POST")
def assess(request: HttpRequest, operator: str) -> HttpResponse:
    """What people must weigh in the impact assessment."""
    body = body_of(request, operator)
    row, fields = operator_of(body), domain.ASSESSMENT_FIELDS
    form = AssessmentForm(posted(request), initial=initial_of(row, fields))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, fields)
        domain.change_assessment(organisation=body, facts=facts, revision=said["revision"], **told(request))

    lines = (_("Risiken und Maßnahmen stehen schon in der Abschätzung. Abwägen müssen Menschen."),)
    frame = around(
        _("Folgenabschätzung"), _home(operator), meta=str(body), lines=lines, stored=stored_of(fields)
    )
    return form_page(request, form, act, frame)


@reading_view
def assessment(request: HttpRequest, operator: str) -> HttpResponse:
    """The data protection impact assessment."""
    body = body_of(request, operator)
    return pdf(request, body, assessment_document(body, at=timezone.now()), name="Folgenabschaetzung")


def _hint(body: Any) -> str:
    rule = domain.regime_for(body).trail
    words = {"months": rule.months, "law": rule.law, "shipped": rule.shipped}
    if rule.bound == "least":
        return _("Mindestens %(months)s (%(law)s). Leer: %(shipped)s.") % words
    return _("Höchstens %(months)s (%(law)s). Leer: %(shipped)s.") % words


def _home(operator: str) -> str:
    return reverse("privacy:papers", args=[operator])
