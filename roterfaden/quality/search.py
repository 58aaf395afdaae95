"""Find a word in the handbook: chapters, working aids, abbreviations, measures, with what is added to them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from roterfaden.accounts.models import Organisation
from roterfaden.common.text import STOP_WORDS, normalise, stem, words
from roterfaden.quality.book import holds_in
from roterfaden.quality.choices import EntryKind
from roterfaden.quality.entries import Entry, entries
from roterfaden.quality.layering import Layering
from roterfaden.quality.queries import own_aids_in
from roterfaden.quality.shelf import book

EXCERPT = 180
MOST_WORDS = 12
Kind = Literal["chapter", "aid", "own_aid", "term", "measure"]
KINDS: dict[EntryKind, Kind] = {
    EntryKind.CHAPTER: "chapter",
    EntryKind.AID: "aid",
    EntryKind.TERM: "term",
    EntryKind.MEASURE: "measure",
}


@dataclass(frozen=True)
class Hit:
    """One place of the handbook that holds every word that was asked for."""

    kind: Kind
    key: str
    title: str
    excerpt: str
    score: int


def find(query: str, place: Organisation) -> list[Hit]:
    """What holds in `place` and contains all words of `query`, best first; two queries. Titles count most."""
    asked = [word for word in words(query) if word not in STOP_WORDS["german"]][:MOST_WORDS]
    if not asked:
        return []
    wanted = [stem(word) for word in asked]
    found = [hit for page in _pages(place) if (hit := _hit(page, wanted)) is not None]
    return sorted(found, key=lambda hit: (-hit.score, hit.title))


@dataclass(frozen=True)
class _Page:
    kind: Kind
    key: str
    title: str
    lines: Sequence[str]


def _pages(place: Organisation) -> Iterator[_Page]:
    """Everything of the handbook that holds in `place`."""
    layering = Layering(place)
    for kind in (EntryKind.CHAPTER, EntryKind.AID, EntryKind.TERM, EntryKind.MEASURE):
        for one in entries(kind):
            if holds_in(one.regions, place.region):
                yield _page(layering, one)
    for own in own_aids_in(place):
        yield _Page("own_aid", str(own.uuid), own.title, own.text.splitlines())


def _page(layering: Layering, found: Entry) -> _Page:
    """An entry with its lines as they hold here; the summary of an aid and the long form of a term count as well."""
    boxes = layering.boxes_of(found)
    lines = [
        layering.spoken(line) if layer.box is None else line
        for b in boxes
        for layer in b.layers
        for line in layer.lines
    ]
    title = layering.spoken(found.title)
    if found.kind == EntryKind.TERM:
        title = f"{title}: {boxes[0].lines[0] if boxes[0].lines else ''}"
    if found.kind == EntryKind.AID and (aid := book().aid(found.key)) is not None:
        lines = [aid.summary, *(section.title for section in aid.sections), *lines]
    return _Page(KINDS[found.kind], found.key, title, lines)


def _hit(page: _Page, wanted: Sequence[str]) -> Hit | None:
    in_title = set(_stems(page.title))
    in_lines = [set(_stems(line)) for line in page.lines]
    everywhere = in_title.union(*in_lines)
    if not all(_holds(everywhere, word) for word in wanted):
        return None
    best = max(
        zip(in_lines, page.lines, strict=True),
        key=lambda pair: sum(_holds(pair[0], word) for word in wanted),
        default=(set(), ""),
    )
    score = 10 * sum(_holds(in_title, word) for word in wanted) + sum(
        _holds(one, word) for one in in_lines for word in wanted
    )
    return Hit(page.kind, page.key, page.title, _excerpt(best[1], wanted), score)


def _holds(stems: Iterable[str], word: str) -> bool:
    """Whether a word begins with what was asked: people search `Einglied` and mean Eingliederung."""
    return any(one.startswith(word) or word in one.split("-") for one in stems)


@lru_cache(maxsize=8192)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(text))


def _excerpt(line: str, wanted: Sequence[str]) -> str:
    """The line around the first word that was found."""
    if len(line) <= EXCERPT:
        return line
    small = normalise(line)
    at = min((small.find(word) for word in wanted if word in small), default=0)
    begin = max(at - EXCERPT // 3, 0)
    if begin:
        begin = line.find(" ", begin) + 1
    cut = line[begin : begin + EXCERPT].rsplit(" ", 1)[0]
    return f"{'… ' if begin else ''}{cut} …"
