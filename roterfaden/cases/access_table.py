"""The access table of the catalogue, strictly read: which relation to a case opens which part of it, and how far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree

ACCESS_FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "access" / "access-2026-11.yml"
FILE, READS = "file", "read"
CLASS_NAMES, RELATION_NAMES = tuple(FieldClass.values), tuple(Relation.values)


class Level(IntEnum):
    """How far a part is open. Writing includes reading."""

    NOTHING = 0
    READ = 1
    WRITE = 2


LETTERS = {"n": Level.NOTHING, "r": Level.READ, "w": Level.WRITE}
Levels = Mapping[FieldClass, Level]


@dataclass(frozen=True)
class PagePart:
    """Which part a page shows; None: the whole file. `reads`: sending its form changes nothing in this part."""

    part: FieldClass | None
    reads: bool


WHOLE_FILE = PagePart(None, reads=False)


@dataclass(frozen=True)
class AccessTable:
    """The shipped table."""

    version: str
    valid_from: date
    relations: Mapping[Relation, str]
    classes: Mapping[FieldClass, str]
    rights: Mapping[Relation, Levels]
    closed_read: frozenset[FieldClass]
    restricted_to: frozenset[Relation]
    restricted_write: frozenset[FieldClass]
    health_granted_by: frozenset[Relation]
    file: tuple[FieldClass, ...]
    hours: int
    reasons: Mapping[str, str]
    pages: Mapping[str, PagePart]

    def page(self, name: str) -> PagePart:
        """What the page with this URL name shows: by its name, else by its area; an unknown one the whole file."""
        return self.pages.get(name) or self.pages.get(name.partition(":")[0]) or WHOLE_FILE


def parse_access(text: str, *, name: str) -> AccessTable:
    """The table of one file. Raises FileFaults: unknown, missing and doubled relations, parts, pages, cells."""
    faults = Faults(name)
    fields = Fields(read_tree(text, path=name), faults)
    for key, value in (("kind", "access"), ("id", "access"), ("language", "de")):
        fields.choice(key, (value,))
    fields.text("source")
    relations = _titles(fields, "relations", RELATION_NAMES)
    classes = _titles(fields, "classes", CLASS_NAMES)
    rights = _rights(fields, relations)
    closed, restricted = fields.one("closed"), fields.one("restricted")
    emergency = fields.one("emergency")
    if closed is None or restricted is None or emergency is None:
        fields.refuse("kind", "Es fehlt „closed“, „restricted“ oder „emergency“.")
        raise FileFaults(faults.found)
    reasons = {one.identifier("id"): one.text("title") for one in emergency.many("reasons", least=1)}
    table = AccessTable(
        version=fields.text("version"),
        valid_from=fields.day("valid_from"),
        relations={Relation(key): title for key, title in relations.items() if key in RELATION_NAMES},
        classes={FieldClass(key): title for key, title in classes.items() if key in CLASS_NAMES},
        rights=rights,
        closed_read=frozenset(_parts(closed, "read")),
        restricted_to=frozenset(_bound(restricted, "to")),
        restricted_write=frozenset(_parts(restricted, "write")),
        health_granted_by=frozenset(_bound(fields, "health_granted_by")),
        file=tuple(_parts(fields, "file")),
        hours=emergency.number("hours", least=1, most=24),
        reasons=reasons,
        pages=_pages(fields),
    )
    for one in (closed, restricted, emergency, fields):
        one.close()
    if faults.found:
        raise FileFaults(faults.found)
    return table


@lru_cache(maxsize=2)
def access_table(path: Path = ACCESS_FILE) -> AccessTable:
    """The shipped table, read once per process."""
    return parse_access(read_file(path), name=str(path))


def _titles(fields: Fields, key: str, known: tuple[str, ...]) -> dict[str, str]:
    """Id and title of each entry of a list that must name all of `known`, each once."""
    found: dict[str, str] = {}
    for one in fields.many(key, least=1):
        name = one.choice("id", known)
        if name in found:
            one.refuse("id", f"„{name}“ steht hier zweimal.")
        found[name] = one.text("title")
        one.close()
    for name in known:
        if name not in found:
            fields.refuse(key, f"„{name}“ fehlt.")
    return found


def _rights(fields: Fields, relations: Mapping[str, str]) -> dict[Relation, dict[FieldClass, Level]]:
    order = [name for name in relations if name in RELATION_NAMES]
    rights: dict[Relation, dict[FieldClass, Level]] = {Relation(name): {} for name in RELATION_NAMES}
    seen: set[str] = set()
    for part, *cells in fields.table("rights", columns=len(RELATION_NAMES) + 1, most=20):
        if part not in CLASS_NAMES or part in seen:
            fields.refuse("rights", f"„{part}“ ist kein Teil der Akte oder steht hier zweimal.")
            continue
        seen.add(part)
        for relation, cell in zip(order, cells, strict=False):
            if cell not in LETTERS:
                fields.refuse("rights", f"„{part}“: „{cell}“ ist nicht erlaubt. Erlaubt: w, r, n.")
            rights[Relation(relation)][FieldClass(part)] = LETTERS.get(cell, Level.NOTHING)
    for part in CLASS_NAMES:
        if part not in seen:
            fields.refuse("rights", f"Die Zeile „{part}“ fehlt.")
    return rights


def _parts(fields: Fields, key: str) -> list[FieldClass]:
    names = fields.identifiers(key, optional=False)
    for name in names:
        if name not in CLASS_NAMES:
            fields.refuse(key, f"„{name}“ ist kein Teil der Akte.")
    return [FieldClass(name) for name in names if name in CLASS_NAMES]


def _bound(fields: Fields, key: str) -> list[Relation]:
    names = fields.identifiers(key, optional=False)
    for name in names:
        if name not in RELATION_NAMES:
            fields.refuse(key, f"„{name}“ ist keine Beziehung zum Fall.")
    return [Relation(name) for name in names if name in RELATION_NAMES]


def _pages(fields: Fields) -> dict[str, PagePart]:
    found: dict[str, PagePart] = {}
    for name, said in fields.table("pages", columns=2, most=60):
        part, _colon, verb = said.partition(":")
        if name in found or part not in (*CLASS_NAMES, FILE) or verb not in ("", READS):
            fields.refuse("pages", f"„{name}: {said}“ geht nicht.")
            continue
        found[name] = PagePart(None if part == FILE else FieldClass(part), reads=verb == READS)
    return found
