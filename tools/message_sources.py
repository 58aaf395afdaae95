"""Every text of the program that is to be translated: from templates, from Python, from the shipped catalogue."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from roterfaden.languages.po import Message  # noqa: E402
from tools.message_catalogue import shipped_texts  # noqa: E402
from tools.message_sentences import sentences as german_sentences  # noqa: E402

PACKAGE = ROOT / "roterfaden"
# what each function takes: the places of the context, the text and its plural
FUNCTIONS = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
FUNCTIONS |= {f"{name}_lazy": takes for name, takes in FUNCTIONS.items()} | {
    "gettext_noop": (None, 0, None),
    "_": (None, 0, None),
}
STRING = r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CALL = re.compile(
    rf"\b(gettext|ngettext|pgettext|npgettext|_)\(u?{STRING}(?:, ?u?{STRING})?(?:, ?u?{STRING})?"
)


@dataclass
class Found:
    """What was found so far: each text once, with the files that say it."""

    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, place: str, name: str, arguments: list[str]) -> None:
        context, text, plural = (None if at is None else arguments[at] for at in FUNCTIONS[name])
        if not text:
            return
        message = self.messages.setdefault((context or "", text), Message(text, context=context or ""))
        if plural:
            message.plural = plural
        if place not in message.places:
            message.places.append(place)


def program() -> Found:
    """The texts of the interface, as `makemessages` finds them, without GNU gettext."""
    found = Found()
    for path in sorted(PACKAGE.rglob("*.py")):
        for name, arguments in _calls_of_python(path):
            found.add(str(path.relative_to(PACKAGE)), name, arguments)
    for path in sorted([*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        for name, arguments in _calls_of_template(path):
            found.add(str(path.relative_to(PACKAGE)), name, arguments)
    return found


def catalogue(known: Found) -> Found:
    """The titles and labels of the shipped catalogue that the interface does not say itself."""
    found = Found()
    for text, place in shipped_texts(PACKAGE / "catalogue"):
        if ("", text) not in known.messages:
            found.add(place, "gettext", [text])
    return found


def sentences(known: Found, catalogue: Found) -> Found:
    """What the packages below the pages say without a language."""
    found = Found()
    for text, place in german_sentences(PACKAGE):
        if ("", text) not in known.messages and ("", text) not in catalogue.messages:
            found.add(place, "gettext", [text])
    return found


def _calls_of_python(path: Path) -> Iterator[tuple[str, list[str]]]:
    source = path.read_text(encoding="utf-8")
    if "gettext" not in source:
        return
    nodes = list(ast.walk(ast.parse(source)))
    aliases = {
        name.asname or name.name: name.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
    }
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        name = aliases.get(called, called)
        if name in FUNCTIONS:
            texts = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
            wanted = [at for at in FUNCTIONS[name] if at is not None]
            if all(at < len(texts) and isinstance(texts[at], str) for at in wanted):
                yield name, [str(text) for text in texts]


def _calls_of_template(path: Path) -> Iterator[tuple[str, list[str]]]:
    for found in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        yield found[1], [ast.literal_eval(text) for text in found.groups()[1:] if text]
