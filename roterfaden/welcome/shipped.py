"""What is shipped to greet people: the statement, who enforces it where, Leichte Sprache, the guide, the help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from roterfaden.accounts.choices import Role
from roterfaden.common.catalogue_file import MAX_LINE, MAX_PARAGRAPH, MAX_TITLE, CatalogueFile

FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "welcome"
CERTAINTIES = ("sure", "general")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A heading with short paragraphs."""

    id: str
    title: str
    lines: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is known of the state of the program: measured against what, when, how, and what does not work yet."""

    measured_on: date
    version: str
    against: str
    how: Sequence[str]
    barriers: Sequence[Part]
    source: str


@dataclass(frozen=True, kw_only=True)
class Body:
    """Where one turns to in a region when a report is not answered; `where` is an address or how to find it."""

    region: str
    name: str
    law: str
    where: str
    general: bool


@dataclass(frozen=True, kw_only=True)
class Easy:
    """The page in Leichte Sprache, which is also what the film in sign language says.

    `checked`: people with learning difficulties have read it and found it good.
    """

    checked: bool
    parts: Sequence[Part]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the first days: for which roles, and the page (name of a URL) where it is done."""

    id: str
    title: str
    text: str
    page: str
    roles: Sequence[str]


@cache
def statement() -> Statement:
    """As this version of the program ships it. Raises FileFaults if the file is faulty."""
    file = CatalogueFile(FOLDER / "statement.yaml")
    edition = file.edition("accessibility_statement")
    found = Statement(
        measured_on=file.top.day("measured_on"),
        version=edition.version,
        against=file.top.text("against", most=MAX_LINE),
        how=file.top.texts("how", most=MAX_PARAGRAPH),
        barriers=_parts(file, "barriers"),
        source=edition.source,
    )
    file.close()
    return found


@cache
def bodies() -> dict[str, Body]:
    """By region (`DE-NW`, or `DE` and `CH` for the whole). Raises FileFaults if the file is faulty."""
    file = CatalogueFile(FOLDER / "enforcement.yaml")
    file.edition("accessibility_enforcement")
    found = {}
    for one in file.top.many("bodies", named="region", least=1):
        region = one.identifier("region")
        found[region] = Body(
            region=region,
            name=one.text("name", most=MAX_TITLE),
            law=one.text("law", most=MAX_TITLE),
            where=one.text("where", most=MAX_LINE),
            general=one.choice("certainty", CERTAINTIES) == "general",
        )
        one.close()
    file.close()
    return found


def body_for(region: str) -> Body | None:
    """Who enforces in a region, else in its country; nobody where the region is not known."""
    known = bodies()
    return known.get(region) or known.get(region.partition("-")[0])


@cache
def easy() -> Easy:
    """The page in Leichte Sprache. Raises FileFaults if the file is faulty."""
    file = CatalogueFile(FOLDER / "easy.yaml")
    file.edition("welcome_easy")
    found = Easy(checked=file.top.flag("checked"), parts=_parts(file, "parts"))
    file.close()
    return found


@cache
def steps() -> tuple[Step, ...]:
    """The guide of the first days, in its order. Raises FileFaults if the file is faulty."""
    return read_steps(CatalogueFile(FOLDER / "first_days.yaml"))


def read_steps(file: CatalogueFile) -> tuple[Step, ...]:
    """Read and check the steps of one file; all faults at once."""
    file.edition("first_days")
    found = []
    for one in file.top.many("steps", least=1):
        step = Step(
            id=one.identifier("id"),
            title=one.text("title", most=MAX_TITLE),
            text=one.text("text", most=MAX_LINE),
            page=one.text("page", most=MAX_TITLE),
            roles=one.identifiers("roles", optional=False),
        )
        for role in sorted(set(step.roles) - set(Role.values)):
            one.refuse("roles", f"Diese Rolle gibt es nicht: {role}.")
        one.close()
        found.append(step)
    file.close()
    return tuple(found)


@cache
def helps() -> tuple[Part, ...]:
    """What one does in each area; `id` is what its pages call `nav`. Raises FileFaults if the file is faulty."""
    file = CatalogueFile(FOLDER / "help.yaml")
    file.edition("help")
    found = _parts(file, "areas")
    file.close()
    return found


def _parts(file: CatalogueFile, key: str) -> tuple[Part, ...]:
    found = []
    for one in file.top.many(key, least=1):
        found.append(
            Part(
                id=one.identifier("id"),
                title=one.text("title", most=MAX_TITLE),
                lines=one.texts("lines", most=MAX_PARAGRAPH),
            )
        )
        one.close()
    return tuple(found)
