"""Standards as data: what is demanded, in chapters; of what one standard says another may take over.

Any YAML file of kind `standard` in the catalogue is a standard beside the others: the requirements of the handbook,
those of a licence. Read strictly, once per process.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.quality.book import Edition
from roterfaden.quality.catalogue_files import MAX_LINE, MAX_PARAGRAPH, MAX_TITLE, CatalogueFile

STANDARDS = Path(settings.PACKAGE_DIR) / "catalogue" / "standards"


@dataclass(frozen=True)
class Chapter:
    """A part of a standard."""

    id: str
    title: str
    source: str


@dataclass(frozen=True)
class Requirement:
    """One demand. `maps` names demands of other standards that say the same."""

    code: str
    chapter: str
    topic: str
    text: str
    needs_evidence: bool
    maps: tuple[tuple[str, str], ...] = ()
    stricter: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Standard:
    """One edition of a standard."""

    edition: Edition
    title: str
    about: str
    chapters: tuple[Chapter, ...]
    requirements: tuple[Requirement, ...]

    @property
    def key(self) -> str:
        return self.edition.key

    def requirement(self, code: str) -> Requirement | None:
        return next((one for one in self.requirements if one.code == code), None)


@lru_cache(maxsize=1)
def standards() -> dict[str, Standard]:
    """Everything that this installation ships, by key. Raises FileFaults if a file is faulty."""
    return read_standards(STANDARDS)


def read_standards(directory: Path) -> dict[str, Standard]:
    """Read all files of a directory, then check that what they map to is there."""
    found = {one.key: one for one in (read_standard(path) for path in sorted(directory.glob("*.yaml")))}
    for standard in found.values():
        for requirement in standard.requirements:
            for key, code in requirement.maps:
                if key not in found or found[key].requirement(code) is None:
                    raise LookupError(
                        f"{standard.key}:{requirement.code} nennt {key}:{code}, das es nicht gibt."
                    )
    return found


def read_standard(path: Path) -> Standard:
    """Read and check one file; all faults at once."""
    file = CatalogueFile(path)
    edition = file.edition("standard")
    top = file.top
    chapters, requirements = [], []
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
    for fields in top.many("requirements", named="code", least=1):
        maps = fields.texts("maps", most=MAX_TITLE)
        pairs = [text.partition(":") for text in maps]
        if any(not code for _key, _sign, code in pairs):
            fields.refuse("maps", "Hier steht standard:kennung.")
        requirements.append(
            Requirement(
                code=fields.identifier("code"),
                chapter=fields.choice("chapter", known),
                topic=fields.text("topic", most=MAX_TITLE),
                text=fields.text("text", most=MAX_LINE),
                needs_evidence=fields.flag("evidence"),
                maps=tuple((key, code) for key, _sign, code in pairs),
            )
        )
        fields.close()
    codes = [one.code for one in requirements]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        top.refuse("requirements", f"{code} steht zweimal.")
    made = Standard(
        edition=edition,
        title=top.text("title", most=MAX_TITLE),
        about=top.text("about", most=MAX_PARAGRAPH),
        chapters=tuple(chapters),
        requirements=tuple(requirements),
    )
    file.close()
    return made


def words_of(reference: str) -> str:
    """`kassys:P61-01` in words, as a finding or a question names it."""
    key, _sign, code = reference.partition(":")
    standard = standards().get(key)
    requirement = standard.requirement(code) if standard else None
    return f"{code} {requirement.topic}" if requirement else reference
