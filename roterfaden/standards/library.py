"""Standards as data: what is demanded, in chapters; of what one standard says another may take over.

Any YAML file of kind `standard` in the catalogue is a standard beside the others: the requirements of the handbook,
those of a licence, the criteria by which another quality system is compared. A file stays when a newer edition follows;
what holds is chosen by the day. Read strictly, once per process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.catalogue_file import MAX_LINE, MAX_PARAGRAPH, MAX_TITLE, CatalogueFile, Edition
from roterfaden.common.yaml_fields import Fields
from roterfaden.languages import shipped as languages

STANDARDS = Path(settings.PACKAGE_DIR) / "catalogue" / "standards"
MOST_REQUIREMENTS = 500
Reference = tuple[str, str]


@dataclass(frozen=True)
class Chapter:
    """A part of a standard."""

    id: str
    title: str
    source: str


@dataclass(frozen=True)
class Requirement:
    """One demand. `maps` names demands of other standards that ask for the same; `origin` whose wording it is, empty
    for that of the standard itself.
    """

    code: str
    chapter: str
    topic: str
    text: str
    needs_evidence: bool
    maps: tuple[Reference, ...] = ()
    origin: str = ""


@dataclass(frozen=True)
class Standard:
    """One edition of a standard.

    `subject`: what is assessed, where it is not the organisation itself; `decided_by`: who then decides.
    """

    edition: Edition
    title: str
    about: str
    chapters: tuple[Chapter, ...]
    requirements: tuple[Requirement, ...]
    subject: str = ""
    decided_by: str = ""

    @property
    def key(self) -> str:
        return self.edition.key

    def requirement(self, code: str) -> Requirement | None:
        return next((one for one in self.requirements if one.code == code), None)

    def title_of(self, chapter: str) -> str:
        return next((one.title for one in self.chapters if one.id == chapter), chapter)


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, tuple[Standard, ...]]:
    """Everything that this installation ships, by key, the newest edition first. Raises FileFaults, LookupError."""
    return read_standards(STANDARDS)


def shipped_on(on: date) -> dict[str, Standard]:
    """The shipped editions that hold on the day `on`; before the first one the oldest, so that none is ever missing."""
    return {
        key: next((one for one in editions if one.edition.valid_from <= on), editions[-1])
        for key, editions in shipped().items()
    }


def read_standards(directory: Path) -> dict[str, tuple[Standard, ...]]:
    """Read all files of a directory, then check that what they map to is there. Raises FileFaults, LookupError."""
    found: dict[str, list[Standard]] = {}
    for path in sorted(directory.glob("*.yaml")):
        one = read_standard(CatalogueFile(path))
        found.setdefault(one.key, []).append(one)
    editions = {
        key: tuple(sorted(rows, key=lambda one: one.edition.valid_from, reverse=True))
        for key, rows in found.items()
    }
    for rows in editions.values():
        for standard in rows:
            for code, key, other in unknown_maps(standard, {one: kept[0] for one, kept in editions.items()}):
                raise LookupError(f"{standard.key}:{code} nennt {key}:{other}, das es nicht gibt.")
    return editions


def unknown_maps(standard: Standard, among: Mapping[str, Standard]) -> list[tuple[str, str, str]]:
    """What the mapping of a standard names and nobody has: own code, key, code."""
    return [
        (one.code, key, code)
        for one in standard.requirements
        for key, code in one.maps
        if key not in among or among[key].requirement(code) is None
    ]


def read_standard(file: CatalogueFile) -> Standard:
    """Read and check one file; raises FileFaults with all faults at once."""
    edition = file.edition("standard")
    top = file.top
    chapters = []
    for fields in top.many("chapters", least=1):
        chapters.append(
            Chapter(
                id=fields.identifier("id"),
                title=fields.text("title", most=MAX_TITLE),
                source=fields.text("source", most=MAX_TITLE),
            )
        )
        fields.close()
    known = {chapter.id for chapter in chapters}
    rows = top.many("requirements", named="code", least=1)
    if len(rows) > MOST_REQUIREMENTS:
        top.refuse(
            "requirements", f"Mehr als {MOST_REQUIREMENTS} Anforderungen sind in einer Norm nicht erlaubt."
        )
    requirements = [_requirement(fields, known) for fields in rows]
    codes = [one.code for one in requirements]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        top.refuse("requirements", f"{code} steht zweimal.")
    made = Standard(
        edition=edition,
        title=top.text("title", most=MAX_TITLE),
        about=top.text("about", most=MAX_PARAGRAPH),
        chapters=tuple(chapters),
        requirements=tuple(requirements),
        subject=top.text("subject", most=MAX_TITLE, default=""),
        decided_by=top.text("decided_by", most=MAX_TITLE, default=""),
    )
    file.close()
    return made


def _requirement(fields: Fields, chapters: set[str]) -> Requirement:
    pairs = [text.partition(":") for text in fields.texts("maps", most=MAX_TITLE)]
    if any(not code for _key, _sign, code in pairs):
        fields.refuse("maps", "Hier steht standard:kennung.")
    made = Requirement(
        code=fields.identifier("code"),
        chapter=fields.choice("chapter", chapters),
        topic=fields.text("topic", most=MAX_TITLE),
        text=fields.text("text", most=MAX_LINE),
        needs_evidence=fields.flag("evidence"),
        maps=tuple((key, code) for key, _sign, code in pairs),
    )
    fields.close()
    return made


def references(standards: Iterable[Standard]) -> list[tuple[str, str]]:
    """Every requirement as `standard:code`, each in short words."""
    return [
        (f"{standard.key}:{one.code}", f"{one.code} {one.topic}: {one.text[:70]}")
        for standard in standards
        for one in standard.requirements
    ]


def words_of(reference: str, among: Mapping[str, Standard]) -> str:
    """`kassys:P61-01` in words, as a finding or a question names it."""
    key, _sign, code = reference.partition(":")
    requirement = among[key].requirement(code) if key in among else None
    return f"{code} {languages.shipped(requirement.topic)}" if requirement else reference
