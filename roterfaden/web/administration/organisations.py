"""Organisations: the tree, one of them with its people and teams, and what is added to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts import languages, login_rules, members
from roterfaden.accounts import organisations as domain
from roterfaden.accounts.models import Membership, Organisation
from roterfaden.accounts.tree import branches_at, places_in_tree
from roterfaden.common.revisions import Conflict
from roterfaden.fieldwork.queries import rule_of
from roterfaden.process.layering import provide_region
from roterfaden.web import errors
from roterfaden.web.administration.access import administrator_of
from roterfaden.web.administration.forms import (
    EndForm,
    LabelsForm,
    LanguageForm,
    MemberForm,
    OrganisationForm,
    TeamForm,
)
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, writing_view
from roterfaden.web.paging import page_of

HERE = "administration:organisation"


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The tree of all organisations."""
    administrator_of(request)
    page = page_of(request, places_in_tree())
    branches = branches_at(page, on=timezone.localdate())
    context = {"nav": "administration", "page": page, "branches": branches}
    return render(request, "administration/index.html", context)


@writing_view("GET", "POST")
def add_organisation(request: HttpRequest) -> HttpResponse:
    user = administrator_of(request)
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added = domain.add_organisation(**form.said(), by=user, at=timezone.now())
            provide_region(added.region, at=timezone.now())
        except domain.OrganisationRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("%(name)s ist angelegt.") % {"name": added})
            return redirect(HERE, code=added.code)
    words = {
        "title": _("Stelle anlegen"),
        "submit": _("Stelle anlegen"),
        "back_url": reverse("administration:index"),
    }
    return _form(request, form, **words)


@reading_view
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: who works there, which teams it has, how it calls others."""
    administrator_of(request)
    place = get_object_or_404(Organisation.objects.select_related("kind", "parent"), code=code)
    return _place(request, place)


@writing_view("POST")
def add_team(request: HttpRequest, code: str) -> HttpResponse:
    user = administrator_of(request)
    place = get_object_or_404(Organisation, code=code)
    form = TeamForm(request.POST)
    if form.is_valid():
        try:
            domain.add_team(organisation=place, name=form.cleaned_data["name"], by=user, at=timezone.now())
        except domain.OrganisationRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Das Team ist angelegt."))
            return redirect(HERE, code=place.code)
    return _place(request, place, team_form=form)


@writing_view("POST")
def add_member(request: HttpRequest, code: str) -> HttpResponse:
    user = administrator_of(request)
    place = get_object_or_404(Organisation, code=code)
    form = MemberForm(request.POST, organisation=place)
    if form.is_valid():
        try:
            members.add_member(**form.said(), organisation=place, by=user, at=timezone.now())
        except members.MembershipRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Mitgliedschaft ist eingetragen."))
            return redirect(HERE, code=place.code)
    return _place(request, place, member_form=form)


@writing_view("GET", "POST")
def end_membership(request: HttpRequest, membership: UUID) -> HttpResponse:
    """Ask for the last day, then end the membership."""
    user = administrator_of(request)
    row = get_object_or_404(Membership.objects.select_related("user", "organisation"), uuid=membership)
    typed = request.POST if request.method == "POST" else None
    form = EndForm(typed, initial={"last_day": timezone.localdate()})
    if form.is_valid():
        day = form.cleaned_data["last_day"]
        try:
            members.end_membership(membership=row, last_day=day, by=user, at=timezone.now())
        except members.MembershipRefused as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, _("Das Ende ist eingetragen."))
            return redirect(HERE, code=row.organisation.code)
    words = {
        "title": _("%(who)s: Mitgliedschaft beenden") % {"who": row.user},
        "meta": f"{row.get_role_display()}, {row.organisation}",
        "submit": _("Ende eintragen"),
        "back_url": reverse(HERE, args=[row.organisation.code]),
    }
    return _form(request, form, **words)


@writing_view("POST")
def choose_labels(request: HttpRequest, code: str) -> HttpResponse:
    """How this organisation and all below it call offices that go by several names."""
    user = administrator_of(request)
    place = get_object_or_404(Organisation, code=code)
    form = LabelsForm(request.POST, organisation=place)
    if not form.is_valid():
        return _place(request, place, labels_form=form)
    revision = form.cleaned_data["revision"]
    try:
        for kind_code, label in form.changed_labels(place).items():
            kind = form.kinds[kind_code]
            domain.choose_label(
                organisation=place, kind=kind, label=label, revision=revision, by=user, at=timezone.now()
            )
            revision = place.revision
    except Conflict as conflict:
        return errors.conflict(request, str(conflict))
    messages.success(request, _("Die Bezeichnungen sind gespeichert."))
    return redirect(HERE, code=place.code)


@writing_view("POST")
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """The language of the pages for whoever works here and has chosen none; from the next login on."""
    user = administrator_of(request)
    place = get_object_or_404(Organisation, code=code)
    form = LanguageForm(request.POST, organisation=place)
    if not form.is_valid():
        return _place(request, place, language_form=form)
    try:
        languages.choose_organisation_language(
            organisation=place, **form.cleaned_data, by=user, at=timezone.now()
        )
    except Conflict as conflict:
        return errors.conflict(request, str(conflict))
    messages.success(request, _("Die Sprache ist gespeichert. Sie gilt ab der nächsten Anmeldung."))
    return redirect(HERE, code=place.code)


def _place(request: HttpRequest, place: Organisation, **typed: Any) -> HttpResponse:
    """The page of one organisation; `typed` is the form that was refused."""
    today = timezone.localdate()
    rows = place.memberships.select_related("user", "team").order_by(
        "user__last_name", "user__first_name", "valid_from"
    )
    context = {
        "nav": "administration",
        "place": place,
        "crumbs": [Link(title=_("Stellen"), url=reverse("administration:index")), Link(title=place.name)],
        "page": page_of(request, rows),
        "teams": list(place.teams.all()),
        "team_form": TeamForm(auto_id="team_%s"),
        "member_form": MemberForm(organisation=place, initial={"valid_from": today}, auto_id="member_%s"),
        "labels_form": LabelsForm(organisation=place),
        "language_form": LanguageForm(organisation=place),
        "login_rules": login_rules.rules_of(place),
        "offline_rule": rule_of(place),
    }
    return render(request, "administration/organisation.html", context | typed, status=422 if typed else 200)


def _form(request: HttpRequest, form: Any, **words: str) -> HttpResponse:
    context = {"nav": "administration", "form": form} | words
    return render(request, "administration/form.html", context, status=422 if form.is_bound else 200)
