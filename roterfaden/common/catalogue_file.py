"""One file of the catalogue while it is read: strictly, with its edition, all faults at once."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree

LANGUAGES = ("de", "de-CH")
MAX_TITLE, MAX_LINE, MAX_PARAGRAPH = 200, 400, 2000


@dataclass(frozen=True)
class Edition:
    """Which state of the catalogue an entry belongs to."""

    key: str
    version: str
    valid_from: date
    source: str

    @property
    def label(self) -> str:
        """How records name it: `key@version`."""
        return f"{self.key}@{self.version}"


class CatalogueFile:
    """One file while it is read."""

    def __init__(self, path: Path, text: str | None = None) -> None:
        """`text`: what it says, where it does not lie on the disk; `path` then only names it."""
        self.faults = Faults(str(path))
        said = read_file(path) if text is None else text
        self.top = Fields(read_tree(said, path=str(path)), self.faults)

    def edition(self, kind: str) -> Edition:
        self.top.choice("kind", (kind,))
        self.top.choice("language", LANGUAGES)
        return Edition(
            key=self.top.identifier("key"),
            version=self.top.text("version", most=20),
            valid_from=self.top.day("valid_from"),
            source=self.top.text("source", most=MAX_LINE),
        )

    def close(self) -> None:
        self.top.close()
        if self.faults.found:
            raise FileFaults(self.faults.found)
