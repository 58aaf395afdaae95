"""Shipped letters, forms and reports as dated data (`catalogue/letters`), read strictly."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.consent.choices import DataClass
from roterfaden.correspondence.choices import WRITTEN, Audience, Nature

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "letters" / "letters-2026-11.yaml"
SOURCES = (
    "opening", "order", "goals", "steps", "journal", "company", "measures", "abilities", "work", "health", "result",
    "open_points", "sources",
)  # fmt: skip
MOST_TEXT = 1200


@dataclass(frozen=True, kw_only=True)
class LetterSection:
    """One section: what it says (`text`, `facts`, rows of `each`), or from which facts a report fills it."""

    id: str
    title: str
    text: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    each: str = ""
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()
    propose: tuple[str, ...] = ()
    needed: bool = False

    def templates(self) -> Iterable[str]:
        """Every text that may hold placeholders."""
        yield from self.text
        yield from (cell for row in self.facts for cell in row)
        yield from self.cells
        yield from self.fill
        yield from self.sign


@dataclass(frozen=True, kw_only=True)
class LetterTemplate:
    """One shipped template. `core`: for which kinds of chains; empty: for all."""

    id: str
    version: str
    valid_from: date
    title: str
    purpose: str
    nature: Nature
    audience: Audience
    core: tuple[str, ...]
    easy: str
    tell_client: bool
    sections: tuple[LetterSection, ...]

    @property
    def is_written(self) -> bool:
        """Whether somebody writes it, sentence by sentence, before it can leave."""
        return self.nature in WRITTEN


@dataclass(frozen=True)
class Shipped:
    """The whole file: its templates, and which sections of the anamnesis a report may take up, as which class."""

    letters: dict[str, LetterTemplate]
    life_domains: dict[str, DataClass]


@cache
def shipped() -> Shipped:
    """What is shipped. Raises FileFaults with all faults of the file."""
    return read_letters(read_file(FILE), name=str(FILE))


def shipped_letters() -> dict[str, LetterTemplate]:
    """Every shipped template by its id."""
    return shipped().letters


def read_letters(text: str, *, name: str) -> Shipped:
    """One file's text. Raises FileFaults: an id twice, unknown facts, a row without its columns, an unknown class."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("letters",))
    top.choice("language", ("de",))
    version, valid_from = top.text("version", most=20), top.day("valid_from")
    domains = top.words("life_domains", most=20)
    for key, word in domains.items():
        if word not in DataClass:
            top.refuse("life_domains", f"„{key}“: „{word}“ ist keine Art von Angaben.")
    found: dict[str, LetterTemplate] = {}
    for one in top.many("letters", least=1):
        letter = _letter(one, version, valid_from)
        if letter.id in found:
            one.refuse("id", f"Die Vorlage „{letter.id}“ steht hier zweimal.")
        found[letter.id] = letter
        one.close()
    for letter in found.values():
        if letter.easy and letter.easy not in found:
            top.refuse("letters", f"„{letter.id}“ nennt „{letter.easy}“, und das gibt es nicht.")
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return Shipped(found, {key: DataClass(word) for key, word in domains.items()})


def _letter(one: Fields, version: str, valid_from: date) -> LetterTemplate:
    return LetterTemplate(
        id=one.identifier("id"),
        version=version,
        valid_from=valid_from,
        title=one.text("title", most=120),
        purpose=one.text("purpose", most=200),
        nature=Nature(one.choice("nature", Nature.values) or Nature.LETTER),
        audience=Audience(one.choice("audience", Audience.values) or Audience.INNER),
        core=one.identifiers("core"),
        easy=one.identifier("easy", optional=True),
        tell_client=bool(one.choice("tell_client", ("true",), default="")),
        sections=tuple(_section(fields) for fields in one.many("sections", least=1)),
    )


def _section(fields: Fields) -> LetterSection:
    section = LetterSection(
        id=fields.identifier("id"),
        title=fields.text("title", most=120),
        text=fields.texts("text", most=MOST_TEXT),
        facts=fields.table("facts", columns=2, most=300) if "facts" in fields.mapping.entries else (),
        each=fields.identifier("each", optional=True),
        columns=fields.texts("columns", most=60),
        cells=fields.texts("cells", most=200),
        fill=fields.texts("fill", most=120),
        sign=fields.texts("sign", most=120),
        propose=fields.identifiers("propose"),
        needed=bool(fields.choice("needed", ("true",), default="")),
    )
    for source in section.propose:
        if source not in SOURCES:
            fields.refuse("propose", f"„{source}“ ist nicht erlaubt. Erlaubt: {', '.join(SOURCES)}.")
    if bool(section.each) != bool(section.cells) or len(section.cells) != len(section.columns):
        fields.refuse("cells", "„each“ braucht ebenso viele „columns“ wie „cells“.")
    fields.close()
    return section
