"""Workplaces of a company: add, correct, what they ask for, and who might fit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.audit import trail
from roterfaden.cases.choices import CaseState
from roterfaden.cases.health_rights import cases_with_open_health
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common.revisions import Conflict
from roterfaden.employers.models import Workplace
from roterfaden.employers.register import RegisterRefused
from roterfaden.employers.workplaces import WORKPLACE_FIELDS, correct_workplace, record_workplace
from roterfaden.languages.shipped import shipped
from roterfaden.profiles.instruments import Instrument, instruments_of
from roterfaden.profiles.keeping import (
    ProfileRefused,
    correct_profile,
    newest_version,
    record_requirements,
    weights_of,
)
from roterfaden.profiles.models import RequirementProfile
from roterfaden.profiles.searching import search_persons
from roterfaden.profiles.terms import terms_table
from roterfaden.web.employers.views import HERE, conflict_page, find_employer, form_page
from roterfaden.web.employers.workplace_forms import WorkplaceForm
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.profiles.forms import ProfileForm, stored_profile

TOP = 20


def _find(request: HttpRequest, code: str, place: str) -> Workplace:
    employer = find_employer(request, code)
    return get_object_or_404(employer.workplaces.select_related("employer__organisation"), code=place)


@writing_view("GET", "POST")
def add_workplace(request: HttpRequest, code: str) -> HttpResponse:
    """A new workplace; with a day from which it is free it is a vacancy."""
    employer = find_employer(request, code)
    form = WorkplaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
        try:
            made = record_workplace(employer=employer, facts=form.facts(), **told)
        except RegisterRefused as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, _("Der Arbeitsplatz ist aufgenommen. Was verlangt er?"))
            return redirect("employers:workplace", code=employer.code, place=made.code)
    back = reverse(HERE, args=[employer.code])
    return form_page(request, form, title=_("Arbeitsplatz aufnehmen"), meta=employer.name, back_url=back)


@writing_view("GET", "POST")
def edit_workplace(request: HttpRequest, code: str, place: str) -> HttpResponse:
    """Correct a workplace; the second of two editors gets both texts."""
    row = _find(request, code, place)
    known = _stored(row) | {"revision": row.revision}
    form = WorkplaceForm(request.POST if request.method == "POST" else None, initial=known)
    back = reverse("employers:workplace", args=[row.employer.code, row.code])
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        told: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
        try:
            correct_workplace(workplace=row, facts=form.facts(), revision=revision, **told)
        except RegisterRefused as refusal:
            form.add_error("title", str(refusal))
        except Conflict as conflict:
            scope = row.employer
            return conflict_page(
                request, form, conflict, stored=_stored, scope=scope, url=request.path, back=back
            )
        else:
            messages.success(request, _("Die Angaben zum Arbeitsplatz sind gespeichert."))
            return redirect(back)
    return form_page(request, form, title=_("Arbeitsplatz ändern"), meta=row.title, back_url=back)


def _stored(row: Workplace) -> dict[str, Any]:
    return {name: getattr(row, name) for name in WORKPLACE_FIELDS}


@reading_view
def workplace(request: HttpRequest, code: str, place: str) -> HttpResponse:
    """One workplace: what it brings with it, what it asks for. Nothing about a client."""
    row = _find(request, code, place)
    used = instruments_of(row.employer.organisation)
    profiles = [
        {"row": one, "instrument": used[one.instrument], "known": len(one.content["values"])}
        for one in row.requirement_profiles.filter(replaced_by=None).select_related("recorded_by", "corrects")
        if one.instrument in used
    ]
    titles = terms_table().conditions
    context = {
        "nav": "employers", "workplace": row, "profiles": profiles, "instruments": used.values(),
        "conditions": [shipped(titles[one].title) for one in row.conditions if one in titles],
    }  # fmt: skip
    return render(request, "employers/workplace.html", context)


@writing_view("GET", "POST")
def add_requirements(request: HttpRequest, code: str, place: str, instrument: str) -> HttpResponse:
    """What the workplace asks for; the last profile is the start of the next one."""
    row = _find(request, code, place)
    used = instruments_of(row.employer.organisation).get(instrument)
    if used is None:
        raise Http404
    last = RequirementProfile.objects.filter(
        workplace=row, instrument=instrument, replaced_by__isnull=True
    ).first()
    known = (stored_profile(last, used) if last else {}) | {"found_on": timezone.localdate()}
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, instrument=used, of_place=True, initial=known)
    here = reverse("employers:workplace", args=[row.employer.code, row.code])
    if form.is_valid():
        told: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
        try:
            record_requirements(workplace=row, instrument=used, finding=form.finding(), **told)
        except ProfileRefused as refusal:
            form.blame(refusal.item, str(refusal))
        else:
            messages.success(request, _("Das Anforderungsprofil ist festgehalten."))
            return redirect(here)
    context = {"nav": "employers", "workplace": row, "form": form, "back_url": here}
    return render(request, "profiles/requirements.html", context, status=422 if form.is_bound else 200)


@writing_view("GET", "POST")
def edit_requirements(request: HttpRequest, code: str, place: str, profile: UUID) -> HttpResponse:
    """Correct what was found out about a workplace, by a new version."""
    row = _find(request, code, place)
    named = get_object_or_404(row.requirement_profiles, uuid=profile)
    newest: Any = newest_version(named)
    used = instruments_of(row.employer.organisation).get(newest.instrument)
    if used is None:
        raise Http404
    known = stored_profile(newest, used) | {"revision": newest.revision}
    form = ProfileForm(posted(request), instrument=used, of_place=True, initial=known)
    here = reverse("employers:workplace", args=[row.employer.code, row.code])
    if form.is_valid() and (answer := _correct(request, row, newest, used, form)):
        return answer
    context = {"nav": "employers", "workplace": row, "form": form, "back_url": here}
    return render(request, "profiles/requirements.html", context, status=422 if form.is_bound else 200)


def _correct(
    request: HttpRequest, row: Workplace, newest: RequirementProfile, used: Instrument, form: ProfileForm
) -> HttpResponse | None:
    here = reverse("employers:workplace", args=[row.employer.code, row.code])
    employer = row.employer
    told: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
    told |= {"scope": employer, "organisation": employer.organisation}
    revision = form.cleaned_data["revision"] or 0
    try:
        correct_profile(profile=newest, instrument=used, finding=form.finding(), revision=revision, **told)
    except ProfileRefused as refusal:
        form.blame(refusal.item, str(refusal))
        return None
    except Conflict as conflict:
        return conflict_page(
            request, form, conflict, stored=lambda one: stored_profile(one, used), scope=employer,
            url=request.path, back=here,
        )  # fmt: skip
    messages.success(request, _("Das Anforderungsprofil ist berichtigt."))
    return redirect(here)


@reading_view
def persons(request: HttpRequest, code: str, place: str) -> HttpResponse:
    """Who might fit: persons who agreed to be looked for, of cases whose health record the user may open."""
    row = _find(request, code, place)
    user, today, now = user_of(request), timezone.localdate(), timezone.now()
    mine = cases_visible_to(user, on=today).filter(
        pk__in=cases_with_open_health(user, on=today).values("pk"),
        service=row.employer.organisation_id,
        state=CaseState.OPEN,
    )
    cases = {case.person_id: case for case in mine.select_related("person", "service").order_by("pk")}
    found = search_persons(
        workplace=row,
        persons=[case.person for case in cases.values()],
        instruments=instruments_of(row.employer.organisation),
        weights=weights_of(row.employer.organisation)[0],
        top=TOP,
    )
    for person, _cost in found:
        _note_reading(cases[person.pk], by=user, at=now)
    hits = [{"case": cases[person.pk], "cost": cost} for person, cost in found]
    context = {"nav": "employers", "workplace": row, "hits": hits, "asked": len(cases)}
    return render(request, "employers/persons.html", context)


def _note_reading(case: Case, *, by: Any, at: Any) -> None:
    trail.record_read(
        "cases.read", by=by, at=at, subject=case, scope=case, organisation=case.service,
        details={"page": "employers:persons"},
    )  # fmt: skip
