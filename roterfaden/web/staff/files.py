"""The staff file: one page with everything that is stored about a worker, and what is changed there."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit.actions import sentence_of
from roterfaden.audit.queries import entries_for_scope
from roterfaden.languages.shipped import shipped
from roterfaden.staff import files as domain
from roterfaden.staff.caseload import burden_of
from roterfaden.staff.models import StaffCriterion, StaffFile, Supervision
from roterfaden.staff.queries import files_visible_to, is_there
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.rules import may_confirm, may_lead
from roterfaden.staff.standing import lines_of, others_of
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.network.access import find, people, today
from roterfaden.web.staff.access import areas_of, around, led_to_write, page
from roterfaden.web.staff.forms import (
    ChangeCriterionForm,
    ChangeFileForm,
    CriterionForm,
    NewFileForm,
    PostForm,
    SureForm,
)

FIELDS = domain.FILE_FIELDS
MOST_ENTRIES = 30


@reading_view
def detail(request: HttpRequest, staff_file: UUID) -> HttpResponse:
    """Everything that is stored about one worker: for the worker and for who leads."""
    found: StaffFile = find(request, files_visible_to, staff_file)
    domain.note_read(staff_file=found, **told(request))
    return render(request, "staff/file.html", _context(request, found))


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Open the file of a worker."""
    offered = led_to_write(request)
    areas = {"areas": areas_of(offered[0])}
    form = NewFileForm(
        posted(request),
        places=offered,
        people=people(offered),
        options=areas,
        initial=fresh() | {"user": request.GET.get("wer", "")[:40]},
    )

    def act(said: dict[str, Any]) -> None:
        domain.open_file(
            organisation=form.kept_by(),
            user=said["user"],
            facts=facts_of(said, FIELDS),
            share=said["share"],
            token=said["token"],
            **told(request),
        )

    return form_page(request, form, act, around(_("Personalakte anlegen"), reverse("staff:index")))


@writing_view("GET", "POST")
def change(request: HttpRequest, staff_file: UUID) -> HttpResponse:
    """Change days and tasks, or say that the worker left."""
    found = _led_file(request, staff_file)
    form = ChangeFileForm(
        posted(request), options={"areas": areas_of(found.organisation)}, initial=initial_of(found, FIELDS)
    )
    frame = around(_("Personalakte ändern"), _at(found), meta=str(found.user), stored=stored_of(FIELDS))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.change_file(staff_file=found, facts=facts, revision=form.kept_revision, **told(request))

    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def set_post(request: HttpRequest, staff_file: UUID) -> HttpResponse:
    """Say which share of a post the worker has from a day on."""
    found = _led_file(request, staff_file)
    form = PostForm(posted(request), initial={"valid_from": today()})

    def act(said: dict[str, Any]) -> None:
        domain.set_post(staff_file=found, valid_from=said["valid_from"], share=said["share"], **told(request))

    return form_page(
        request, form, act, around(_("Stellenanteil eintragen"), _at(found), meta=str(found.user))
    )


@writing_view("GET", "POST")
def erase(request: HttpRequest, staff_file: UUID) -> HttpResponse:
    """Destroy what is kept about somebody who left."""
    found = _led_file(request, staff_file)
    form = SureForm(posted(request), initial={"revision": found.revision})
    lines = (
        _(
            "Alle Angaben, Urkunden und Unterschriften dieser Akte werden gelöscht. Das lässt sich nicht zurücknehmen."
        ),
        requirements_for(found.organisation).terms.keep_source,
    )
    frame = around(
        _("Personalakte löschen"),
        reverse("staff:index"),
        meta=str(found.user),
        lines=lines,
        label=_("Endgültig löschen"),
        done=_("Die Personalakte ist gelöscht."),
    )

    def act(said: dict[str, Any]) -> None:
        domain.erase_file(staff_file=found, revision=said["revision"], **told(request))

    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def add_criterion(request: HttpRequest) -> HttpResponse:
    """Ask for more than is shipped."""
    offered = led_to_write(request)
    options = {"area": [("", _("alle Fachkräfte")), *areas_of(offered[0])]}
    form = CriterionForm(posted(request), places=offered, options=options, initial=fresh())
    lines = (
        _("Mitgeliefert sind Mindestanforderungen. Der Dienst oder sein Auftraggeber darf mehr verlangen."),
    )

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, domain.CRITERION_FIELDS)
        domain.add_criterion(organisation=form.kept_by(), facts=facts, token=said["token"], **told(request))

    frame = around(_("Eigene Anforderung"), reverse("staff:index"), lines=lines)
    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def change_criterion(request: HttpRequest, own_criterion: UUID) -> HttpResponse:
    """Say an own criterion in other words, or end it."""
    offered = led_to_write(request)
    found = get_object_or_404(StaffCriterion, uuid=own_criterion, organisation__in=offered)
    options = {"area": [("", _("alle Fachkräfte")), *areas_of(found.organisation)]}
    fields = domain.CRITERION_FIELDS
    form = ChangeCriterionForm(posted(request), options=options, initial=initial_of(found, fields))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, fields)
        domain.change_criterion(criterion=found, facts=facts, revision=form.kept_revision, **told(request))

    frame = around(_("Eigene Anforderung"), reverse("staff:index"), stored=stored_of(fields))
    return form_page(request, form, act, frame)


def _context(request: HttpRequest, found: StaffFile) -> dict[str, Any]:
    user, organisation = user_of(request), found.organisation
    requirements = requirements_for(organisation)
    lines = lines_of(found, requirements, on=today())
    mine = found.user_id == user.pk
    sessions = Supervision.objects.filter(organisation=organisation, there__user=found.user_id)
    trainings = found.trainings.select_related("data_key", "organisation", "paper")
    return page(
        request,
        "me" if mine else "index",
        file=found,
        mine=mine,
        requirements=requirements,
        lines=lines,
        met=sum(not line.is_gap for line in lines),
        others=others_of(found, lines),
        areas=[shipped(title) for key, title in requirements.areas.items() if key in found.areas],
        posts=found.posts.select_related("written_by"),
        induction=getattr(found, "induction", None),
        trainings=trainings,
        sessions=sessions,
        burden=burden_of(organisation, found.user, on=today()) if is_there(found, on=today()) else None,
        may_lead=may_lead(user, organisation.pk, on=today()),
        may_confirm=may_confirm(user, found, on=today()),
        history=_history(found),
        erasable_from=domain.erasable_from(found),
    )


def _history(found: StaffFile) -> list[tuple[Any, str, str]]:
    """What happened with the file, newest first: when, who, what; also who read it."""
    entries = list(entries_for_scope(found.uuid, limit=MOST_ENTRIES))
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={one.actor_id for one in entries})}
    return [
        (one.at, names.get(one.actor_id or 0, one.actor_label), sentence_of(one.action)) for one in entries
    ]


def _led_file(request: HttpRequest, uuid: UUID) -> StaffFile:
    found: StaffFile = find(request, files_visible_to, uuid)
    if not may_lead(user_of(request), found.organisation_id, on=today()):
        raise PermissionDenied
    return found


def _at(found: StaffFile) -> str:
    return reverse("staff:file", args=[found.uuid])
