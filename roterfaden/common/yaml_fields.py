"""Take typed values out of a mapping of a YAML file; faults are collected, not raised, so people see them
all.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date

from roterfaden.common.yaml_nodes import Fault, Mapping, Node, Scalar, Sequence

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
MAX_IDENTIFIER = 40
NOT_GIVEN = date(1, 1, 1)
TYPE_NAMES = {Scalar: "ein einfacher Wert", Sequence: "eine Liste", Mapping: "ein Satz von Schlüsseln"}


class Faults:
    """The faults of one file so far, and the line of every key."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Fault] = []
        self.lines: dict[str, int] = {}

    def add(self, key: str, message: str, line: int | None = None) -> None:
        self.found.append(Fault(self.path, self.line_of(key) if line is None else line, key, message))

    def line_of(self, key: str) -> int:
        """The line of `key`, or of the nearest key that holds it."""
        while key not in self.lines and "." in key:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 1)


class Fields:
    """One mapping of the file. Each value is asked for by its key; `close` refuses what nobody asked for."""

    def __init__(self, mapping: Mapping, faults: Faults, prefix: str = "") -> None:
        self.mapping, self.faults, self.prefix = mapping, faults, prefix
        self.asked: set[str] = set()
        for key, line in mapping.lines.items():
            faults.lines[self._path(key)] = line
        if prefix:
            faults.lines.setdefault(prefix, mapping.line)

    def text(self, key: str, *, most: int = 200, default: str | None = None) -> str:
        """A text as written. `default` makes the key optional."""
        node = self._scalar(key, required=default is None)
        if node is None:
            return default or ""
        return self._checked_text(node, self._path(key), most)

    def label(self, key: str, *, most: int) -> str:
        """A word as written, even if YAML reads it as a truth value or a number."""
        node = self._scalar(key, required=True)
        if node is None:
            return ""
        return self._checked_text(Scalar(node.text, node.line, "text"), self._path(key), most)

    def identifier(self, key: str, *, optional: bool = False) -> str:
        node = self._scalar(key, required=not optional)
        return "" if node is None else self._checked_identifier(node, self._path(key))

    def identifiers(self, key: str, *, optional: bool = True) -> tuple[str, ...]:
        items = self._items(key, required=not optional)
        return self.unique(key, [self._checked_identifier(item, self._path(key)) for item in items])

    def identifier_or_list(self, key: str) -> tuple[tuple[str, ...], bool]:
        """One id or a list of ids, and whether it was a list."""
        if isinstance(self.mapping.entries.get(key), Sequence):
            return self.identifiers(key, optional=False), True
        return (self.identifier(key),), False

    def texts(self, key: str, *, most: int) -> tuple[str, ...]:
        return tuple(self._checked_text(item, self._path(key), most) for item in self._items(key))

    def choice(self, key: str, among: Collection[str], *, default: str | None = None) -> str:
        node = self._scalar(key, required=default is None)
        if node is None:
            return default or ""
        if node.text not in among:
            allowed = ", ".join(sorted(among))
            self.refuse(key, f"„{_shown(node.text)}“ ist nicht erlaubt. Erlaubt: {allowed}.")
        return node.text

    def flag(self, key: str) -> bool:
        node = self._scalar(key, required=True)
        if node is not None and (node.kind != "bool" or node.text.lower() not in ("true", "false")):
            self.refuse(key, "Hier steht true oder false.")
        return node is not None and node.text.lower() == "true"

    def number(self, key: str, *, least: int, most: int) -> int:
        node = self._scalar(key, required=True)
        if node is None:
            return least
        if node.kind != "int" or not re.fullmatch(r"[0-9]{1,9}", node.text, re.ASCII):
            self.refuse(key, "Hier steht eine ganze Zahl.")
        elif not least <= int(node.text) <= most:
            self.refuse(key, f"Die Zahl liegt zwischen {least} und {most}.")
        else:
            return int(node.text)
        return least

    def day(self, key: str) -> date:
        node = self._scalar(key, required=True)
        if node is None:
            return NOT_GIVEN
        if node.as_date is None:
            self.refuse(key, "Hier steht ein Tag in der Form 2026-11-01.")
        return node.as_date or NOT_GIVEN

    def words(self, key: str, *, most: int) -> dict[str, str]:
        """A mapping of ids to texts."""
        node = self._node(key, required=True)
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self._wrong_type(key, node, Mapping)
            return {}
        fields = Fields(node, self.faults, self._path(key))
        for name in node.entries:
            if not IDENTIFIER.fullmatch(name) or len(name) > MAX_IDENTIFIER:
                fields.refuse(name, "Das ist kein Kürzel aus Buchstaben, Ziffern, Punkt, Strich.")
        return {name: fields.text(name, most=most) for name in node.entries}

    def titles(self, key: str, *, most: int) -> dict[str, str]:
        """A list of ids with their titles, in its order; at least one, none twice."""
        found: dict[str, str] = {}
        for one in self.many(key, least=1):
            name = one.identifier("id")
            if name in found:
                one.refuse("id", "Dieses Kürzel steht hier zweimal.")
            found[name] = one.text("title", most=most)
            one.close()
        return found

    def one(self, key: str) -> "Fields | None":
        """The mapping under `key`, if there is one."""
        node = self._node(key, required=False)
        if node is None:
            return None
        if isinstance(node, Mapping):
            return Fields(node, self.faults, self._path(key))
        self._wrong_type(key, node, Mapping)
        return None

    def many(self, key: str, *, named: str = "id", least: int = 0) -> list["Fields"]:
        """The mappings of a list; each is called by its `named` entry in messages."""
        found = []
        items = self._items(key, required=least > 0)
        for place, item in enumerate(items, start=1):
            if not isinstance(item, Mapping):
                self.refuse(key, f"Eintrag {place}: {_expected(item, Mapping)}", item.line)
                continue
            name = item.entries.get(named)
            called = name.text if isinstance(name, Scalar) and name.text else str(place)
            found.append(Fields(item, self.faults, f"{self._path(key)}[{_shown(called)}]"))
        if (
            key in self.mapping.entries
            and len(items) < least
            and isinstance(self.mapping.entries[key], Sequence)
        ):
            self.refuse(key, f"Hier braucht es mindestens {least} Einträge.")
        return found

    def table(self, key: str, *, columns: int, most: int) -> tuple[tuple[str, ...], ...]:
        """A list of rows with `columns` cells each, every cell a word as written."""
        rows = []
        for item in self._items(key, required=True):
            if not isinstance(item, Sequence) or len(item.items) != columns:
                self.refuse(key, f"Jede Zeile ist eine Liste mit {columns} Feldern.", item.line)
                continue
            cells = [Scalar(c.text, c.line, "text") if isinstance(c, Scalar) else c for c in item.items]
            rows.append(tuple(self._checked_text(c, self._path(key), most, empty=True) for c in cells))
        return tuple(rows)

    def refuse(self, key: str, message: str, line: int | None = None) -> None:
        """Note a fault at `key`."""
        self.faults.add(self._path(key), message, line)

    def close(self) -> None:
        """Refuse the keys that nobody asked for."""
        for key in self.mapping.entries:
            if key not in self.asked:
                self.refuse(key, "Diesen Schlüssel gibt es hier nicht.")

    def _path(self, key: str) -> str:
        return f"{self.prefix}.{key}" if self.prefix else key

    def _wrong_type(self, key: str, node: Node, wanted: type[Node]) -> None:
        self.refuse(key, _expected(node, wanted))

    def _node(self, key: str, *, required: bool) -> Node | None:
        self.asked.add(key)
        node = self.mapping.entries.get(key)
        if node is None and required:
            self.faults.add(self._path(key), "Dieser Schlüssel fehlt.", self.mapping.line)
        return node

    def _scalar(self, key: str, *, required: bool) -> Scalar | None:
        node = self._node(key, required=required)
        if node is None or isinstance(node, Scalar):
            return node
        self._wrong_type(key, node, Scalar)
        return None

    def _items(self, key: str, *, required: bool = False) -> list[Node]:
        node = self._node(key, required=required)
        if node is None:
            return []
        if isinstance(node, Sequence):
            return node.items
        self._wrong_type(key, node, Sequence)
        return []

    def _checked_text(self, node: Node, path: str, most: int, *, empty: bool = False) -> str:
        if not isinstance(node, Scalar):
            self.faults.add(path, _expected(node, Scalar), node.line)
            return ""
        text = " ".join(node.text.split())
        if node.kind not in ("text", "bool"):
            self.faults.add(
                path, f"Hier steht ein Text; „{_shown(node.text)}“ braucht Anführungszeichen.", node.line
            )
        elif not text and not empty:
            self.faults.add(path, "Hier fehlt der Text.", node.line)
        elif len(text) > most:
            self.faults.add(
                path, f"Der Text ist mit {len(text)} Zeichen zu lang; erlaubt sind {most}.", node.line
            )
        return text

    def _checked_identifier(self, node: Node, path: str) -> str:
        if not isinstance(node, Scalar):
            self.faults.add(path, _expected(node, Scalar), node.line)
            return ""
        if node.kind not in ("text", "bool"):
            message = f"Kennungen sind Texte: „{_shown(node.text)}“ braucht Anführungszeichen."
            self.faults.add(path, message, node.line)
        elif len(node.text) > MAX_IDENTIFIER:
            self.faults.add(path, f"Die Kennung ist länger als {MAX_IDENTIFIER} Zeichen.", node.line)
        elif not IDENTIFIER.fullmatch(node.text):
            message = f"„{_shown(node.text)}“ ist keine Kennung aus Buchstaben, Ziffern, Punkt und Strich."
            self.faults.add(path, message, node.line)
        return node.text

    def unique(self, key: str, values: Iterable[str]) -> tuple[str, ...]:
        """The values as they are; refuses each that stands more than once."""
        values = tuple(values)
        for value in sorted({v for v in values if values.count(v) > 1}):
            self.refuse(key, f"„{_shown(value)}“ steht hier zweimal.")
        return values


def _expected(node: Node, wanted: type[Node]) -> str:
    return f"Erwartet wird {TYPE_NAMES[wanted]}, hier steht {TYPE_NAMES[type(node)]}."


def _shown(text: str) -> str:
    return text if len(text) <= MAX_IDENTIFIER else f"{text[:MAX_IDENTIFIER]}…"
