"""First contacts of employers (EAA): take down, answer, make a consultation of one."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.employers.models import Employer
from roterfaden.employers.queries import keepers_of
from roterfaden.employers.register import record_employer, same_employer
from roterfaden.languages.shipped import shipped
from roterfaden.placement import inquiries as domain
from roterfaden.placement.matrix import matrix
from roterfaden.placement.models import Inquiry
from roterfaden.placement.queries import inquiries_visible_to
from roterfaden.web.consulting.forms import AnswerForm, InquiryForm, ProjectForm
from roterfaden.web.consulting.frame import answered
from roterfaden.web.consulting.projects import page_of_project
from roterfaden.web.employers.views import find_employer
from roterfaden.web.formpage import posted
from roterfaden.web.guards import told, user_of, writing_view


def _find(request: HttpRequest, inquiry: UUID) -> Inquiry:
    rows = inquiries_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(rows, uuid=inquiry)


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """A company asks; `?betrieb=` names one of the register. No client, no file."""
    user, today = user_of(request), timezone.localdate()
    services = list(keepers_of(user, on=today))
    if not services:
        raise PermissionDenied
    initial: dict[str, Any] = {"came_on": today}
    if request.GET.get("betrieb"):
        known = find_employer(request, request.GET["betrieb"])
        initial |= {"name": known.name, "town": known.town, "service": known.organisation.code}
    form = InquiryForm(posted(request), services=services, initial=initial)

    def write() -> str:
        said = form.cleaned_data
        facts = {name: said[name] for name in domain.INQUIRY_FIELDS}
        made = domain.keep_inquiry(employer=_employer(request, form), facts=facts, **told(request))
        return reverse("consulting:inquiry", args=[made.uuid])

    return answered(
        request, form, write, title=_("Erstkontakt eines Betriebs"), done=_("Der Erstkontakt ist aufgenommen."),
        back=reverse("consulting:index"), meta=_("Einheitliche Ansprechstelle für Arbeitgeber: ohne Klientenakte"),
    )  # fmt: skip


def _employer(request: HttpRequest, form: InquiryForm) -> Employer:
    said, service = form.cleaned_data, form.service_chosen()
    known = same_employer(organisation=service, name=said["name"], town=said["town"]).first()
    facts = {name: said[name] for name in ("name", "town", "phone")}
    return known or record_employer(organisation=service, facts=facts, **told(request))


@writing_view("GET", "POST")
def detail(request: HttpRequest, inquiry: UUID) -> HttpResponse:
    """One first contact and its answer."""
    row = _find(request, inquiry)
    known = _stored(row) | {"revision": row.revision}
    form = AnswerForm(
        posted(request), initial=known | {"answered_on": row.answered_on or timezone.localdate()}
    )

    def write() -> None:
        domain.answer_inquiry(inquiry=row, **form.cleaned_data, **told(request))

    return answered(
        request, form, write, title=_("Erstkontakt: %(employer)s") % {"employer": row.employer},
        done=_("Die Antwort ist festgehalten."), back=reverse("consulting:index"), stored=_stored, scope=row,
        template="consulting/inquiry.html", inquiry=row, topic=shipped(matrix().topics.get(row.topic, "")),
    )  # fmt: skip


def _stored(row: Inquiry) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("answered_on", "answer", "passed_to")}


@writing_view("GET", "POST")
def deepen(request: HttpRequest, inquiry: UUID) -> HttpResponse:
    """Make a consultation of a first contact."""
    row = _find(request, inquiry)
    form = ProjectForm(posted(request), employer=row.employer, initial={"goal": row.text})

    def write() -> str:
        made = domain.go_deeper(inquiry=row, facts=form.facts(), revision=row.revision, **told(request))
        return page_of_project(made)

    return answered(
        request, form, write, title=_("Betriebsberatung beginnen"), done=_("Die Beratung ist begonnen."),
        back=reverse("consulting:inquiry", args=[row.uuid]), meta=row.employer.name,
    )  # fmt: skip
