"""Drafts for those who keep chains: write, put before a colleague, release for a day, retire."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.process import editions
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.models import ChainVersion, Edition
from roterfaden.process.starting_texts import starting_text
from roterfaden.web import errors
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.versions.draft_page import draft_page
from roterfaden.web.versions.finding import kept_edition, kept_organisations
from roterfaden.web.versions.forms import NewDraftForm, ReleaseForm, RetireForm, RevisionForm, TextForm
from roterfaden.web.versions.page import crumbs


@writing_view("GET", "POST")
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a draft: an adaptation, or an own version of the whole chain."""
    kept = kept_organisations(request)
    if not ChainVersion.objects.filter(key=key).exists():
        raise Http404
    form = NewDraftForm(request.POST or None, organisations=kept)
    if form.is_valid():
        kind, organisation = form.said()
        version = version_in_force(key, on=timezone.localdate(), service=organisation)
        if version is None:
            raise Http404
        text = starting_text(chain=chain_of(version), kind=kind, organisation=organisation)
        made = editions.draft(
            key=key, kind=kind, organisation=organisation, text=text, by=user_of(request), at=timezone.now()
        )
        return redirect("editor:index" if kind == EditionKind.CHAIN else "versions:edit", edition=made.uuid)
    words = {"title": _("Neuer Entwurf zur Kette %(key)s") % {"key": key}, "label": _("Entwurf anlegen")}
    return _form(request, form, key=key, **words)


@writing_view("GET", "POST")
def edit(request: HttpRequest, edition: UUID) -> HttpResponse:
    """The text of a draft with what is wrong with it, line by line, and what it would change."""
    found = kept_edition(request, edition)
    if request.method == "GET":
        return _draft(request, found)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _draft(request, found, form=form, status=422)
    said = form.cleaned_data
    try:
        editions.edit(
            edition=found,
            text=said["text"],
            revision=said["revision"],
            by=user_of(request),
            at=timezone.now(),
        )
    except Conflict as conflict:
        return _conflict(request, form, conflict)
    except editions.EditionRefused as refusal:
        form.add_error(None, str(refusal))
        return _draft(request, found, form=form, status=422)
    messages.success(request, _("Der Entwurf ist gespeichert."))
    return redirect("versions:edit", edition=found.uuid)


@writing_view("POST")
def check(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Put the draft before a colleague, if it is without fault."""
    found = kept_edition(request, edition)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return _draft(request, found, status=422)
    try:
        verdict = editions.check(
            edition=found, revision=form.cleaned_data["revision"], by=user_of(request), at=timezone.now()
        )
    except (Conflict, editions.EditionRefused) as refusal:
        return errors.conflict(request, str(refusal))
    if verdict.faults:
        return _draft(request, found, status=422)
    messages.success(request, _("Der Entwurf ist geprüft. Freigeben muss ihn jetzt eine zweite Person."))
    return redirect("versions:edit", edition=found.uuid)


@writing_view("POST")
def take_back(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Make a draft again of what waits for its release."""
    found = kept_edition(request, edition)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return _draft(request, found, status=422)
    try:
        editions.take_back(edition=found, **form.cleaned_data, by=user_of(request), at=timezone.now())
    except (Conflict, editions.EditionRefused) as refusal:
        return errors.conflict(request, str(refusal))
    messages.success(request, _("Der Entwurf ist wieder in Bearbeitung."))
    return redirect(
        "editor:index" if found.kind == EditionKind.CHAIN else "versions:edit", edition=found.uuid
    )


@writing_view("GET", "POST")
def release(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Release a checked draft from a day on: today, 30 June, 31 December, another."""
    found = kept_edition(request, edition)
    form = ReleaseForm(request.POST or None, today=timezone.localdate(), initial={"revision": found.revision})
    if form.is_valid():
        day, revision = form.valid_from(), form.cleaned_data["revision"]
        try:
            editions.release(
                edition=found, valid_from=day, revision=revision, by=user_of(request), at=timezone.now()
            )
        except Conflict as conflict:
            return errors.conflict(request, str(conflict))
        except editions.EditionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Freigegeben ab %(day)s.") % {"day": date_format(day, "d.m.Y")})
            return redirect("versions:index", key=found.key)
    words = {
        "title": _("Freigeben: %(title)s") % {"title": found.title or found.version},
        "label": _("Freigeben"),
        "text": _("Neue Fälle beginnen ab diesem Tag auf der neuen Fassung. Laufende bleiben auf ihrer."),
    }
    return _form(request, form, key=found.key, edition=found, **words)


@writing_view("GET", "POST")
def retire(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Say on which day a released edition holds for the last time."""
    found = kept_edition(request, edition)
    initial = {"revision": found.revision, "last_day": timezone.localdate()}
    form = RetireForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        try:
            editions.retire(edition=found, **said, by=user_of(request), at=timezone.now())
        except Conflict as conflict:
            return errors.conflict(request, str(conflict))
        except editions.EditionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Das Ende der Fassung ist eingetragen."))
            return redirect("versions:index", key=found.key)
    words = {
        "title": _("Zurückziehen: %(title)s") % {"title": found.title or found.version},
        "label": _("Zurückziehen"),
        "text": _(
            "Danach gilt wieder, was darunter liegt. Fälle, die auf dieser Fassung laufen, behalten sie."
        ),
    }
    return _form(request, form, key=found.key, edition=found, **words)


@writing_view("GET", "POST")
def discard(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Throw a draft away."""
    found = kept_edition(request, edition)
    form = RevisionForm(request.POST or None, initial={"revision": found.revision})
    if form.is_valid():
        try:
            editions.discard(edition=found, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except (Conflict, editions.EditionRefused) as refusal:
            return errors.conflict(request, str(refusal))
        messages.success(request, _("Der Entwurf ist verworfen."))
        return redirect("versions:index", key=found.key)
    words = {
        "title": _("Entwurf verwerfen: %(title)s") % {"title": found.title or found.version},
        "label": _("Verwerfen"),
        "text": _("Der Text ist danach weg. Im Protokoll steht, wer ihn verworfen hat."),
    }
    return _form(request, form, key=found.key, edition=found, **words)


def _draft(
    request: HttpRequest, found: Edition, *, form: TextForm | None = None, status: int = 200
) -> HttpResponse:
    context = draft_page(found, user_of(request), form=form, today=timezone.localdate())
    return render(request, "versions/draft.html", context, status=status)


def _form(request: HttpRequest, form: Any, *, key: str, title: str, **words: Any) -> HttpResponse:
    found: Edition | None = words.get("edition")
    back = reverse("versions:index", args=[key])
    if found is not None and found.state in (EditionState.DRAFT, EditionState.CHECKED):
        back = reverse("versions:edit", args=[found.uuid])
    context = {"nav": "chains", "key": key, "form": form, "title": title, "crumbs": crumbs(key, title)}
    context |= {"back_url": back} | words
    return render(request, "versions/form.html", context, status=422 if form.is_bound else 200)


def _conflict(request: HttpRequest, form: TextForm, conflict: Conflict) -> HttpResponse:
    """Both texts, beside each other; sending again saves one's own."""
    current = conflict.current
    if not isinstance(current, Edition):
        return errors.conflict(request, _("Der Entwurf wurde inzwischen verworfen."))
    url = reverse("versions:edit", args=[current.uuid])
    both = conflict_of(
        form,
        current=current,
        stored={"text": current.text},
        scopes=(),
        at=current.edited_at,
        url=url,
        keep_url=url,
    )
    context = {
        "nav": "chains",
        "key": current.key,
        "conflict": both,
        "crumbs": crumbs(current.key, current.title),
    }
    return render(request, "versions/conflict.html", context, status=409)
