"""What a row may tell: the fields of each kind of import, and the words for them. Data: catalogue/imports."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz.fuzz import ratio

from roterfaden.common.text import normalise
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.imports.choices import Kind

FOLDER = Path(__file__).resolve().parents[1] / "catalogue" / "imports"
FIELD_KINDS = ("text", "day", "choice", "decimal", "email")
# so alike in percent must a heading be to a known one to be taken for a misspelling of it
ALIKE = 90
SHORTEST_MISSPELT = 5


@dataclass(frozen=True)
class FieldSpec:
    """One field of a register that a column may fill.

    `most`: characters of a text; `for_all`: a value may be given to all rows whose column is empty or missing.
    """

    id: str
    title: str
    kind: str
    needed: bool
    for_all: bool
    most: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All fields by kind of import, and what stands in cells for the options of a field."""

    version: str
    records: Mapping[str, tuple[FieldSpec, ...]]
    # {field: {squeezed word: option}}
    words: Mapping[str, Mapping[str, str]]


def squeezed(text: str) -> str:
    """A heading or a cell as it is compared: small letters and digits, without accents and signs."""
    return re.sub(r"[^a-z0-9]", "", normalise(text))


@lru_cache(maxsize=4)
def load_fields(path: Path | None = None) -> Catalogue:
    """The shipped table, read once per process."""
    chosen = path or max(FOLDER.glob("fields-*.yaml"))
    return parse_fields(read_file(chosen), name=str(chosen))


def fields_of(kind: str) -> tuple[FieldSpec, ...]:
    """The fields of one kind of import, in the order of the form."""
    return load_fields().records[kind]


def parse_fields(text: str, *, name: str) -> Catalogue:
    """The fields of one file's text. Raises FileFaults with all faults."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("import_fields",))
    top.identifier("id")
    top.day("valid_from")
    top.choice("language", ("de",))
    top.text("source")
    version = top.identifier("version")
    records: dict[str, tuple[FieldSpec, ...]] = {}
    for one in top.many("records", least=1):
        kind = one.choice("id", Kind.values)
        before = one.choice("begins_with", tuple(records), default="")
        records[kind] = (*records.get(before, ()), *(_field(each) for each in one.many("fields", least=1)))
        ids = [field.id for field in records[kind]]
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            one.refuse("fields", f"Das Feld {twice} steht hier zweimal.")
        one.close()
    words: dict[str, dict[str, str]] = {}
    known = {field.id for fields in records.values() for field in fields if field.kind == "choice"}
    for each in top.many("words", named="option"):
        field, option = each.choice("field", known), each.identifier("option")
        for word in each.texts("words", most=40):
            words.setdefault(field, {})[squeezed(word)] = option
        each.close()
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return Catalogue(version, records, words)


def _field(entry: Fields) -> FieldSpec:
    kind = entry.choice("kind", FIELD_KINDS)
    found = FieldSpec(
        id=entry.identifier("id"),
        title=entry.text("title", most=60),
        kind=kind,
        needed=_ticked(entry, "needed"),
        for_all=_ticked(entry, "for_all"),
        most=entry.number("most", least=1, most=20_000) if kind == "text" else 0,
        names=tuple(squeezed(name) for name in entry.texts("names", most=60)),
    )
    entry.close()
    return found


def _ticked(entry: Fields, key: str) -> bool:
    return entry.choice(key, ("true",), default="") == "true"


def guessed_columns(kind: str, headings: Sequence[str]) -> dict[str, int]:
    """Which column is which field, by its heading: exact first, then misspelt. Each column fills one field."""
    said = [squeezed(heading) for heading in headings]
    found: dict[str, int] = {}
    fields = fields_of(kind)
    for field in fields:
        # its own title and its usual names come before the rarer ones
        for name in (squeezed(field.title), *field.names):
            if field.id not in found and name in said and said.index(name) not in found.values():
                found[field.id] = said.index(name)
    for field in fields:
        if field.id not in found and (column := _misspelt(field.names, said, found.values())) is not None:
            found[field.id] = column
    return found


def _misspelt(names: Sequence[str], said: Sequence[str], taken: Iterable[int]) -> int | None:
    used = set(taken)
    scored = [
        (ratio(name, heading), -column)
        for column, heading in enumerate(said)
        if column not in used and len(heading) >= SHORTEST_MISSPELT
        for name in names
    ]
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= ALIKE else None


def known_headings(kind: str, cells: Sequence[str]) -> int:
    """How many of the cells are headings of this kind: tells the row of headings from titles above it."""
    names = {name for field in fields_of(kind) for name in (*field.names, squeezed(field.title))}
    return sum(squeezed(cell) in names for cell in cells)
