"""The words of the catalogue for relationships, scopes of guardians, ways to communicate and levels of a language."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.languages.shipped import shipped

SURROUNDINGS_FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "people" / "surroundings-2026-11.yaml"
LISTS = ("relationships", "scopes", "communication", "levels")
COUNTRIES = ("DE", "CH")


@dataclass(frozen=True, kw_only=True)
class Word:
    """One entry of a list, in the words of both countries; `only` is the country in which it exists."""

    id: str
    title: str
    label_ch: str
    only: str

    def title_in(self, region: str) -> str:
        return self.label_ch if self.label_ch and region.startswith("CH") else self.title


def parse_surroundings(text: str, *, name: str) -> dict[str, dict[str, Word]]:
    """The lists of one file's text, each by id. Raises FileFaults with all faults."""
    faults = Faults(name)
    fields = Fields(read_tree(text, path=name), faults)
    fields.choice("kind", ("surroundings",))
    fields.choice("language", ("de",))
    for key in ("id", "version", "source"):
        fields.text(key)
    fields.day("valid_from")
    lists = {key: _words(fields, key) for key in LISTS}
    fields.close()
    if faults.found:
        raise FileFaults(faults.found)
    return lists


def _words(fields: Fields, key: str) -> dict[str, Word]:
    found: dict[str, Word] = {}
    for one in fields.many(key, least=1):
        word = Word(
            id=one.identifier("id"),
            title=one.text("title", most=120),
            label_ch=one.text("label_ch", most=120, default=""),
            only=one.choice("only", COUNTRIES, default=""),
        )
        if word.id in found:
            one.refuse("id", "Dieser Eintrag steht hier zweimal.")
        found[word.id] = word
        one.close()
    return found


@lru_cache(maxsize=4)
def load_surroundings(path: Path = SURROUNDINGS_FILE) -> dict[str, dict[str, Word]]:
    """The shipped lists, read once per process."""
    return parse_surroundings(read_file(path), name=str(path))


def offered(key: str, region: str) -> list[tuple[str, str]]:
    """What a form offers in the words of the region's country, in the language of the page."""
    words = load_surroundings()[key].values()
    return [(w.id, shipped(w.title_in(region))) for w in words if not w.only or region.startswith(w.only)]


def title_of(key: str, word_id: str, region: str) -> str:
    """The word behind an id in the language of the page; the id itself where the list has none."""
    word = load_surroundings()[key].get(word_id)
    return shipped(word.title_in(region)) if word else word_id
