"""Evidence: what lapses first, adding, renewing, reading the file, letting it count no longer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.documents.files import read_file
from roterfaden.standards import evidence as domain
from roterfaden.standards.library import words_of
from roterfaden.standards.models import Evidence
from roterfaden.standards.queries import SOON, evidence_for, people_of
from roterfaden.standards.rules import may_assess
from roterfaden.web.downloads import attachment
from roterfaden.web.errors import conflict as conflict_page
from roterfaden.web.formpage import form_page, key_of, posted, posted_revision
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.requirements.access import (
    REFUSALS,
    Here,
    around,
    evidence_at,
    here,
    here_to_write,
    page,
)
from roterfaden.web.requirements.forms import EvidenceForm, shown_of


@dataclass(frozen=True)
class Row:
    """One piece of evidence in the list."""

    evidence: Evidence
    proves: tuple[tuple[str, str], ...]
    lapsed: bool
    soon: bool
    may_change: bool


@reading_view
def index(request: HttpRequest, place: str) -> HttpResponse:
    """All evidence that counts here; what lapsed or lapses soon comes first."""
    found = here(request, place)
    rows = [_row(found, one) for one in evidence_for(found.place)]
    rows.sort(key=lambda row: (row.evidence.valid_until is None, row.evidence.valid_until or found.today))
    return render(request, "requirements/evidence.html", page(found, "evidence_list", rows=rows))


@writing_view("GET", "POST")
def add(request: HttpRequest, place: str) -> HttpResponse:
    """Add evidence; `?belegt=` names the requirement that one comes from."""
    found = here_to_write(request, place)
    initial = {"proves": request.GET.get("belegt", "")[:100], "owner": key_of(found.user), "token": uuid4()}
    form = _form(request, found, initial)
    around_it = around(
        found, _("Nachweis aufnehmen"), _back(request, found), done=_("Der Nachweis zählt ab jetzt.")
    )
    return form_page(request, form, lambda said: _add(request, found, form, said), around_it)


@writing_view("GET", "POST")
def change(request: HttpRequest, place: str, evidence: UUID) -> HttpResponse:
    """Read a piece of evidence; change or renew it where one looks after it."""
    found = here(request, place)
    row = evidence_at(found, evidence)
    if not may_assess(found.user, row.organisation, on=found.today):
        if request.method == "POST":
            raise PermissionDenied
        context = page(found, "evidence_list", row=_row(found, row))
        return render(request, "requirements/one_evidence.html", context)
    form = _form(request, found, shown_of(row))
    lines = (
        (_("Datei: %(name)s. Eine neue Datei nimmt ihren Platz ein.") % {"name": row.file.name},)
        if row.file
        else ()
    )
    around_it = around(
        found,
        _("Nachweis ändern oder erneuern"),
        found.url("evidence_list"),
        lines=lines,
        stored=_stored,
    )
    return form_page(request, form, lambda said: _change(request, row, form, said), around_it)


@reading_view
def file(request: HttpRequest, place: str, evidence: UUID) -> HttpResponse:
    """The file, always as a download; the reading is noted."""
    found = here(request, place)
    row = evidence_at(found, evidence)
    if row.file is None:
        raise Http404
    domain.note_file_read(evidence=row, by=found.user, at=timezone.now())
    return attachment(read_file(row.file), name=row.file.name)


@writing_view("POST")
def withdraw(request: HttpRequest, place: str, evidence: UUID) -> HttpResponse:
    """Let it count no longer."""
    found = here(request, place)
    row = evidence_at(found, evidence)
    if not may_assess(found.user, row.organisation, on=found.today):
        raise PermissionDenied
    try:
        domain.withdraw_evidence(evidence=row, revision=posted_revision(request), **told(request))
    except Conflict as conflict:
        return conflict_page(request, str(conflict))
    messages.success(request, _("Der Nachweis zählt nicht mehr."))
    return redirect(found.url("evidence_list"))


@writing_view("POST")
def assign(request: HttpRequest, place: str) -> HttpResponse:
    """Say that evidence which is there shows one more requirement."""
    found = here_to_write(request, place)
    rows = {str(one.uuid): one for one in evidence_for(found.place)}
    row = rows.get(request.POST.get("evidence", ""))
    reference = request.POST.get("reference", "")[:100]
    if row is None:
        messages.error(request, _("Bitte wählen Sie einen Nachweis aus der Liste."))
    else:
        try:
            domain.assign(evidence=row, reference=reference, by=user_of(request), at=timezone.now())
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Der Nachweis zählt auch hier."))
    standard, _sign, code = reference.partition(":")
    if standard not in found.standards or found.standards[standard].requirement(code) is None:
        raise Http404
    return redirect(_back_to(request, found, standard, code))


def _row(found: Here, one: Evidence) -> Row:
    until = one.valid_until
    proves = tuple((str(proof), words_of(str(proof), found.standards)) for proof in one.proofs.all())
    return Row(
        one,
        proves,
        until is not None and until < found.today,
        until is not None and found.today <= until <= found.today + SOON,
        found.may_write and may_change(found, one),
    )


def may_change(found: Here, one: Evidence) -> bool:
    """Whether the reader looks after the place that the evidence belongs to; asked again only for those above."""
    return one.organisation_id == found.place.pk or may_assess(found.user, one.organisation, on=found.today)


def _form(request: HttpRequest, found: Here, initial: dict[str, Any]) -> EvidenceForm:
    files = request.FILES if request.method == "POST" else None
    people = list(people_of(found.place, on=found.today))
    return EvidenceForm(posted(request), files, people=people, standards=found.standards, initial=initial)


def _stored(now: Evidence) -> dict[str, Any]:
    shown = {name: getattr(now, name) for name in ("title", "link", "note", "owner", "valid_until")}
    return shown | {"proves": ", ".join(str(proof) for proof in now.proofs.all())}


def _add(request: HttpRequest, found: Here, form: EvidenceForm, said: dict[str, Any]) -> None:
    domain.add_evidence(
        organisation=found.place,
        facts=form.facts(),
        upload=form.upload(),
        token=said["token"],
        by=user_of(request),
        at=timezone.now(),
    )


def _change(request: HttpRequest, row: Evidence, form: EvidenceForm, said: dict[str, Any]) -> None:
    kept = get_object_or_404(Evidence.objects.select_related("organisation", "data_key", "file"), pk=row.pk)
    domain.change_evidence(
        evidence=kept,
        facts=form.facts(),
        upload=form.upload(),
        revision=said["revision"],
        by=user_of(request),
        at=timezone.now(),
    )


def _back(request: HttpRequest, found: Here) -> str:
    """Back to the requirement that one came from, if it is one."""
    standard, _sign, code = request.GET.get("belegt", "")[:100].partition(":")
    if standard in found.standards and found.standards[standard].requirement(code) is not None:
        return _back_to(request, found, standard, code)
    return found.url("evidence_list")


def _back_to(request: HttpRequest, found: Here, standard: str, code: str) -> str:
    """The page of a requirement: in the round that was named, if it is one that may be seen."""
    try:
        named = UUID(request.POST.get("round") or request.GET.get("runde", ""))
    except ValueError:
        return found.url("requirement", standard, code)
    return found.url("rate", named, code)
