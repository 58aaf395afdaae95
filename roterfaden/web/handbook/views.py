"""The handbook: contents and search, chapters, measures, abbreviations, the law then and now, and what is laid over."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.quality import boxes
from roterfaden.quality.book import Chapter
from roterfaden.quality.choices import BoxMode, EntryKind
from roterfaden.quality.entries import Entry, entry
from roterfaden.quality.layering import Layering
from roterfaden.quality.models import Box
from roterfaden.quality.shelf import book
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.handbook.answers import box_conflict
from roterfaden.web.handbook.boxes import entry_url
from roterfaden.web.handbook.entries import (
    abbreviations_page,
    law_page,
    layers_page,
    measure_page,
    measures_page,
)
from roterfaden.web.handbook.forms import BoxForm
from roterfaden.web.handbook.page import chapter_page, index_page, whole_page
from roterfaden.web.handbook.place import ReadingPlace, reading_place

MOST_LETTERS = 100


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The table of contents; `q` finds words in chapters, additions, working aids, abbreviations."""
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:MOST_LETTERS]
    return render(request, "handbook/index.html", index_page(reading_place(request), query))


@reading_view
def whole(request: HttpRequest) -> HttpResponse:
    """The whole handbook on one page, to print."""
    return render(request, "handbook/whole.html", whole_page(reading_place(request)))


@reading_view
def chapter(request: HttpRequest, chapter: str) -> HttpResponse:
    """One chapter with what Land and service add to it."""
    return render(request, "handbook/chapter.html", chapter_page(_chapter(chapter), reading_place(request)))


@writing_view("GET", "POST")
def edit_box(request: HttpRequest, chapter: str, box: str) -> HttpResponse:
    """Add to a box of a chapter, or put one's own in its place, in the name of the organisation in the address."""
    return _edit(request, _entry(EntryKind.CHAPTER, chapter), box)


@writing_view("GET", "POST")
def edit_entry(request: HttpRequest, of: str, about: str, box: str) -> HttpResponse:
    """The same for working aids, abbreviations, provisions, measures and names of offices."""
    return _edit(request, _entry(of, about), box)


@reading_view
def abbreviations(request: HttpRequest) -> HttpResponse:
    """What the abbreviations of the field mean, what is called otherwise today, and how offices are called here."""
    return render(request, "handbook/abbreviations.html", abbreviations_page(reading_place(request)))


@reading_view
def law(request: HttpRequest) -> HttpResponse:
    """The paragraphs of the old act and of today's; `q` narrows to one, old or new."""
    query = request.GET.get("q", "").replace("\0", " ").strip()[:MOST_LETTERS]
    return render(request, "handbook/law.html", law_page(reading_place(request), query))


@reading_view
def measures(request: HttpRequest) -> HttpResponse:
    """The catalogue of measures, fields of activity and supporting services."""
    return render(request, "handbook/measures.html", measures_page(reading_place(request)))


@reading_view
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """One of them, with what Land and service say to it."""
    found = book().measure(measure)
    if found is None:
        raise Http404
    return render(request, "handbook/measure.html", measure_page(found, reading_place(request)))


@reading_view
def layers(request: HttpRequest) -> HttpResponse:
    """Everything that Land and service say over the shipped handbook, and what of it no longer fits."""
    return render(request, "handbook/layers.html", layers_page(reading_place(request)))


def _edit(request: HttpRequest, found: Entry, box: str) -> HttpResponse:
    reading, shipped = reading_place(request), found.box(box)
    if shipped is None:
        raise Http404
    if not reading.may_write:
        raise PermissionDenied
    known = boxes.box_of(reading.place, found, box)
    below = Layering(reading.place).below(found, shipped)
    form = BoxForm(request.POST if request.method == "POST" else None, initial=_first(request, known, below))
    if form.is_valid() and (answer := _save(request, form, found, box, reading)) is not None:
        return answer
    context = {"nav": "handbook", "entry": found, "box": shipped, "reading": reading, "form": form}
    context |= {"base": below, "versions": known.versions.select_related("by") if known else []}
    context |= {"back_url": entry_url(found.kind, found.key, reading), "begins": known is None}
    return render(request, "handbook/edit_box.html", context, status=422 if form.is_bound else 200)


def _first(request: HttpRequest, known: Box | None, below: list[str]) -> dict[str, Any]:
    """What stands in the form at first; `?art=ersetzen` begins with the wording that holds now."""
    if known is not None:
        return {"mode": known.mode, "text": known.text, "revision": known.revision}
    if request.GET.get("art") == "ersetzen":
        return {"mode": BoxMode.REPLACES, "text": "\n".join(below), "revision": 0}
    return {"mode": BoxMode.ADDS, "revision": 0}


def _save(
    request: HttpRequest, form: BoxForm, found: Entry, box: str, reading: ReadingPlace
) -> HttpResponse | None:
    """Write what was typed; None when it was refused and the form says why."""
    said = form.cleaned_data | {"mode": BoxMode(form.cleaned_data["mode"])}
    about: dict[str, Any] = {"organisation": reading.place, "entry": found, "box": box}
    try:
        boxes.write_box(**about, **said, by=user_of(request), at=timezone.now())
    except boxes.BoxRefused as refusal:
        form.add_error("text", str(refusal))
        return None
    except Conflict as conflict:
        return box_conflict(request, form, conflict, keep_url=entry_url(found.kind, found.key, reading))
    messages.success(request, _("Die Ergänzung ist gespeichert."))
    return HttpResponseRedirect(entry_url(found.kind, found.key, reading), status=303)


def _chapter(key: str) -> Chapter:
    found = book().chapter(key)
    if found is None:
        raise Http404
    return found


def _entry(kind: str, key: str) -> Entry:
    found = entry(EntryKind(kind), key) if kind in EntryKind.values else None
    if found is None:
        raise Http404
    return found
