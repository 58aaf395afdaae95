"""What an entry of the handbook says in one place: the shipped base, its Land or canton, those above, the place itself.

One way for chapters, working aids, abbreviations, provisions, measures and the names of offices. All that holds for a
place is read with few queries; nothing is stored, because no run is decided by it (docs/decisions/0029).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from roterfaden.accounts.models import Organisation
from roterfaden.quality.book import ShippedBox, holds_in
from roterfaden.quality.choices import BoxMode, EntryKind
from roterfaden.quality.entries import LABEL, Entry, EntryBox, entries, entry
from roterfaden.quality.merging import Laid, Said, in_force, lay
from roterfaden.quality.models import Box
from roterfaden.quality.queries import boxes_visible_in, lineage, speaks_for_land
from roterfaden.quality.shelf import book

Where = tuple[str, str, str]


@dataclass(frozen=True)
class Layer:
    """What one layer says in a box. Neither `box` nor `shipped`: it is the base."""

    lines: Sequence[str]
    replaced: bool
    kept: frozenset[str]
    # what has changed below since it was written, in sentences
    broken: Sequence[str]
    box: Box | None = None
    shipped: ShippedBox | None = None

    @property
    def outdated(self) -> bool:
        return bool(self.broken)


@dataclass(frozen=True)
class MergedBox:
    """One box of an entry in one place, with its layers from the base up."""

    kind: str
    title: str
    layers: Sequence[Layer]

    @property
    def in_force(self) -> list[Layer]:
        return [layer for layer in self.layers if not layer.replaced]

    @property
    def replaced(self) -> list[Layer]:
        return [layer for layer in self.layers if layer.replaced]

    @property
    def lines(self) -> list[str]:
        return [line for layer in self.in_force for line in layer.lines]


class Layering:
    """All layers that hold for `place`; two queries and one for each organisation above, whatever is asked then."""

    def __init__(self, place: Organisation) -> None:
        self.place = place
        above = lineage(place)
        order = {organisation.pk: depth for depth, organisation in enumerate(above, start=1)}
        rows = list(boxes_visible_in(place))
        rows.sort(key=lambda row: 0 if speaks_for_land(row.organisation) else order[row.organisation_id])
        self.rows: dict[Where, list[Box]] = {}
        for row in rows:
            self.rows.setdefault((row.of, row.entry, row.kind), []).append(row)
        self.shipped: dict[Where, list[ShippedBox]] = {}
        for one in book().layers:
            if holds_in([one.region], place.region):
                self.shipped.setdefault((one.kind, one.entry, one.box), []).append(one)
        self.words = self._words()

    def boxes_of(self, found: Entry) -> list[MergedBox]:
        """The boxes of an entry as they hold here."""
        return [self._merged(found, box) for box in found.boxes]

    def box_of(self, found: Entry, key: str) -> MergedBox | None:
        box = found.box(key)
        return self._merged(found, box) if box else None

    def changed(self, kind: EntryKind) -> set[str]:
        """The keys of the entries of a kind about which some layer says something here."""
        return {where[1] for where in (*self.rows, *self.shipped) if where[0] == kind}

    def spoken(self, line: str) -> str:
        """A shipped line with the offices called as they are called here."""
        for label, word, _whose in self.words:
            line = line.replace(label, word)
        return line

    def speaker(self, line: str) -> ShippedBox | Box | None:
        """Whose word for an office changes this shipped line; None if nobody's does."""
        return next((whose for label, _word, whose in self.words if label in line), None)

    def below(self, found: Entry, box: EntryBox) -> list[str]:
        """The lines that hold under what the place itself says: what its author has before their eyes."""
        said = [
            one
            for one, source in self._said(found, box)
            if not isinstance(source, Box) or source.organisation_id != self.place.pk
        ]
        return in_force(box.lines, said)

    def orphans(self) -> list[Box]:
        """What layers say about entries or boxes that the shipped handbook does not have any more."""
        return [
            row
            for (kind, key, box), rows in self.rows.items()
            if (found := entry(EntryKind(kind), key)) is None or found.box(box) is None
            for row in rows
        ]

    def _merged(self, found: Entry, box: EntryBox) -> MergedBox:
        said = self._said(found, box)
        laid = lay(box.lines, [one for one, _source in said])
        base = [_layer(laid[0], None, ())] if box.lines else []
        over = [
            _layer(one, source, _unknown(source, found))
            for one, (_said, source) in zip(laid[1:], said, strict=True)
        ]
        return MergedBox(box.key, box.title, [*base, *over])

    def _said(self, found: Entry, box: EntryBox) -> list[tuple[Said, Box | ShippedBox]]:
        where = (str(found.kind), found.key, box.key)
        shipped: list[tuple[Said, Box | ShippedBox]] = [
            (Said(BoxMode(one.mode), one.lines), one) for one in self.shipped.get(where, ())
        ]
        return shipped + [
            (Said(BoxMode(row.mode), lines_of(row.text), row.base_lines), row)
            for row in self.rows.get(where, ())
        ]

    def _words(self) -> list[tuple[str, str, ShippedBox | Box]]:
        touched = self.changed(EntryKind.OFFICE)
        found = []
        for office in entries(EntryKind.OFFICE):
            box = self.box_of(office, LABEL) if office.key in touched else None
            if box is None or not box.lines:
                continue
            top = box.in_force[-1]
            whose = top.box or top.shipped
            if whose is not None and top.lines[-1] != office.title:
                found.append((office.title, top.lines[-1], whose))
        return found


def lines_of(text: str) -> list[str]:
    """One line for each line that says something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _layer(laid: Laid, source: Box | ShippedBox | None, further: Sequence[str]) -> Layer:
    return Layer(
        lines=laid.lines,
        replaced=laid.replaced,
        kept=laid.kept,
        broken=[*laid.broken, *further],
        box=source if isinstance(source, Box) else None,
        shipped=source if isinstance(source, ShippedBox) else None,
    )


def _unknown(source: Box | ShippedBox, found: Entry) -> list[str]:
    """Of a layer whose author's view was not kept: only that the shipped entry has another version now."""
    old = (
        isinstance(source, Box) and source.base_lines is None and source.base_version != found.edition.version
    )
    return ["Der Grundstock hat seither eine neue Fassung."] if old else []
