"""Group trainings: the groups of the service, one with its sessions and who came."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.audit import actions, trail
from roterfaden.cases.access import cases_open_to
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.queries import services_of
from roterfaden.measures import groups as domain
from roterfaden.measures.carrying_records import Group, Measure
from roterfaden.measures.choices import Came, MeasureState
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.measures.forms import GroupForm, SessionForm
from roterfaden.web.measures.frame import REFUSALS, did

actions.register("measures.group_read", "Gruppe gelesen", reading=True)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The groups of one's service."""
    user, today = user_of(request), timezone.localdate()
    services = services_of(user, on=today)
    groups = Group.objects.filter(service__in=services).select_related("led_by", "service")
    context = {"nav": "groups", "groups": groups, "may_add": services.exists()}
    return render(request, "measures/groups.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """Set up a group."""
    today = timezone.localdate()
    services = list(services_of(user_of(request), on=today))
    if not services:
        raise PermissionDenied
    form = GroupForm(posted(request), services=services, on=today, initial={"begins_on": today, "places": 8})
    if form.is_valid():
        service = next(row for row in services if row.code == form.cleaned_data["service"])
        kind = form.cleaned_data["kind"]
        group = domain.make_group(service=service, kind=kind, facts=form.facts(), **did(request))
        messages.success(request, _("Die Gruppe ist angelegt."))
        return redirect("measures:group", group.uuid)
    context = {"nav": "groups", "form": form}
    return render(request, "measures/add_group.html", context, status=422 if form.is_bound else 200)


@writing_view("GET", "POST")
def detail(request: HttpRequest, training: UUID) -> HttpResponse:
    """One group: who is in it, as far as the reader may know, its sessions, and the next one."""
    user, today = user_of(request), timezone.localdate()
    services = services_of(user, on=today)
    group = get_object_or_404(Group.objects.select_related("led_by", "service"), uuid=training)
    group = get_object_or_404(Group.objects.filter(service__in=services), pk=group.pk)
    members = _members(request, group)
    there = [measure for measure in members if measure.state == MeasureState.RUNNING]
    form = SessionForm(posted(request), members=there, initial={"day": today, "hours": 2})
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("day", "hours", "topic")}
        try:
            domain.hold_session(group=group, came=form.came(), **data, **did(request))
        except (domain.GroupRefused, *REFUSALS) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Das Treffen ist festgehalten."))
            return redirect("measures:group", group.uuid)
    context = {
        "nav": "groups",
        "group": group,
        "form": form,
        "members": members,
        "there": there,
        "table": _table(group, members),
    }
    return render(request, "measures/group.html", context, status=422 if form.is_bound else 200)


def _members(request: HttpRequest, group: Group) -> list[Measure]:
    """Those in the group whose case the reader may open; their reading is noted."""
    user, now = user_of(request), timezone.now()
    cases = cases_open_to(user, FieldClass.PLAN, on=timezone.localdate(now))
    rows = Measure.objects.filter(group=group, case__in=cases).exclude(case__state="closed")
    found = list(rows.select_related("case__person__data_key", "case__data_key", "case__service"))
    if request.method == "GET":
        trail.record_read(
            "measures.group_read",
            by=user,
            at=now,
            subject=group,
            organisation=group.service,
            details={"people": len(found)},
        )
        note_listed(request, [measure.case for measure in found])
    return sorted(found, key=lambda measure: (measure.case.person.last_name, measure.pk))


def _table(group: Group, members: list[Measure]) -> list[tuple[object, list[tuple[str, str]]]]:
    """For each session the members and how they came."""
    known = domain.presences(group)
    labels = dict(Came.choices)
    return [
        (
            session,
            [
                (str(measure.case.person), str(labels.get(known.get((session.pk, measure.pk), ""), "–")))
                for measure in members
            ],
        )
        for session in group.sessions.order_by("-day")
    ]
