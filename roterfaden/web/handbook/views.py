"""The handbook: contents and search, a chapter, its boxes, abbreviations, the law then and now."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.quality import boxes
from roterfaden.quality.book import Chapter, holds_in
from roterfaden.quality.choices import BoxKind, BoxMode
from roterfaden.quality.law import rows_for
from roterfaden.quality.shelf import book
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.handbook.answers import box_conflict, to_chapter
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
    found, kind, reading = _chapter(chapter), _box(box), reading_place(request)
    if not reading.may_write:
        raise PermissionDenied
    known = boxes.box_of(reading.place, found.key, kind)
    shown = {"mode": known.mode, "text": known.text, "revision": known.revision} if known else {"revision": 0}
    form = BoxForm(request.POST if request.method == "POST" else None, initial={"mode": BoxMode.ADDS} | shown)
    if form.is_valid() and (answer := _save(request, form, found, kind, reading)) is not None:
        return answer
    context = {"nav": "handbook", "chapter": found, "kind": kind, "reading": reading, "form": form}
    context |= {"base": found.boxes[kind], "versions": known.versions.select_related("by") if known else []}
    return render(request, "handbook/edit_box.html", context, status=422 if form.is_bound else 200)


@reading_view
def abbreviations(request: HttpRequest) -> HttpResponse:
    """What the abbreviations of the field mean, and what is called otherwise today."""
    reading = reading_place(request)
    terms = [term for term in book().terms if holds_in(term.regions, reading.place.region)]
    terms.sort(key=lambda term: term.short.casefold())
    return render(request, "handbook/abbreviations.html", {"nav": "handbook", "terms": terms})


@reading_view
def law(request: HttpRequest) -> HttpResponse:
    """The paragraphs of the old act and of today's; `q` narrows to one, old or new."""
    query = request.GET.get("q", "").replace("\0", " ").strip()[:MOST_LETTERS]
    concordance = book().law
    rows = rows_for(query, concordance) if query else concordance.rows
    context = {"nav": "handbook", "law": concordance, "rows": rows, "query": query}
    return render(request, "handbook/law.html", context)


def _save(
    request: HttpRequest, form: BoxForm, chapter: Chapter, kind: BoxKind, reading: ReadingPlace
) -> HttpResponse | None:
    """Write what was typed; None when it was refused and the form says why."""
    said = form.cleaned_data | {"mode": BoxMode(form.cleaned_data["mode"])}
    about: dict[str, Any] = {"organisation": reading.place, "chapter": chapter, "kind": kind}
    try:
        boxes.write_box(**about, **said, by=user_of(request), at=timezone.now())
    except boxes.BoxRefused as refusal:
        form.add_error("text", str(refusal))
        return None
    except Conflict as conflict:
        return box_conflict(request, form, conflict, chapter)
    messages.success(request, _("Die Ergänzung ist gespeichert."))
    return to_chapter(chapter, reading)


def _chapter(key: str) -> Chapter:
    found = book().chapter(key)
    if found is None:
        raise Http404
    return found


def _box(kind: str) -> BoxKind:
    if kind not in BoxKind.values:
        raise Http404
    return BoxKind(kind)
