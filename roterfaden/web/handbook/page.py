"""What the pages of the handbook show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.languages import shipped as languages
from roterfaden.process.models import ChainVersion
from roterfaden.quality.book import Aid, Chapter, Part, holds_in
from roterfaden.quality.choices import AidForm, EntryKind
from roterfaden.quality.entries import entry
from roterfaden.quality.layering import Layering
from roterfaden.quality.queries import chapters_in, own_aids_in
from roterfaden.quality.search import Hit, find
from roterfaden.quality.shelf import book
from roterfaden.web.components import Basis, Link
from roterfaden.web.handbook.boxes import BoxView, box_views
from roterfaden.web.handbook.place import ReadingPlace


@dataclass(frozen=True)
class Result:
    """One place found by a search."""

    title: str
    url: str
    what: str
    excerpt: str


def index_page(reading: ReadingPlace, query: str) -> dict[str, Any]:
    """The table of contents, or what the search found."""
    place = reading.place
    context = {"nav": "handbook", "reading": reading, "query": query, "edition": book().parts[0].edition}
    if query:
        return context | {"results": [_result(hit) for hit in find(query, place)]}
    return context | {"parts": [part for part in book().parts if holds_in(part.regions, place.region)]}


def whole_page(reading: ReadingPlace) -> dict[str, Any]:
    """Every chapter that holds in the place, one after the other, to print."""
    layering = Layering(reading.place)
    parts: list[tuple[Part, list[tuple[Chapter, list[BoxView]]]]] = [
        (part, [(chapter, _boxes(chapter, layering, reading)) for chapter in part.chapters])
        for part in book().parts
        if holds_in(part.regions, reading.place.region)
    ]
    return {"nav": "handbook", "reading": reading, "parts": parts}


def chapter_page(chapter: Chapter, reading: ReadingPlace) -> dict[str, Any]:
    """One chapter with its boxes as they hold in the place, its aids, its processes, and its neighbours."""
    place = reading.place
    order = chapters_in(place.region)
    at = order.index(chapter) if chapter in order else -1
    aids = [aid for aid in book().aids if chapter.key in aid.chapters and holds_in(aid.regions, place.region)]
    return {
        "nav": "handbook",
        "reading": reading,
        "chapter": chapter,
        "crumbs": [
            Link(title=_("Handbuch"), url=reverse("handbook:index")),
            Link(title=f"{chapter.number} {languages.shipped(chapter.title)}"),
        ],
        "boxes": _boxes(chapter, Layering(place), reading, may_write=reading.may_write),
        "aids": aid_lines(aids, own_aids_in(place).filter(chapter=chapter.key)),
        "chains": chains_of(chapter),
        "before": order[at - 1] if at > 0 else None,
        "after": order[at + 1] if 0 <= at < len(order) - 1 else None,
    }


def chains_of(chapter: Chapter) -> list[Link]:
    """The chains, and the single steps, that lead to `chapter`; one query."""
    links = book().links
    shipped = ChainVersion.objects.filter(organisation=None, region="").order_by("key", "valid_from")
    rows = shipped.values_list("key", "title", "core_process")
    newest = {key: (languages.shipped(title), core) for key, title, core in rows}
    found = []
    for key, (title, core) in newest.items():
        wider = links.chains.get(key) or links.core_processes.get(core, ())
        if chapter.key in wider:
            found.append(Link(title=f"{key} {title}", url=reverse("chains:detail", args=[key])))
    for (key, step), chapters in links.steps.items():
        if chapter.key in chapters and key in newest:
            words = {"key": key, "step": step, "title": newest[key][0]}
            title = _("%(key)s %(title)s, Schritt %(step)s") % words
            if step.startswith("x"):
                title = f"{key} {newest[key][0]}"
            found.append(Link(title=title, url=f"{reverse('chains:detail', args=[key])}#{step}"))
    return list({link.url: link for link in found}.values())


def aid_lines(aids: Iterable[Aid], own: Iterable[Any]) -> list[Basis]:
    """Working aids as links: the shipped ones, then those of the place."""
    lines = [
        Basis(
            text=languages.shipped(aid.title),
            note=str(AidForm(aid.form).label),
            url=reverse("handbook:aid", args=[aid.key]),
        )
        for aid in aids
    ]
    return lines + [
        Basis(
            text=aid.title,
            note=f"{aid.get_form_display()}, {aid.organisation}",
            url=reverse("handbook:own_aid", args=[aid.uuid]),
        )
        for aid in own
    ]


def _boxes(
    chapter: Chapter, layering: Layering, reading: ReadingPlace, *, may_write: bool = False
) -> list[BoxView]:
    found = entry(EntryKind.CHAPTER, chapter.key)
    return box_views(found, layering, reading, may_write=may_write) if found else []


def _result(hit: Hit) -> Result:
    title = languages.shipped(hit.title)
    match hit.kind:
        case "chapter":
            return Result(title, reverse("handbook:chapter", args=[hit.key]), _("Kapitel"), hit.excerpt)
        case "aid":
            return Result(title, reverse("handbook:aid", args=[hit.key]), _("Arbeitshilfe"), hit.excerpt)
        case "measure":
            return Result(title, reverse("handbook:measure", args=[hit.key]), _("Maßnahme"), hit.excerpt)
        case "own_aid":
            url = reverse("handbook:own_aid", args=[hit.key])
            return Result(hit.title, url, _("eigene Arbeitshilfe"), hit.excerpt)
        case _:
            url = f"{reverse('handbook:abbreviations')}#{hit.key}"
            return Result(title, url, _("Abkürzung"), hit.excerpt)
