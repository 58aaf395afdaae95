"""What the pages of the handbook show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.process.models import ChainVersion
from roterfaden.quality.book import Aid, Chapter, Part, holds_in
from roterfaden.quality.choices import AidForm
from roterfaden.quality.queries import Layer, MergedBox, boxes_for, chapters_in, own_aids_in, speaks_for_land
from roterfaden.quality.search import Hit, find
from roterfaden.quality.shelf import book
from roterfaden.web.components import Basis, Link
from roterfaden.web.handbook.laws import law_note
from roterfaden.web.handbook.place import ReadingPlace


@dataclass(frozen=True)
class LayerView:
    """One layer of a box as the page shows it: whose it is, since when, its lines with hints to the law."""

    whose: str
    note: str
    lines: Sequence[tuple[str, str]]
    replaced: bool
    outdated: bool


@dataclass(frozen=True)
class BoxView:
    kind: str
    title: str
    layers: Sequence[LayerView]
    replaced: Sequence[LayerView]
    edit_url: str


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
    parts: list[tuple[Part, list[tuple[Chapter, list[BoxView]]]]] = [
        (part, [(chapter, _boxes(chapter, reading, may_write=False)) for chapter in part.chapters])
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
            Link(title=f"{chapter.number} {chapter.title}"),
        ],
        "boxes": _boxes(chapter, reading, may_write=reading.may_write),
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
    newest = {key: (title, core) for key, title, core in rows}
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
        Basis(text=aid.title, note=str(AidForm(aid.form).label), url=reverse("handbook:aid", args=[aid.key]))
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


def layer_name(organisation: Organisation) -> str:
    """Land, canton or service, by name."""
    return f"{organisation.region}: {organisation}" if speaks_for_land(organisation) else str(organisation)


def _boxes(chapter: Chapter, reading: ReadingPlace, *, may_write: bool) -> list[BoxView]:
    return [_box(chapter, box, reading, may_write=may_write) for box in boxes_for(chapter, reading.place)]


def _box(chapter: Chapter, box: MergedBox, reading: ReadingPlace, *, may_write: bool) -> BoxView:
    url = f"{reverse('handbook:edit_box', args=[chapter.key, box.kind])}?stelle={reading.place.code}"
    return BoxView(
        kind=box.kind,
        title=str(box.kind.label),
        layers=[_layer(chapter, layer) for layer in box.in_force],
        replaced=[_layer(chapter, layer) for layer in box.replaced],
        edit_url=url if may_write else "",
    )


def _layer(chapter: Chapter, layer: Layer) -> LayerView:
    if layer.box is None:
        whose = _("Grundstock")
        note = _("Fassung %(version)s") % {"version": chapter.edition.version}
    else:
        whose = layer_name(layer.box.organisation)
        words = {
            "mode": layer.box.get_mode_display(),
            "day": date_format(layer.box.changed_at, "d.m.Y"),
            "who": layer.box.changed_by,
        }
        note = _("%(mode)s, %(day)s, %(who)s") % words
    return LayerView(
        whose=whose,
        note=note,
        lines=[(line, law_note(line, old=False)) for line in layer.lines],
        replaced=layer.replaced,
        outdated=layer.outdated,
    )


def _result(hit: Hit) -> Result:
    match hit.kind:
        case "chapter":
            return Result(hit.title, reverse("handbook:chapter", args=[hit.key]), _("Kapitel"), hit.excerpt)
        case "aid":
            return Result(hit.title, reverse("handbook:aid", args=[hit.key]), _("Arbeitshilfe"), hit.excerpt)
        case "own_aid":
            url = reverse("handbook:own_aid", args=[hit.key])
            return Result(hit.title, url, _("eigene Arbeitshilfe"), hit.excerpt)
        case _:
            return Result(hit.title, reverse("handbook:abbreviations"), _("Abkürzung"), hit.excerpt)
