"""The fixed texts of the client's pages, in plain words and in Leichte Sprache, as data (`catalogue/portal/`)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.languages.shipped import shipped
from roterfaden.portal.choices import Wording

FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "portal"
GAP = re.compile(r"\{([a-z_]+)\}")
MOST = 400


def speaks_easily() -> bool:
    """Whether there is Leichte Sprache in the language of the page: in German only, and nobody's guess elsewhere."""
    return (get_language() or "de").startswith("de")


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text in both wordings; `easy_checked`: people with learning difficulties found the easy one good."""

    id: str
    standard: str
    easy: str
    easy_checked: bool

    @property
    def gaps(self) -> frozenset[str]:
        return frozenset(GAP.findall(self.standard))


@dataclass(frozen=True, kw_only=True)
class StepWords:
    standard: str
    easy: str

    def said(self, wording: Wording) -> str:
        """In the language of the page."""
        return shipped(self.easy if wording == Wording.EASY and speaks_easily() else self.standard)


class Words:
    """The texts in one wording, for one page: remembers which were used, so that the page can tell how far they are
    checked.
    """

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.used: set[str] = set()

    @property
    def easy(self) -> bool:
        return self.wording == Wording.EASY and speaks_easily()

    @property
    def offers_easy(self) -> bool:
        return speaks_easily()

    def __getitem__(self, name: str) -> str:
        return self.say(name)

    def __contains__(self, name: str) -> bool:
        return name in shipped_texts()

    def __iter__(self) -> Iterator[str]:
        return iter(shipped_texts())

    def say(self, name: str, **values: object) -> str:
        """The text called `name` in the language of the page; KeyError where there is none, or a gap is left open."""
        text = shipped_texts()[name]
        self.used.add(name)
        said = shipped(text.easy if self.easy else text.standard)
        return said.format_map({key: str(value) for key, value in values.items()})

    def unchecked(self) -> int:
        """How many of the easy texts used so far nobody has checked."""
        texts = shipped_texts()
        return sum(not texts[name].easy_checked for name in self.used)


@cache
def shipped_texts() -> dict[str, Text]:
    """Every text by its id. Raises FileFaults with all faults of the file."""
    return read_texts(FOLDER / "texts.yaml")


@cache
def shipped_steps() -> dict[tuple[str, str], StepWords]:
    """Chain and node -> what the step is called towards the client. Raises FileFaults with all faults of the files."""
    return read_steps(sorted((FOLDER / "steps").glob("*.yaml")))


def read_texts(path: Path) -> dict[str, Text]:
    """Read a file of texts strictly: each id once, both wordings with the same gaps."""
    faults, top = _open(path, "portal_texts")
    found: dict[str, Text] = {}
    for fields in top.many("texts", least=1):
        text = Text(
            id=fields.identifier("id"),
            standard=fields.text("standard", most=MOST),
            easy=fields.text("easy", most=MOST),
            easy_checked=fields.flag("easy_checked"),
        )
        if text.id in found:
            fields.refuse("id", f"Die Kennung „{text.id}“ steht hier zweimal.")
        if set(GAP.findall(text.easy)) != text.gaps:
            fields.refuse("easy", "Beide Fassungen brauchen dieselben Lücken in geschweiften Klammern.")
        found[text.id] = text
        fields.close()
    _close(faults, top)
    return found


def read_steps(paths: Iterable[Path]) -> dict[tuple[str, str], StepWords]:
    """Read the files with the steps of chains in words to the client, strictly: each step once in all of them."""
    found: dict[tuple[str, str], StepWords] = {}
    for path in paths:
        faults, top = _open(path, "portal_steps")
        for chain in top.many("chains", named="chain", least=1):
            key = chain.identifier("chain")
            for fields in chain.many("steps", named="node", least=1):
                node = fields.identifier("node")
                if (key, node) in found:
                    fields.refuse("node", f"Der Schritt „{node}“ steht hier zweimal.")
                found[key, node] = StepWords(
                    standard=fields.text("standard", most=MOST), easy=fields.text("easy", most=MOST)
                )
                fields.close()
            chain.close()
        _close(faults, top)
    return found


def _open(path: Path, kind: str) -> tuple[Faults, Fields]:
    faults = Faults(str(path))
    top = Fields(read_tree(read_file(path), path=str(path)), faults)
    top.choice("kind", (kind,))
    top.text("version", most=20)
    top.choice("language", ("de",))
    return faults, top


def _close(faults: Faults, top: Fields) -> None:
    top.close()
    if faults.found:
        raise FileFaults(faults.found)


def video_of(name: str) -> Path | None:
    """The film in sign language for the text `name`, where the installation has one (`DATA_DIR/portal-videos`)."""
    if name not in shipped_texts():
        return None
    path = Path(settings.DATA_DIR) / "portal-videos" / f"{name}.mp4"
    return path if path.is_file() else None
