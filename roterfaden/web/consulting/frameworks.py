"""Framework agreements: write, put before the office, keep its decision."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.employers.queries import keepers_of
from roterfaden.languages.shipped import shipped
from roterfaden.placement import consulting as domain
from roterfaden.placement.choices import FrameworkState
from roterfaden.placement.matrix import matrix
from roterfaden.placement.models import FrameworkAgreement
from roterfaden.placement.queries import frameworks_visible_to
from roterfaden.placement.rules import is_of_office, may_submit, may_write_for
from roterfaden.web.consulting.forms import DecisionForm, FrameworkForm, stored_framework
from roterfaden.web.consulting.frame import NAV, answered, pressed, require_writer
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, told, user_of, writing_view


def _find(request: HttpRequest, framework: UUID) -> FrameworkAgreement:
    rows = frameworks_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(rows.select_related("service", "office", "made_by"), uuid=framework)


def _page(row: FrameworkAgreement) -> str:
    return reverse("consulting:framework", args=[row.uuid])


@reading_view
def detail(request: HttpRequest, framework: UUID) -> HttpResponse:
    """One year's agreement and what was consulted under it."""
    row, user, today = _find(request, framework), user_of(request), timezone.localdate()
    drafting = row.state in (FrameworkState.DRAFT, FrameworkState.RETURNED)
    leads = may_submit(user, row.service, on=today)
    before_office = row.state == FrameworkState.SUBMITTED
    context = {
        "nav": NAV, "framework": row,
        "chosen": [shipped(title) for key, (title, _hint) in matrix().fields.items() if key in row.fields],
        "projects": row.projects.select_related("employer").order_by("employer__search_name", "pk"),
        "may_edit": drafting and may_write_for(user, row.service, on=today),
        "may_submit": drafting and leads,
        "may_decide": before_office and (leads or is_of_office(user, row.office, on=today)),
    }  # fmt: skip
    return render(request, "consulting/framework.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """The focus of a year."""
    today = timezone.localdate()
    services = list(keepers_of(user_of(request), on=today))
    if not services:
        raise PermissionDenied
    form = FrameworkForm(posted(request), services=services, initial={"year": today.year})

    def write() -> str:
        made = domain.write_framework(service=form.service_chosen(), facts=form.facts(), **told(request))
        return _page(made)

    return answered(
        request, form, write, title=_("Rahmenvereinbarung schreiben"), done=_("Der Entwurf ist gespeichert."),
        back=reverse("consulting:index"),
    )  # fmt: skip


@writing_view("GET", "POST")
def edit(request: HttpRequest, framework: UUID) -> HttpResponse:
    """Correct a draft; the second of two editors gets both texts."""
    row = _find(request, framework)
    require_writer(request, row.service)
    known = stored_framework(row) | {"revision": row.revision}
    form = FrameworkForm(posted(request), services=[row.service], initial=known)

    def write() -> None:
        revision = form.cleaned_data["revision"] or 0
        domain.correct_framework(framework=row, facts=form.facts(), revision=revision, **told(request))

    return answered(
        request, form, write, title=_("Rahmenvereinbarung ändern"), done=_("Die Vereinbarung ist gespeichert."),
        back=_page(row), stored=stored_framework, scope=row,
    )  # fmt: skip


@writing_view("POST")
def submit(request: HttpRequest, framework: UUID) -> HttpResponse:
    """Put it before the office."""
    row = _find(request, framework)
    if not may_submit(user_of(request), row.service, on=timezone.localdate()):
        raise PermissionDenied

    def write() -> None:
        domain.submit_framework(framework=row, revision=row.revision, **told(request))

    return pressed(request, write, done=_("Die Vereinbarung liegt dem Amt vor."), back=_page(row))


@writing_view("GET", "POST")
def decide(request: HttpRequest, framework: UUID) -> HttpResponse:
    """The office decides itself, or who leads the service keeps what it decided."""
    row, user, today = _find(request, framework), user_of(request), timezone.localdate()
    of_office = is_of_office(user, row.office, on=today)
    if not (of_office or may_submit(user, row.service, on=today)):
        raise PermissionDenied
    initial: dict[str, Any] = {"decided_on": today, "revision": row.revision}
    form = DecisionForm(posted(request), initial=initial | ({"decided_by": str(user)} if of_office else {}))

    def write() -> None:
        domain.decide_framework(framework=row, **form.said(), **told(request))

    return answered(
        request, form, write, title=_("Entscheidung des Amts"), done=_("Die Entscheidung ist festgehalten."),
        back=_page(row), stored=stored_decision, scope=row, meta=str(row.year),
    )  # fmt: skip


def stored_decision(row: Any) -> dict[str, Any]:
    """A decision as the values of its form."""
    approved = {"approved": "yes", "released": "yes", "returned": "no"}.get(row.state, "")
    return {
        "approved": approved, "decided_on": row.decided_on, "decided_by": row.decided_by, "note": row.decision_note,
    }  # fmt: skip
