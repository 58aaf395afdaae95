"""Find a word in the handbook: chapters, additions, working aids, abbreviations."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from roterfaden.accounts.models import Organisation
from roterfaden.common.text import STOP_WORDS, normalise, stem, words
from roterfaden.quality.book import Aid, holds_in
from roterfaden.quality.queries import boxes_visible_in, chapters_in, own_aids_in
from roterfaden.quality.shelf import book

EXCERPT = 180
MOST_WORDS = 12
Kind = Literal["chapter", "aid", "own_aid", "term"]


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
    additions: dict[str, list[str]] = {}
    for box in boxes_visible_in(place):
        additions.setdefault(box.chapter, []).append(box.text)
    for chapter in chapters_in(place.region):
        lines = [*chapter.text, *(line for box in chapter.boxes.values() for line in box)]
        title = f"{chapter.number} {chapter.title}"
        yield _Page("chapter", chapter.key, title, lines + additions.get(chapter.key, []))
    for aid in book().aids:
        if holds_in(aid.regions, place.region):
            yield _Page("aid", aid.key, aid.title, [aid.summary, *_lines_of(aid)])
    for own in own_aids_in(place):
        yield _Page("own_aid", str(own.uuid), own.title, own.text.splitlines())
    for term in book().terms:
        if holds_in(term.regions, place.region):
            yield _Page("term", term.short, f"{term.short}: {term.long}", [term.since] if term.since else [])


def _lines_of(aid: Aid) -> Iterator[str]:
    for section in aid.sections:
        yield from (section.title, *section.text, *section.items, *section.fields)


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
