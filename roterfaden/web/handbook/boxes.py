"""The boxes of an entry as the pages show them: layer by layer, each line with where it comes from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.process.places import region_name
from roterfaden.quality.book import ShippedBox
from roterfaden.quality.choices import BoxMode, EntryKind
from roterfaden.quality.entries import Entry
from roterfaden.quality.layering import Layer, Layering, MergedBox
from roterfaden.quality.models import Box
from roterfaden.quality.queries import speaks_for_land
from roterfaden.quality.shelf import book
from roterfaden.web.handbook.laws import law_note
from roterfaden.web.handbook.place import PARAMETER, ReadingPlace


@dataclass(frozen=True)
class LineView:
    """One line: its text, a hint to the law, and where it comes from if that is not its layer."""

    text: str
    hint: str
    origin: str


@dataclass(frozen=True)
class LayerView:
    """One layer of a box: whose it is, since when, its lines, and what broke below it."""

    whose: str
    note: str
    lines: Sequence[LineView]
    replaced: bool
    broken: Sequence[str]
    is_base: bool


@dataclass(frozen=True)
class BoxView:
    kind: str
    title: str
    layers: Sequence[LayerView]
    replaced: Sequence[LayerView]
    edit_url: str

    @property
    def is_plain(self) -> bool:
        """Only the shipped base."""
        return not self.replaced and all(layer.is_base for layer in self.layers)


def box_views(
    found: Entry, layering: Layering, reading: ReadingPlace, *, may_write: bool, only: Collection[str] = ()
) -> list[BoxView]:
    """The boxes of an entry as they hold in the place; of `only` these, if any are named."""
    return [
        _box(found, box, layering, reading, may_write=may_write)
        for box in layering.boxes_of(found)
        if not only or box.kind in only
    ]


def entry_url(kind: str, key: str, reading: ReadingPlace) -> str:
    """Where an entry is read, as it is read in this place."""
    page, mark, anchor = entry_address(kind, key).partition("#")
    return f"{page}?{PARAMETER}={reading.place.code}{mark}{anchor}"


def entry_address(kind: str, key: str) -> str:
    """Where an entry is read."""
    match kind:
        case EntryKind.CHAPTER | EntryKind.AID | EntryKind.MEASURE:
            return reverse(f"handbook:{kind}", args=[key])
        case EntryKind.LAW:
            return f"{reverse('handbook:law')}#{key}"
        case EntryKind.OFFICE:
            return f"{reverse('handbook:abbreviations')}#amt-{key}"
        case _:
            return f"{reverse('handbook:abbreviations')}#{key}"


def edit_url(found: Entry, box: str, reading: ReadingPlace) -> str:
    where = [found.key, box] if found.kind == EntryKind.CHAPTER else [str(found.kind), found.key, box]
    name = "edit_box" if found.kind == EntryKind.CHAPTER else "edit_entry"
    return f"{reverse(f'handbook:{name}', args=where)}?{PARAMETER}={reading.place.code}"


def whose(source: Box | ShippedBox) -> str:
    """Land, canton or service, by name."""
    if isinstance(source, ShippedBox):
        return f"{source.region}: {region_name(source.region)}"
    return layer_name(source.organisation)


def layer_name(organisation: Organisation) -> str:
    """Land, canton or service, by name."""
    return f"{organisation.region}: {organisation}" if speaks_for_land(organisation) else str(organisation)


def _box(
    found: Entry, box: MergedBox, layering: Layering, reading: ReadingPlace, *, may_write: bool
) -> BoxView:
    return BoxView(
        kind=box.kind,
        title=box.title,
        layers=[_layer(found, layer, layering) for layer in box.in_force],
        replaced=[_layer(found, layer, layering) for layer in box.replaced],
        edit_url=edit_url(found, box.kind, reading) if may_write else "",
    )


def _layer(found: Entry, layer: Layer, layering: Layering) -> LayerView:
    old = found.kind == EntryKind.MEASURE and book().law.quotes_old(found.edition.source)
    source = layer.box or layer.shipped
    if source is None:
        name, note = _("Grundstock"), _("Fassung %(version)s") % {"version": found.edition.version}
        lines = [_base_line(line, layering, found.kind, old=old) for line in layer.lines]
    else:
        name, note = whose(source), _note(source)
        kept = _("wie im Grundstock")
        lines = [
            LineView(line, law_note(line, old=False), kept if line in layer.kept else "")
            for line in layer.lines
        ]
    return LayerView(name, note, lines, layer.replaced, layer.broken, is_base=source is None)


def _base_line(line: str, layering: Layering, kind: EntryKind, *, old: bool) -> LineView:
    """A shipped line with the offices called as they are called here, and who calls them so."""
    speaker = layering.speaker(line) if kind != EntryKind.OFFICE else None
    origin = _("Bezeichnung: %(whose)s") % {"whose": whose(speaker)} if speaker else ""
    said = layering.spoken(line) if speaker else line
    return LineView(said, law_note(line, old=old), origin)


def _note(source: Box | ShippedBox) -> str:
    if isinstance(source, ShippedBox):
        words = {"mode": BoxMode(source.mode).label, "version": source.edition.version}
        return _("%(mode)s, Fassung %(version)s") % words
    day = date_format(source.changed_at, "d.m.Y")
    return _("%(mode)s, %(day)s, %(who)s") % {
        "mode": source.get_mode_display(),
        "day": day,
        "who": source.changed_by,
    }
