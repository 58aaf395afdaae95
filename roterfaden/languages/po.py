"""Files of translations (PO) read and written, and compiled to what Python's gettext reads (MO).

A fresh machine has no GNU gettext. The format is that of the GNU manual, chapter "The Format of PO Files".
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "it": "nplurals=2; plural=(n != 1);",
    "de_CH": "nplurals=2; plural=(n != 1);",
}
LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d+)\])?\s+)?"(.*)"')
ESCAPED = re.compile(r"\\(.)")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
MO_MAGIC = 0x950412DE


class PoFault(Exception):
    """A file of translations cannot be read; says the line."""


@dataclass
class Message:
    """One text with its translation: one form, or one for each number."""

    text: str
    plural: str = ""
    context: str = ""
    forms: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text

    @property
    def is_translated(self) -> bool:
        return bool(self.forms) and all(self.forms) and len(self.forms) == (2 if self.plural else 1)


def read(path: Path) -> list[Message]:
    """All messages of a file without its header. Refuses a line that it does not know."""
    messages, current, part = [], _Entry(), ""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    for number, line in enumerate([*lines, ""], 1):
        if not line:
            if current.parts.get("msgid"):
                messages.append(current.message())
            current, part = _Entry(), ""
        elif line.startswith("#"):
            current.comment(line)
        else:
            found = LINE.fullmatch(line)
            if found is None:
                raise PoFault(f"{path}:{number}: {line[:60]}")
            word, index, text = found.groups()
            part = f"{word}{index or ''}" if word else part
            current.parts[part] = current.parts.get(part, "") + _plain(text)
    return messages


class _Entry:
    """What has been read of one message."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.places: list[str] = []
        self.fuzzy = False

    def comment(self, line: str) -> None:
        if line.startswith("#:"):
            self.places += line[2:].split()
        elif line.startswith("#,"):
            self.fuzzy = self.fuzzy or "fuzzy" in line

    def message(self) -> Message:
        parts = self.parts
        forms = [parts[name] for name in ("msgstr", "msgstr0", "msgstr1") if name in parts]
        return Message(
            text=parts["msgid"],
            plural=parts.get("msgid_plural", ""),
            context=parts.get("msgctxt", ""),
            forms=forms,
            places=self.places,
            fuzzy=self.fuzzy,
        )


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda found: ESCAPES.get(found[1], found[1]), text)


def _quoted(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def header(locale: str) -> str:
    return (
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        f"Language: {locale}\n"
        f"Plural-Forms: {PLURALS[locale]}\n"
    )


def write(path: Path, messages: Iterable[Message], locale: str) -> None:
    """Write the file sorted by text, each text on one line, so that a change shows as little as it is."""
    blocks = [
        'msgid ""\nmsgstr ""\n' + "\n".join(_quoted(line + "\n") for line in header(locale).splitlines())
    ]
    blocks += [_block(message) for message in sorted(messages, key=lambda one: (one.text, one.context))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _block(message: Message) -> str:
    lines = [f"#: {place}" for place in sorted(set(message.places))]
    if message.fuzzy:
        lines.append("#, fuzzy")
    if message.context:
        lines.append(f"msgctxt {_quoted(message.context)}")
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        forms = message.forms or ["", ""]
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f"msgstr[{index}] {_quoted(form)}" for index, form in enumerate(forms)]
    else:
        lines.append(f"msgstr {_quoted(message.forms[0] if message.forms else '')}")
    return "\n".join(lines)


def compiled(messages: Iterable[Message], locale: str) -> bytes:
    """The same as bytes of an MO file. What is untranslated or doubtful is left out."""
    rows = {b"": header(locale).encode()}
    for message in messages:
        if message.is_translated and not message.fuzzy:
            key = f"{message.context}\x04{message.text}" if message.context else message.text
            key = f"{key}\0{message.plural}" if message.plural else key
            rows[key.encode()] = "\0".join(message.forms).encode()
    pairs = sorted(rows.items())
    start = 28 + 16 * len(pairs)
    keys, values = b"", b""
    key_table: list[tuple[int, int]] = []
    value_table: list[tuple[int, int]] = []
    for original, said in pairs:
        key_table.append((len(original), len(keys)))
        value_table.append((len(said), len(values)))
        keys += original + b"\0"
        values += said + b"\0"
    head = struct.pack("<7I", MO_MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    offsets = b"".join(struct.pack("<2I", size, start + at) for size, at in key_table)
    offsets += b"".join(struct.pack("<2I", size, start + len(keys) + at) for size, at in value_table)
    return head + offsets + keys + values
