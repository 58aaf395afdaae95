"""Working aids: the shipped ones, and those that a service or a Land offers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.documents.checks import UploadRefused
from roterfaden.documents.files import read_file
from roterfaden.languages import shipped as languages
from roterfaden.process.catalogue import versions_in_force
from roterfaden.quality import aids as domain
from roterfaden.quality.choices import EntryKind
from roterfaden.quality.entries import entry
from roterfaden.quality.layering import Layering
from roterfaden.quality.models import OwnAid
from roterfaden.quality.queries import chapters_in, own_aids_in
from roterfaden.quality.rules import may_change_aid
from roterfaden.quality.shelf import book
from roterfaden.web.components import Link
from roterfaden.web.downloads import attachment
from roterfaden.web.errors import conflict as conflict_page
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.handbook.answers import aid_conflict
from roterfaden.web.handbook.boxes import box_views
from roterfaden.web.handbook.forms import AidEditForm
from roterfaden.web.handbook.lists import aids_page
from roterfaden.web.handbook.place import ReadingPlace, reading_place

REFUSALS = (domain.AidRefused, UploadRefused)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All working aids of the place; narrowed by region, kind and chain."""
    return render(request, "handbook/aids.html", aids_page(request, reading_place(request)))


@reading_view
def shipped(request: HttpRequest, aid: str) -> HttpResponse:
    """One shipped working aid, to read, print and fill in."""
    found = book().aid(aid)
    if found is None:
        raise Http404
    reading = reading_place(request)
    one = entry(EntryKind.AID, found.key)
    views = box_views(one, Layering(reading.place), reading, may_write=reading.may_write) if one else []
    boxes = {view.kind: view for view in views}
    context = {"aid": found, "crumbs": _crumbs(languages.shipped(found.title)), "nav": "handbook"}
    context["sections"] = [
        (section, [boxes[key] for part in ("text", "items", "fields") if (key := f"{n}-{part}") in boxes])
        for n, section in enumerate(found.sections, start=1)
    ]
    chapters = [chapter for key in found.chapters if (chapter := book().chapter(key)) is not None]
    steps = [(key, step, f"{reverse('chains:detail', args=[key])}#{step}") for key, step in found.steps]
    return render(request, "handbook/aid.html", context | {"chapters": chapters, "steps": steps})


@reading_view
def own(request: HttpRequest, aid: UUID) -> HttpResponse:
    """One working aid of a service or a Land."""
    found = _own(reading_place(request), aid)
    may_change = may_change_aid(user_of(request), found, on=timezone.localdate())
    context = {"aid": found, "crumbs": _crumbs(found.title), "nav": "handbook", "may_change": may_change}
    return render(request, "handbook/own_aid.html", context)


@reading_view
def file(request: HttpRequest, aid: UUID) -> HttpResponse:
    """The file of a working aid, always as a download."""
    found = _own(reading_place(request), aid)
    if found.file is None:
        raise Http404
    return attachment(read_file(found.file), name=found.file.name)


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """Offer a working aid in the name of an organisation for which one may write."""
    reading = reading_place(request)
    if not reading.writes:
        raise PermissionDenied
    initial = {
        "revision": 0,
        "place": request.GET.get("schritt", ""),
        "chapter": request.GET.get("kapitel", ""),
    }
    form = _form(request, reading, initial | {"organisation": reading.writes[0].code})
    if form.is_valid():
        writer = next(one for one in reading.writes if one.code == form.cleaned_data["organisation"])
        said: dict[str, Any] = {"organisation": writer, "facts": form.said(), "upload": form.upload()}
        try:
            added = domain.add_aid(**said, by=user_of(request), at=timezone.now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Arbeitshilfe steht bereit."))
            return redirect("handbook:own_aid", added.uuid)
    return _page(request, form, _("Arbeitshilfe anlegen"), reverse("handbook:aids"))


@writing_view("GET", "POST")
def change(request: HttpRequest, aid: UUID) -> HttpResponse:
    """Change a working aid of one's own organisation."""
    reading = reading_place(request)
    found = _changeable(request, reading, aid)
    place = f"{found.chain}:{found.step}" if found.chain else ""
    shown = {name: getattr(found, name) for name in ("title", "form", "text", "chapter", "revision")}
    form = _form(request, reading, shown | {"place": place, "organisation": found.organisation.code})
    if form.is_valid() and (answer := _save(request, found, form)) is not None:
        return answer
    return _page(request, form, found.title, reverse("handbook:own_aid", args=[found.uuid]))


@writing_view("POST")
def withdraw(request: HttpRequest, aid: UUID) -> HttpResponse:
    """Offer a working aid no longer."""
    found = _changeable(request, reading_place(request), aid)
    try:
        domain.withdraw_aid(aid=found, revision=found.revision, by=user_of(request), at=timezone.now())
    except Conflict as conflict:
        return conflict_page(request, str(conflict))
    messages.success(request, _("Die Arbeitshilfe ist zurückgezogen."))
    return redirect("handbook:aids")


def _save(request: HttpRequest, aid: OwnAid, form: AidEditForm) -> HttpResponse | None:
    """Write what was typed; None when it was refused and the form says why."""
    said: dict[str, Any] = {"facts": form.said(), "upload": form.upload()}
    try:
        revision = form.cleaned_data["revision"]
        domain.change_aid(aid=aid, **said, revision=revision, by=user_of(request), at=timezone.now())
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return None
    except Conflict as conflict:
        return aid_conflict(request, form, conflict)
    messages.success(request, _("Die Arbeitshilfe ist geändert."))
    return redirect("handbook:own_aid", aid.uuid)


def _own(reading: ReadingPlace, aid: UUID) -> OwnAid:
    """The aid if it holds in one of the reader's places; else a missing page."""
    for place in reading.all:
        found = own_aids_in(place).filter(uuid=aid).first()
        if found is not None:
            return found
    raise Http404


def _changeable(request: HttpRequest, reading: ReadingPlace, aid: UUID) -> OwnAid:
    found = get_object_or_404(OwnAid.objects.select_related("organisation"), pk=_own(reading, aid).pk)
    if not may_change_aid(user_of(request), found, on=timezone.localdate()):
        raise PermissionDenied
    return found


def _form(request: HttpRequest, reading: ReadingPlace, initial: dict[str, Any]) -> AidEditForm:
    posted = request.method == "POST"
    return AidEditForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        organisations=reading.writes,
        versions=versions_in_force(on=timezone.localdate()).order_by("key"),
        chapters=chapters_in(reading.place.region),
        initial=initial,
    )


def _page(request: HttpRequest, form: AidEditForm, title: str, back_url: str) -> HttpResponse:
    context = {"nav": "handbook", "form": form, "title": title, "back_url": back_url}
    return render(request, "handbook/aid_form.html", context, status=422 if form.is_bound else 200)


def _crumbs(title: str) -> list[Link]:
    return [
        Link(title=_("Handbuch"), url=reverse("handbook:index")),
        Link(title=_("Arbeitshilfen"), url=reverse("handbook:aids")),
        Link(title=title),
    ]
