"""What a worker brings: noted, changed, confirmed, the paper read."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.documents.files import read_file
from roterfaden.languages.shipped import shipped, written_here
from roterfaden.staff import qualifying as domain
from roterfaden.staff.models import Qualification, StaffFile
from roterfaden.staff.queries import files_visible_to, qualifications_visible_to
from roterfaden.staff.requirements import Criterion, requirements_for
from roterfaden.staff.rules import may_confirm
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.network.access import find, today
from roterfaden.web.staff.access import around, upload_of
from roterfaden.web.staff.forms import QualificationForm, SureForm

FIELDS = domain.FIELDS
NOTHING: dict[str, Any] = {"choice": "", "since": None, "until": None, "valid_until": None, "reason": ""}


@writing_view("GET", "POST")
def new(request: HttpRequest, staff_file: UUID, staff_criterion: str) -> HttpResponse:
    """Note what a worker brings for one criterion."""
    found: StaffFile = find(request, files_visible_to, staff_file)
    criterion = _criterion(found, staff_criterion)
    files = request.FILES if request.method == "POST" else None
    form = QualificationForm(posted(request), files, criterion=criterion, initial=fresh())

    def act(said: dict[str, Any]) -> None:
        domain.note(
            staff_file=found,
            criterion=criterion.key,
            facts=_facts(said),
            upload=upload_of(said),
            token=said["token"],
            **told(request),
        )

    frame = around(
        shipped(criterion.title), _at(found, criterion.key), meta=str(found.user), lines=_lines(criterion)
    )
    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def change(request: HttpRequest, qualification: UUID) -> HttpResponse:
    """Say it anew; somebody has to confirm it again."""
    found: Qualification = find(request, qualifications_visible_to, qualification)
    criterion = _criterion(found.staff_file, found.criterion)
    files = request.FILES if request.method == "POST" else None
    form = QualificationForm(posted(request), files, criterion=criterion, initial=initial_of(found, FIELDS))

    def act(said: dict[str, Any]) -> None:
        domain.change(
            qualification=found,
            facts=_facts(said),
            upload=upload_of(said),
            revision=form.kept_revision,
            **told(request),
        )

    again = _("Nach einer Änderung bestätigt die Leitung den Nachweis neu.")
    shown = tuple(name for name in FIELDS if name in form.fields)
    frame = around(
        shipped(criterion.title),
        _at(found.staff_file, criterion.key),
        meta=str(found.staff_file.user),
        lines=(*_lines(criterion), again),
        stored=stored_of(shown),
    )
    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def confirm(request: HttpRequest, qualification: UUID) -> HttpResponse:
    """Say that one has seen the proof."""
    found: Qualification = find(request, qualifications_visible_to, qualification)
    if not may_confirm(user_of(request), found.staff_file, on=today()):
        raise PermissionDenied
    form = SureForm(posted(request), initial={"revision": found.revision})
    proof = found.paper.name if found.paper else found.reason
    lines = (
        found.what,
        _("Nachweis: %(proof)s") % {"proof": proof or _("keiner, die Leitung hat es gesehen")},
    )
    title = requirements_for(found.staff_file.organisation).criterion(found.criterion)
    frame = around(
        _("Nachweis bestätigen"),
        _at(found.staff_file, found.criterion),
        meta=f"{found.staff_file.user}: {shipped(title.title) if title else ''}",
        lines=lines,
        label=_("Ich habe es geprüft"),
    )

    def act(said: dict[str, Any]) -> None:
        domain.confirm(qualification=found, revision=said["revision"], **told(request))

    return form_page(request, form, act, frame)


@reading_view
def paper(request: HttpRequest, qualification: UUID) -> HttpResponse:
    """The certificate, always as a download; the reading is noted."""
    found: Qualification = find(request, qualifications_visible_to, qualification)
    if found.paper is None:
        raise Http404
    domain.note_paper_read(staff_file=found.staff_file, **told(request))
    return attachment(read_file(found.paper), name=found.paper.name)


def _criterion(staff_file: StaffFile, key: str) -> Criterion:
    found = requirements_for(staff_file.organisation).criterion(key)
    if found is None:
        raise Http404
    return found


def _facts(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said.get(name, NOTHING.get(name)) for name in FIELDS}


def _lines(criterion: Criterion) -> tuple[str, ...]:
    return (written_here(criterion.note),) if criterion.note else ()


def _at(found: StaffFile, key: str) -> str:
    return f"{reverse('staff:file', args=[found.uuid])}#k-{key}"
