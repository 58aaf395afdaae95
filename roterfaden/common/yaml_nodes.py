"""Read a YAML file into a small tree that knows every line, and refuse all of YAML that no file needs.

No anchors, aliases, tags, second documents or deep nesting: so no file can blow up, whatever it holds.
Scalars keep their text as written, because YAML reads `no` and `on` as truth values, and a file means the
words.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from yaml.resolver import Resolver

MAX_BYTES = 1_000_000
MAX_DEPTH = 8
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
KINDS = {
    "tag:yaml.org,2002:str": "text",
    "tag:yaml.org,2002:bool": "bool",
    "tag:yaml.org,2002:int": "int",
    "tag:yaml.org,2002:null": "null",
    "tag:yaml.org,2002:timestamp": "date",
}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong with a file, and where."""

    path: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.key}: {self.message}"


class FileFaults(ValueError):
    """Files cannot be used. Carries every fault that was found; nothing of them was taken over."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Scalar:
    text: str
    line: int
    kind: str  # text | bool | int | null | date | other

    @property
    def as_date(self) -> date | None:
        """The day that the text writes as 2026-11-01; None if it writes none."""
        try:
            return date.fromisoformat(self.text) if len(self.text) == len("2026-11-01") else None
        except ValueError:
            return None


@dataclass(frozen=True)
class Sequence:
    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Mapping:
    line: int
    entries: dict[str, "Node"] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def read_file(path: Path) -> str:
    """The text of a file; refuses what is too large (without reading it), is not UTF-8, or has a BOM."""
    name = str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _refusal(name, 1, f"Die Datei ist mit {size} Bytes zu groß; erlaubt sind {MAX_BYTES}.")
        content = path.read_bytes()
    except OSError as error:
        what = "gibt es nicht" if isinstance(error, FileNotFoundError) else "lässt sich nicht lesen"
        raise _refusal(name, 1, f"Die Datei {what}.") from error
    if content.startswith(BOMS):
        raise _refusal(
            name, 1, "Die Datei beginnt mit einer Byte-Order-Marke (BOM). Bitte ohne BOM als UTF-8 speichern."
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(name, line, "Die Datei ist nicht als UTF-8 gespeichert.") from error


def read_tree(text: str, *, path: str) -> Mapping:
    """The content of `text` as a tree; raises FileFaults with all double keys, or what stops reading."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _refusal(path, 1, f"Die Datei ist zu groß; erlaubt sind {MAX_BYTES} Bytes.")
    found = CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        what = (
            "eine Byte-Order-Marke (BOM)"
            if found[0] == "\ufeff"
            else f"das Steuerzeichen U+{ord(found[0]):04X}"
        )
        raise _refusal(path, line, f"Die Datei enthält {what}.")
    try:
        return _Composer(path).compose(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        last = max(1, len(text.splitlines()))
        line = min(mark.line + 1, last) if mark else 1
        raise _refusal(path, line, "Hier ist die Datei kein gültiges YAML.") from error


def plain(node: Node) -> Any:
    """The node as lists, dicts and texts: what a file says, whatever its formatting."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case _:
            return {key: plain(value) for key, value in node.entries.items()}


def _refusal(path: str, line: int, message: str) -> FileFaults:
    return FileFaults([Fault(path, line, "Datei", message)])


class _Composer:
    """Builds the tree from YAML's events, with its own stack instead of recursion."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.resolve: Callable[..., str] = Resolver().resolve
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []
        self.root: Node | None = None

    def compose(self, events: Iterator[Any]) -> Mapping:
        for event in events:
            self._take(event)
        if not isinstance(self.root, Mapping):
            line = self.root.line if self.root else 1
            raise _refusal(self.path, line, "Die Datei muss aus Schlüsseln mit Werten bestehen („id: V1“).")
        if self.faults:
            raise FileFaults(self.faults)
        return self.root

    def _take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal(self.path, line, "Anker und Verweise (& und *) sind nicht erlaubt.")
        if getattr(event, "tag", None):
            raise _refusal(self.path, line, "Typangaben (!) sind nicht erlaubt.")
        match event:
            case yaml.ScalarEvent():
                self._put(Scalar(event.value, line, self._kind(event)))
            case yaml.SequenceStartEvent():
                self._open(Sequence(line))
            case yaml.MappingStartEvent():
                self._open(Mapping(line))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self.stack.pop()
                self.keys.pop()
            case yaml.DocumentStartEvent() if self.root is not None:
                raise _refusal(
                    self.path, line, "Die Datei enthält mehrere Dokumente (---). Erlaubt ist eines."
                )

    def _kind(self, event: Any) -> str:
        if not event.implicit[0]:
            return "text"
        tag: str = self.resolve(yaml.ScalarNode, event.value, (True, False))
        return KINDS.get(tag, "other")

    def _open(self, node: Sequence | Mapping) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _refusal(
                self.path, node.line, f"Tiefer als {MAX_DEPTH} Ebenen darf nichts verschachtelt sein."
            )
        self._put(node)
        self.stack.append(node)
        self.keys.append(None)

    def _put(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        holder = self.stack[-1]
        if isinstance(holder, Sequence):
            holder.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            if not isinstance(node, Scalar):
                raise _refusal(self.path, node.line, "Ein Schlüssel muss ein einfaches Wort sein.")
            self.keys[-1] = node
            return
        self.keys[-1] = None
        if key.text in holder.entries:
            message = f"Dieser Schlüssel steht hier zweimal, zuerst in Zeile {holder.lines[key.text]}."
            self.faults.append(Fault(self.path, key.line, key.text, message))
            return
        holder.entries[key.text] = node
        holder.lines[key.text] = key.line
