"""What a document says, as plain values: sections with texts, facts, tables, entries. HTML and PDF show the same."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from django.utils.translation import get_language


@dataclass(frozen=True, kw_only=True)
class Text:
    """One paragraph or several; line breaks count. `quiet` is for what only explains."""

    text: str
    quiet: bool = False
    kind: Literal["text"] = "text"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Pairs of a word and what is known."""

    rows: Sequence[tuple[str, str]]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table whose first row names its columns; `title` is read out before it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One dated thing: a contact, a step. `meta` says when and who."""

    title: str
    meta: str
    text: str = ""
    kind: Literal["entry"] = "entry"


Block = Text | Facts | Table | Entry


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of a document. `level` is 1 below the title."""

    id: str
    title: str
    blocks: Sequence[Block]
    level: int = 1

    def as_text(self) -> str:
        """The section as running text, for where only words count."""
        return "\n".join(line for block in self.blocks for line in _lines(block))


def language_now() -> str:
    """The language in which texts are put together right now, as layouts name it: `de`, `fr`, `it`."""
    return (get_language() or "de")[:2]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole document. `notice` stands framed on the first page: for whom it is, who made it; `foot` on every page."""

    title: str
    subtitle: str
    notice: str
    foot: str
    sections: Sequence[Section]
    contents: bool = True
    language: str = field(default_factory=language_now)

    def plain(self) -> dict[str, Any]:
        """The document as JSON."""
        return asdict(self)

    def mapped(self, change: Callable[[str], str]) -> "Document":
        """The same document with every text that people wrote run through `change`; titles of columns stay."""
        return replace(
            self,
            title=change(self.title),
            subtitle=change(self.subtitle),
            notice=change(self.notice),
            foot=change(self.foot),
            sections=[
                replace(
                    section, title=change(section.title), blocks=[_mapped(b, change) for b in section.blocks]
                )
                for section in self.sections
            ],
        )


@dataclass(frozen=True, kw_only=True)
class LetterPage:
    """One letter on the paper of a service. `window`: where the address shows through an envelope, `din` or `sn`."""

    subject: str
    sender: str
    address: Sequence[str]
    info: Sequence[tuple[str, str]]
    foot: str
    sections: Sequence[Section]
    window: str = "din"
    language: str = field(default_factory=language_now)

    def plain(self) -> dict[str, Any]:
        """The letter as JSON."""
        return asdict(self)


def block_from_plain(said: dict[str, Any]) -> Block:
    """A block from its JSON; refuses with KeyError a kind that does not exist."""
    kinds: dict[str, Callable[..., Block]] = {"text": Text, "facts": Facts, "table": Table, "entry": Entry}
    return kinds[said["kind"]](**{key: value for key, value in said.items() if key != "kind"})


def _lines(block: Block) -> list[str]:
    if isinstance(block, Text):
        return [block.text]
    if isinstance(block, Facts):
        return [f"{word}: {value}" for word, value in block.rows]
    if isinstance(block, Table):
        return ["; ".join(row) for row in block.rows]
    return [f"{block.title}, {block.meta}", *([block.text] if block.text else [])]


def _mapped(block: Block, change: Callable[[str], str]) -> Block:
    if isinstance(block, Text):
        return replace(block, text=change(block.text))
    if isinstance(block, Facts):
        return replace(block, rows=[(word, change(value)) for word, value in block.rows])
    if isinstance(block, Table):
        rows = [[change(cell) for cell in row] for row in block.rows]
        return replace(block, title=change(block.title), rows=rows)
    return replace(block, title=change(block.title), meta=change(block.meta), text=change(block.text))
