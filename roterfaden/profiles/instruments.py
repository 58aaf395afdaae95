"""Instruments: the shipped ones from the catalogue, those of a service, and the import of licensed definitions."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import Conflict
from roterfaden.common.text import normalise
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import Fault, FileFaults, read_file, read_tree
from roterfaden.matching.places import LEVELS, Scale
from roterfaden.profiles.models import OwnInstrument

actions.register("profiles.instrument_imported", "Instrument aufgenommen")
FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "profiles"
SHIPPED = ("key-qualifications-2026-11.yaml", "physical-2026-11.yaml")
MOST_ITEMS, MOST_BYTES = 200, 400_000
COLUMNS = ("group", "id", "title", "note", "anchors")


@dataclass(frozen=True)
class Item:
    """One thing that is described, as ability and as requirement."""

    id: str
    title: str
    note: str = ""
    # what a value looks like, in the words of who holds the licence
    anchors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    id: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Instrument:
    """Items in groups, on one scale. `licence`: definitions that must not leave the service."""

    id: str
    version: str
    title: str
    source: str
    lowest: int
    highest: int
    normal: int
    levels: dict[str, str]
    groups: tuple[Group, ...]
    licence: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for group in self.groups for item in group.items)

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(range(self.lowest, self.highest + 1))

    def group_of(self, item: str) -> Group:
        return next(group for group in self.groups if any(one.id == item for one in group.items))

    def scale(self) -> Scale:
        """The items under which profiles of several instruments stand in one array: instrument and item."""
        ids = tuple(item.id for item in self.items)
        return Scale(ids, (self.lowest,) * len(ids), (self.highest,) * len(ids))


def parse_instrument(text: str, *, name: str, licence: str = "") -> Instrument:
    """The instrument of one YAML text. Raises FileFaults with every fault: place, line, what is wrong."""
    faults = Faults(name)
    fields = Fields(read_tree(text, path=name), faults)
    fields.choice("kind", ("instrument",))
    fields.choice("language", ("de",))
    fields.day("valid_from")
    lowest = fields.number("lowest", least=0, most=1)
    highest = fields.number("highest", least=lowest + 1, most=lowest + LEVELS - 2)
    normal = fields.number("normal", least=lowest, most=highest)
    levels = fields.words("levels", most=60)
    if sorted(levels) != [str(value) for value in range(lowest, highest + 1)]:
        fields.refuse("levels", f"Für jeden Wert von {lowest} bis {highest} braucht es genau ein Wort.")
    made = Instrument(
        id=fields.identifier("id"), version=fields.identifier("version"), title=fields.text("title", most=120),
        source=fields.text("source", most=400), lowest=lowest, highest=highest, normal=normal, levels=levels,
        groups=tuple(_groups(fields, values={str(v) for v in range(lowest, highest + 1)})), licence=licence,
    )  # fmt: skip
    fields.close()
    if faults.found:
        raise FileFaults(faults.found)
    return made


def _groups(fields: Fields, *, values: set[str]) -> Iterator[Group]:
    seen: set[str] = set()
    for one in fields.many("groups", least=1):
        items = []
        for row in one.many("items", least=1):
            anchors = row.words("anchors", most=600) if "anchors" in row.mapping.entries else {}
            item = Item(
                row.identifier("id"), row.text("title", most=120), row.text("note", default=""), anchors
            )
            if item.id in seen:
                row.refuse("id", "Dieses Merkmal steht hier zweimal.")
            for value in sorted(set(anchors) - values):
                row.refuse("anchors", f"Den Wert {value} gibt es auf dieser Skala nicht.")
            seen.add(item.id)
            items.append(item)
            row.close()
        yield Group(one.identifier("id"), one.text("title", most=120), tuple(items))
        one.close()
    if len(seen) > MOST_ITEMS:
        fields.refuse("groups", f"Mehr als {MOST_ITEMS} Merkmale.")


@lru_cache(maxsize=1)
def shipped_instruments() -> dict[str, Instrument]:
    """The instruments of every installation, by id."""
    made = [parse_instrument(read_file(FOLDER / name), name=name) for name in SHIPPED]
    return {one.id: one for one in made}


def instruments_of(organisation: Organisation) -> dict[str, Instrument]:
    """What a service may use: the shipped ones and its own."""
    own = OwnInstrument.objects.filter(organisation=organisation)
    return shipped_instruments() | {row.key: _from_stored(row) for row in own}


def whole_scale(instruments: Mapping[str, Instrument]) -> Scale:
    """All items of several instruments in one order, as `instrument.item`."""
    rows = [(f"{one.id}.{i.id}", one) for one in instruments.values() for i in one.items]
    return Scale(
        tuple(name for name, _ in rows),
        tuple(one.lowest for _, one in rows),
        tuple(one.highest for _, one in rows),
    )


def _from_stored(row: OwnInstrument) -> Instrument:
    content = row.content
    groups = tuple(
        Group(group["id"], group["title"], tuple(Item(**item) for item in group["items"]))
        for group in content["groups"]
    )
    return Instrument(
        id=row.key, version=row.version, title=row.title, groups=groups, licence=row.licence,
        **{name: content[name] for name in ("source", "lowest", "highest", "normal", "levels")},
    )  # fmt: skip


def import_instrument(
    *, organisation: Organisation, text: str, name: str, licence: str, by: User, at: datetime
) -> OwnInstrument:
    """Take in an instrument from a YAML or CSV text; with the words of a `licence` it is marked as licensed.

    CSV: group; id; title; note; anchors, scale 1 to 5. Refuses with FileFaults what is broken, naming place and line,
    and an id of a shipped instrument. The same id again replaces the earlier definitions, if all its items are still
    there: profiles stand on them. Effects: an audit entry with id and version, never with the definitions.
    """
    if len(text.encode()) > MOST_BYTES:
        raise _refusal(name, 1, "Die Datei ist zu groß.")
    made = (
        _from_csv(text, name=name, licence=licence)
        if name.lower().endswith(".csv")
        else parse_instrument(text, name=name, licence=licence)
    )
    return _store(organisation, made, name=name, by=by, at=at)


def build_instrument(
    *, organisation: Organisation, made: Instrument, revision: int, by: User, at: datetime
) -> OwnInstrument:
    """Keep an instrument that a service made in the form. `revision`: the one the form showed, 0 for a new one.

    Refuses with FileFaults as `import_instrument`, a licensed one (its words are not the service's), and with Conflict
    when somebody was faster.
    """
    if not made.items or len(made.items) > MOST_ITEMS:
        raise _refusal(made.id, 1, f"Es braucht 1 bis {MOST_ITEMS} Merkmale.")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        row = OwnInstrument.objects.filter(organisation=organisation, key=made.id).first()
        if row is not None and row.licence:
            raise _refusal(made.id, 1, "Lizenzierte Definitionen werden nur als Datei ersetzt.")
        if (row.revision if row else 0) != revision:
            raise Conflict(row)
        return _store(organisation, made, name=made.id, by=by, at=at)


def _store(
    organisation: Organisation, made: Instrument, *, name: str, by: User, at: datetime
) -> OwnInstrument:
    if made.id in shipped_instruments():
        raise _refusal(name, 1, f"Das Kürzel „{made.id}“ gehört einem mitgelieferten Instrument.")
    content: dict[str, Any] = {
        "source": made.source, "lowest": made.lowest, "highest": made.highest, "normal": made.normal,
        "levels": made.levels,
        "groups": [
            {"id": g.id, "title": g.title, "items": [vars(item) for item in g.items]} for g in made.groups
        ],
    }  # fmt: skip
    with transaction.atomic():
        row = OwnInstrument.objects.filter(organisation=organisation, key=made.id).first()
        if row is None:
            row = OwnInstrument(organisation=organisation, key=made.id)
        else:
            known = _from_stored(row)
            gone = {item.id for item in known.items} - {item.id for item in made.items}
            if gone or (known.lowest, known.highest) != (made.lowest, made.highest):
                raise _refusal(
                    name, 1, f"Profile stehen darauf: {', '.join(sorted(gone)) or 'die Skala'} fehlt."
                )
            row.revision += 1
        row.title, row.version, row.licence, row.content = made.title, made.version, made.licence, content
        row.save()
        trail.record(
            "profiles.instrument_imported", by=by, at=at, subject=row, organisation=organisation,
            details={"id": made.id, "version": made.version, "licensed": bool(made.licence)},
        )  # fmt: skip
    return row


def _from_csv(text: str, *, name: str, licence: str) -> Instrument:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";")
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise _refusal(name, 1, f"Die Spalten heißen: {'; '.join(COLUMNS)}.")
    groups: dict[str, list[Item]] = {}
    seen: set[str] = set()
    for row in reader:
        if None in row or None in row.values() or not row["id"].strip() or not row["title"].strip():
            raise _refusal(name, reader.line_num, "Diese Zeile hat nicht alle Felder.")
        if row["id"] in seen:
            raise _refusal(name, reader.line_num, f"Das Merkmal „{row['id'][:40]}“ steht hier zweimal.")
        seen.add(row["id"])
        anchors = dict(part.split("=", 1) for part in row["anchors"].split("|") if "=" in part)
        groups.setdefault(row["group"], []).append(Item(row["id"], row["title"], row["note"], anchors))
    if not seen or len(seen) > MOST_ITEMS:
        raise _refusal(name, 1, f"Es braucht 1 bis {MOST_ITEMS} Merkmale.")
    stem = Path(name).stem[:40]
    made = tuple(Group(f"g{n}", title, tuple(items)) for n, (title, items) in enumerate(groups.items(), 1))
    words = shipped_instruments()["key"].levels
    return Instrument(stem, "1", stem, "Eigene Datei", 1, 5, 3, words, made, licence)


def slug(title: str) -> str:
    """A short id from words: letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", normalise(title).lower()).strip("_")[:30] or "x"


def with_lines(groups: Sequence[Group], text: str) -> list[Group]:
    """`groups` with further items from lines: `# name` begins a group, others are `item: note`."""
    found = list(groups)
    taken = {item.id for group in groups for item in group.items}
    at = len(found) - 1
    for line in filter(None, (one.strip() for one in text.splitlines())):
        if line.startswith("#"):
            name = line.lstrip("# ")[:120] or "Merkmale"
            at = next((n for n, group in enumerate(found) if group.title == name), -1)
            if at < 0:
                found.append(Group(f"g{len(found) + 1}", name, ()))
                at = len(found) - 1
            continue
        if at < 0:
            found.append(Group("g1", "Merkmale", ()))
            at = 0
        title, _colon, note = line.partition(":")
        key = base = slug(title)
        number = 1
        while key in taken:
            number += 1
            key = f"{base}_{number}"
        taken.add(key)
        group = found[at]
        item = Item(key, title.strip()[:120], note.strip()[:200])
        found[at] = Group(group.id, group.title, (*group.items, item))
    return [group for group in found if group.items]


def _refusal(name: str, line: int, message: str) -> FileFaults:
    return FileFaults([Fault(name, line, "", message)])
