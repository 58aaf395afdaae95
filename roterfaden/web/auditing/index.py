"""Audits one sees, programmes, auditors."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.accounts.queries import below
from roterfaden.auditing import planning
from roterfaden.auditing.choices import Actor, AuditKind, Side
from roterfaden.auditing.models import Audit, Auditor, Programme
from roterfaden.auditing.planning import Order, Plan
from roterfaden.auditing.queries import (
    auditors_for,
    audits_visible_to,
    corrections_of,
    measures_of,
    nameable,
    over,
    programmes_visible_to,
    quality_places,
    running,
)
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.rules import may_plan, may_plan_in
from roterfaden.web.auditing.access import find_programme, own_places
from roterfaden.web.auditing.forms import PARTIES, AppointForm, AuditForm, ProgrammeForm
from roterfaden.web.auditing.page import lines
from roterfaden.web.components import Link
from roterfaden.web.formpage import FormPage, form_page, key_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

MOST_ROWS = 100
REFUSALS = (AuditRefused,)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Audits that run and that are over, programmes, and what one has to correct."""
    user, today = user_of(request), timezone.localdate()
    visible = audits_visible_to(user, on=today)
    page = page_of(request, over(visible))
    context = {
        "nav": "handbook",
        "today": today,
        "running": lines(running(visible)[:MOST_ROWS], user),
        "page": page,
        "over": lines(page.object_list, user),
        "programmes": programmes_visible_to(user, on=today)[:MOST_ROWS],
        "corrections": corrections_of(user)[:MOST_ROWS],
        "measures": measures_of(user)[:MOST_ROWS],
        "may_plan": bool(quality_places(user, on=today)),
    }
    return render(request, "auditing/index.html", context)


@writing_view("GET", "POST")
def new_programme(request: HttpRequest) -> HttpResponse:
    """Begin the programme of a cycle."""
    places = own_places(request)
    initial = {"organisation": places[0].code, "coordinator": key_of(user_of(request)), "revision": 0}
    form = ProgrammeForm(request.POST or None, places=places, people=_people(places), initial=initial)
    page = FormPage(title=_("Auditprogramm"), back=reverse("auditing:index"), refusals=REFUSALS)
    return form_page(request, form, lambda data: _plan(request, data, places), page)


@writing_view("GET", "POST")
def change_programme(request: HttpRequest, programme: UUID) -> HttpResponse:
    """Change a programme and who acts in it."""
    found = find_programme(request, programme)
    if not may_plan(user_of(request), found.organisation, on=timezone.localdate()):
        raise PermissionDenied
    places = [found.organisation]
    initial = _as_typed(found)
    form = ProgrammeForm(request.POST or None, places=places, people=_people(places), initial=initial)
    page = FormPage(
        title=_("Auditprogramm ändern"),
        back=reverse("auditing:programme", args=[programme]),
        refusals=REFUSALS,
        stored=_stored_programme,
    )
    return form_page(request, form, lambda data: _change(request, found, data), page)


@reading_view
def programme(request: HttpRequest, programme: UUID) -> HttpResponse:
    """One programme: who acts, which audits."""
    found, user, today = find_programme(request, programme), user_of(request), timezone.localdate()
    rows = audits_visible_to(user, on=today).filter(programme=found).order_by("held_on", "pk")
    context = {
        "nav": "handbook",
        "today": today,
        "programme": found,
        "crumbs": [Link(title=_("Audits"), url=reverse("auditing:index")), Link(title=found.title)],
        "people": [(Actor(name).label, getattr(found, name)) for name in PARTIES],
        "lines": lines(rows, user),
        "may_plan": may_plan(user, found.organisation, on=today),
        "may_add": may_plan_in(user, found, on=today),
    }
    return render(request, "auditing/programme.html", context)


@writing_view("GET", "POST")
def new_audit(request: HttpRequest, programme: UUID) -> HttpResponse:
    """Plan an audit in a programme."""
    found = find_programme(request, programme)
    if not may_plan_in(user_of(request), found, on=timezone.localdate()):
        raise PermissionDenied
    places = list(Organisation.objects.filter(pk__in=below([found.organisation])).order_by("name"))
    before = Audit.objects.filter(
        organisation__in=places, side=Side.INTERNAL, prepares__isnull=True
    ).select_related("organisation")
    form = AuditForm(
        request.POST or None,
        places=places,
        people=nameable(found.organisation, on=timezone.localdate()),
        before=before,
        initial={"token": uuid4(), "held_on": found.ends_on},
    )
    page = FormPage(
        title=_("Audit planen"),
        meta=found.title,
        back=reverse("auditing:programme", args=[programme]),
        refusals=REFUSALS,
    )
    return form_page(request, form, lambda data: _plan_audit(request, found, places, form, data), page)


@reading_view
def auditors(request: HttpRequest) -> HttpResponse:
    """Who is trained and appointed where one looks after quality."""
    places = own_places(request)
    rows = {row.pk: row for place in places for row in auditors_for(place, on=timezone.localdate())}
    own = {place.pk for place in places}
    context = {"nav": "handbook", "rows": list(rows.values()), "own": own}
    return render(request, "auditing/auditors.html", context)


@writing_view("GET", "POST")
def appoint(request: HttpRequest) -> HttpResponse:
    """Appoint somebody after a training."""
    places = own_places(request)
    form = AppointForm(
        request.POST or None,
        places=places,
        people=_people(places),
        initial={"organisation": places[0].code},
    )
    page = FormPage(title=_("Für Audits ernennen"), back=reverse("auditing:auditors"), refusals=REFUSALS)
    return form_page(request, form, lambda data: _appoint(request, data, places), page)


@writing_view("POST")
def end_appointment(request: HttpRequest, auditor: UUID) -> HttpResponse:
    """End an appointment."""
    places = own_places(request)
    row = get_object_or_404(Auditor, uuid=auditor, organisation__in=places)
    planning.end_appointment(auditor=row, by=user_of(request), at=timezone.now())
    return redirect("auditing:auditors")


def _people(places: list[Organisation]) -> list[Any]:
    found = {
        user.pk: (user, word) for place in places for user, word in nameable(place, on=timezone.localdate())
    }
    return list(found.values())


def _said(data: dict[str, Any]) -> Plan:
    names = ("title", "begins_on", "ends_on", "scope", *PARTIES)
    return Plan(**{name: data[name] for name in names})


def _plan(request: HttpRequest, data: dict[str, Any], places: list[Organisation]) -> None:
    place = next(one for one in places if one.code == data["organisation"])
    planning.plan_programme(organisation=place, plan=_said(data), by=user_of(request), at=timezone.now())


def _change(request: HttpRequest, found: Programme, data: dict[str, Any]) -> None:
    planning.change_programme(
        programme=found,
        plan=_said(data),
        revision=data["revision"],
        by=user_of(request),
        at=timezone.now(),
    )


def _stored_programme(row: Programme) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("title", "begins_on", "ends_on", "scope", *PARTIES)}


def _as_typed(found: Programme) -> dict[str, Any]:
    people = {name: key_of(getattr(found, name)) for name in PARTIES}
    stored = {"organisation": found.organisation.code, "revision": found.revision}
    return _stored_programme(found) | people | stored


def _plan_audit(
    request: HttpRequest,
    found: Programme,
    places: list[Organisation],
    form: AuditForm,
    data: dict[str, Any],
) -> None:
    planning.plan_audit(
        programme=found,
        organisation=next(one for one in places if one.code == data["organisation"]),
        order=Order(
            kind=AuditKind(data["kind"]),
            side=Side(data["side"]),
            held_on=data["held_on"],
            provider=data["provider"],
            staff=data["staff"],
            prepared_by=form.before.get(data["prepared_by"]),
            first=data["first"],
        ),
        token=data["token"],
        by=user_of(request),
        at=timezone.now(),
    )


def _appoint(request: HttpRequest, data: dict[str, Any], places: list[Organisation]) -> None:
    planning.appoint(
        organisation=next(one for one in places if one.code == data["organisation"]),
        user=data["user"],
        side=Side(data["side"]),
        training=data["training"],
        trained_on=data["trained_on"],
        by=user_of(request),
        at=timezone.now(),
    )
