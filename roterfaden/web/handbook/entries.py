"""Measures, abbreviations, provisions, names of offices with their layers; all layers of a place in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.process.matrix import shipped_matrix
from roterfaden.process.models import ChainVersion
from roterfaden.quality.book import Measure, holds_in
from roterfaden.quality.choices import EntryKind, MeasureKind
from roterfaden.quality.entries import Entry, entries, entry
from roterfaden.quality.law import rows_for
from roterfaden.quality.layering import Layer, Layering
from roterfaden.quality.models import Box
from roterfaden.quality.shelf import book
from roterfaden.web.components import Link
from roterfaden.web.handbook.boxes import BoxView, box_views, edit_url, entry_url, whose
from roterfaden.web.handbook.place import ReadingPlace


@dataclass(frozen=True)
class ListedEntry:
    """One row of a list of entries: its boxes where some layer speaks here, and where one may add."""

    entry: Entry
    row: Any
    boxes: Sequence[BoxView]
    edit_url: str


@dataclass(frozen=True)
class ListedLayer:
    """What one layer says in one box, for the list of all of them."""

    title: str
    box: str
    url: str
    whose: str
    note: str
    lines: Sequence[str]
    broken: Sequence[str]
    edit_url: str


def measures_page(reading: ReadingPlace) -> dict[str, Any]:
    """All measures by kind."""
    layering = Layering(reading.place)
    groups = [
        (
            kind.label,
            [(one.key, layering.spoken(shipped(one.title))) for one in book().measures if one.kind == kind],
        )
        for kind in MeasureKind
    ]
    edition = book().measures[0].edition if book().measures else None
    return {"nav": "handbook", "reading": reading, "groups": groups, "edition": edition}


def measure_page(measure: Measure, reading: ReadingPlace) -> dict[str, Any]:
    """One measure with its boxes as they hold here, its chains, and where the matrix has it."""
    found, layering = entry(EntryKind.MEASURE, measure.key), Layering(reading.place)
    keys = list(measure.chains)
    titles = dict(
        ChainVersion.objects.filter(key__in=keys, organisation=None, region="")
        .order_by("valid_from", "pk")
        .values_list("key", "title")
    )
    matrix = shipped_matrix()
    here = {one.id for one in matrix.measures} | {one.id for one in matrix.fields}
    return {
        "nav": "handbook",
        "reading": reading,
        "measure": measure,
        "title": layering.spoken(shipped(measure.title)),
        "crumbs": [
            Link(title=_("Handbuch"), url=reverse("handbook:index")),
            Link(title=_("Maßnahmen"), url=reverse("handbook:measures")),
            Link(title=measure.key),
        ],
        "boxes": box_views(found, layering, reading, may_write=reading.may_write) if found else [],
        "chains": [
            Link(title=f"{key} {titles[key]}", url=reverse("chains:detail", args=[key]))
            for key in keys
            if key in titles
        ],
        "in_matrix": measure.key in here,
    }


def abbreviations_page(reading: ReadingPlace) -> dict[str, Any]:
    """What abbreviations mean and how offices are called, as it holds here."""
    region, layering = reading.place.region, Layering(reading.place)
    terms = {term.key: term for term in book().terms if holds_in(term.regions, region)}
    rows = [
        _listed(one, terms[one.key], layering, reading, box="meaning")
        for one in entries(EntryKind.TERM)
        if one.key in terms
    ]
    offices = [
        _listed(one, None, layering, reading, box="label", always=True) for one in entries(EntryKind.OFFICE)
    ]
    rows.sort(key=lambda one: one.entry.title.casefold())
    return {"nav": "handbook", "reading": reading, "terms": rows, "offices": offices}


def law_page(reading: ReadingPlace, query: str) -> dict[str, Any]:
    """The provisions, or those that name the paragraph that was asked for."""
    law, layering = book().law, Layering(reading.place)
    asked = rows_for(query, law) if query else law.rows
    rows = [
        _listed(found, row, layering, reading, box="note")
        for row in asked
        if (found := entry(EntryKind.LAW, row.key)) is not None
    ]
    return {"nav": "handbook", "reading": reading, "law": law, "rows": rows, "query": query}


def layers_page(reading: ReadingPlace) -> dict[str, Any]:
    """Every layer over the shipped handbook that holds here, whose it is, and what no longer fits."""
    layering = Layering(reading.place)
    rows: list[ListedLayer] = []
    for kind in EntryKind:
        for key in sorted(layering.changed(kind)):
            found = entry(kind, key)
            for box in layering.boxes_of(found) if found else ():
                rows += [
                    _told(found, box.kind, box.title, layer, reading)
                    for layer in box.layers
                    if found is not None and (layer.box or layer.shipped)
                ]
    return {
        "nav": "handbook",
        "reading": reading,
        "rows": [row for row in rows if not row.broken],
        "broken": [row for row in rows if row.broken] + [_orphan(row) for row in layering.orphans()],
    }


def _listed(
    found: Entry, row: Any, layering: Layering, reading: ReadingPlace, *, box: str, always: bool = False
) -> ListedEntry:
    speaks = always or found.key in layering.changed(found.kind)
    boxes = box_views(found, layering, reading, may_write=False) if speaks else []
    url = edit_url(found, box, reading) if reading.may_write else ""
    return ListedEntry(found, row, [one for one in boxes if always or not one.is_plain], url)


def _told(found: Entry, box: str, title: str, layer: Layer, reading: ReadingPlace) -> ListedLayer:
    source = layer.box or layer.shipped
    own = layer.box is not None and layer.box.organisation_id == reading.place.pk and reading.may_write
    day = date_format(layer.box.changed_at, "d.m.Y") if layer.box else ""
    return ListedLayer(
        title=found.title,
        box=title,
        url=entry_url(found.kind, found.key, reading),
        whose=whose(source) if source else "",
        note=day or (layer.shipped.edition.version if layer.shipped else ""),
        lines=layer.lines,
        broken=layer.broken,
        edit_url=edit_url(found, box, reading) if own else "",
    )


def _orphan(row: Box) -> ListedLayer:
    gone = _("Diesen Eintrag oder Kasten gibt es im Grundstock nicht mehr. Der Text bleibt hier lesbar.")
    day = date_format(row.changed_at, "d.m.Y")
    title = f"{EntryKind(row.of).label} {row.entry}"
    return ListedLayer(title, row.kind, "", whose(row), day, row.text.splitlines(), [gone], "")
