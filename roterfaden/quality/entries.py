"""The handbook as entries with boxes of lines: one shape for all that a Land, a canton or a service may overlay."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from roterfaden.common.catalogue_file import Edition
from roterfaden.quality.book import Aid, Book, Chapter, LawRow, Measure, Office, Term
from roterfaden.quality.choices import BoxKind, EntryKind
from roterfaden.quality.shelf import book

LABEL = "label"
MEASURE_TITLES = {
    "purposes": "Wozu",
    "actions": "Was man tut",
    "documentation": "Was festzuhalten ist",
    "guidance": "Vorgaben",
}


@dataclass(frozen=True)
class EntryBox:
    """A group of lines of an entry, as it is shipped."""

    key: str
    title: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """A chapter, working aid, abbreviation, provision, measure or name of an office."""

    kind: EntryKind
    key: str
    title: str
    regions: Sequence[str]
    edition: Edition
    boxes: Sequence[EntryBox]

    def box(self, key: str) -> EntryBox | None:
        return next((box for box in self.boxes if box.key == key), None)


def entry(kind: EntryKind, key: str) -> Entry | None:
    """The shipped entry with this key; None if there is none (any more)."""
    return _by_key(book())[kind].get(key)


def entries(kind: EntryKind) -> list[Entry]:
    """All shipped entries of a kind, in the order of their files."""
    return list(_by_key(book())[kind].values())


def _by_key(shelf: Book) -> Mapping[EntryKind, Mapping[str, Entry]]:
    if not _known or _known[0][0] is not shelf:
        _known[:] = [(shelf, {kind: {one.key: one for one in make(shelf)} for kind, make in MAKING.items()})]
    return _known[0][1]


# of the book that is on the shelf
_known: list[tuple[Book, Mapping[EntryKind, Mapping[str, Entry]]]] = []


def _chapters(shelf: Book) -> Iterator[Entry]:
    return (_of_chapter(chapter) for chapter in shelf.chapters)


def _of_chapter(chapter: Chapter) -> Entry:
    boxes = [EntryBox("text", "Text", chapter.text)]
    boxes += [EntryBox(kind, str(kind.label), chapter.boxes[kind]) for kind in BoxKind]
    title = f"{chapter.number} {chapter.title}"
    return Entry(EntryKind.CHAPTER, chapter.key, title, chapter.regions, chapter.edition, boxes)


def _aids(shelf: Book) -> Iterator[Entry]:
    return (_of_aid(aid) for aid in shelf.aids)


def _of_aid(aid: Aid) -> Entry:
    boxes = []
    for number, section in enumerate(aid.sections, start=1):
        parts = {"text": section.text, "items": section.items, "fields": section.fields}
        boxes += [
            EntryBox(f"{number}-{part}", section.title, lines) for part, lines in parts.items() if lines
        ]
    return Entry(EntryKind.AID, aid.key, aid.title, aid.regions, aid.edition, boxes)


def _terms(shelf: Book) -> Iterator[Entry]:
    return (_of_term(term) for term in shelf.terms)


def _of_term(term: Term) -> Entry:
    boxes = [EntryBox("meaning", "Bedeutung", [term.long])]
    boxes.append(EntryBox("since", "heute", [term.since] if term.since else []))
    return Entry(EntryKind.TERM, term.key, term.short, term.regions, term.edition, boxes)


def _law(shelf: Book) -> Iterator[Entry]:
    return (_of_row(row, shelf.law.edition, shelf.law.act) for row in shelf.law.rows)


def _of_row(row: LawRow, edition: Edition, act: str) -> Entry:
    title = f"§ {(row.now or row.old)[0]} {act} {row.subject}"
    boxes = [EntryBox("note", "Hinweis", [row.note] if row.note else [])]
    return Entry(EntryKind.LAW, row.key, title, ("DE",), edition, boxes)


def _measures(shelf: Book) -> Iterator[Entry]:
    return (_of_measure(measure) for measure in shelf.measures)


def _of_measure(measure: Measure) -> Entry:
    boxes = [EntryBox("definition", "Was es ist", [measure.definition])]
    boxes += [EntryBox(key, MEASURE_TITLES[key], lines) for key, lines in measure.boxes.items()]
    return Entry(EntryKind.MEASURE, measure.key, f"{measure.key} {measure.title}", (), measure.edition, boxes)


def _offices(shelf: Book) -> Iterator[Entry]:
    return (_of_office(office) for office in shelf.offices)


def _of_office(office: Office) -> Entry:
    boxes = [EntryBox(LABEL, "Bezeichnung", [office.label])]
    return Entry(EntryKind.OFFICE, office.key, office.label, (), office.edition, boxes)


MAKING: dict[EntryKind, Callable[[Book], Iterator[Entry]]] = {
    EntryKind.CHAPTER: _chapters,
    EntryKind.AID: _aids,
    EntryKind.TERM: _terms,
    EntryKind.LAW: _law,
    EntryKind.MEASURE: _measures,
    EntryKind.OFFICE: _offices,
}
