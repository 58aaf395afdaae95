"""Which texts of the shipped catalogue are titles and labels that a page shows; first what one sees most."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# a gap alone, or the code of something, is no text
NO_TEXT = re.compile(r"(?:\s*\{\{[^}]*\}\}[\s,–]*)+|[a-z0-9]*_[a-z0-9_]*|[^A-Za-zÄÖÜäöüß]*")

# a title is short; what is longer is an explanation, and stays German until somebody answers for its translation
LONGEST_TITLE = 170
EVERYWHERE = frozenset(("title", "label", "label_ch", "short"))
# under these keys stand maps from a code to what the page shows for it
MAPS = frozenset(("choices", "options", "roles", "levels", "marks", "names", "words", "wordings"))


@dataclass(frozen=True)
class Part:
    """One folder or file: which keys and lists of texts count there besides those that count everywhere."""

    path: str
    more: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    # how deep a title may stand; forms of the handbook name each of their lines "title"
    deepest: int = 99
    titles: frozenset[str] = EVERYWHERE
    maps: frozenset[str] = MAPS
    longest: int = LONGEST_TITLE


def _part(path: str, *more: str, lists: tuple[str, ...] = (), **options: Any) -> Part:
    return Part(path, frozenset(more), frozenset(lists), **options)


PARTS = (
    _part(
        "chains",
        "question",
        "trigger",
        "responsible",
        "summary",
        "note",
        lists=("hints", "guidance", "rows"),
        longest=600,
    ),
    _part("organisation_kinds.yaml", lists=("labels",)),
    _part("regions.yaml"),
    _part("forms", "unit", "special", lists=("parts",)),
    _part("results"),
    _part("measure_matrix.yaml", "note", longest=600),
    _part(
        "measures",
        "definition",
        lists=("guidance", "definition", "actions", "purposes", "documentation"),
        longest=900,
    ),
    _part(
        "offers",
        "unit",
        "question",
        "meaning",
        "text",
        "provider",
        "duration_note",
        "note",
        "says",
        lists=("text", "lines"),
        longest=900,
    ),
    _part("carrying", "add", "text", "proof", "hint", longest=600),
    _part("documents"),
    _part("people"),
    _part("deadlines", "event", "consequence", longest=600),
    _part(
        "applications", "question", "text", "note", "meaning", "deemed_text", lists=("papers",), longest=600
    ),
    _part("placement", "purpose"),
    _part("profiles", "goal", "adaptation", "personal", "aid", "note", longest=600),
    _part("triage", "text", "why", longest=600),
    _part("cooperation", "question", "ask", "why", maps=MAPS | {"terms"}, longest=600),
    _part("crisis", "name", "helps_with", "hours"),
    _part("consulting"),
    _part("access"),
    _part("portal", "standard", longest=600),
    _part("retention", "source", longest=600),
    _part("handover"),
    _part("law", lists=("conditions",), longest=600),
    _part("kpis", "unit", "meaning", "help", longest=600),
    _part("statistics", "help", longest=600),
    _part("steering", "help", lists=("goals", "preparation"), longest=600),
    _part(
        "surveys",
        "text",
        "group",
        "phone",
        "steps_title",
        "until",
        "context",
        lists=("paragraphs", "steps"),
        longest=600,
    ),
    _part("staff", "note", maps=frozenset(), longest=600),
    _part("network"),
    _part("programmes", "text", "about", lists=("text", "aims"), longest=900),
    _part("standards", "text", "topic", "about", lists=("text",), longest=900),
    # Leichte Sprache (welcome/easy.yaml) is German only
    *(
        _part(f"welcome/{name}.yaml", "text", "against", lists=("lines", "how"), longest=600)
        for name in ("first_days", "help", "statement")
    ),
    _part("introduction", "text", longest=600),
    _part("data_checks", "what", longest=600),
    _part("auditing", "topic", "text", longest=600),
    _part("invitations", "closing", "interpreter", lists=("paragraphs",), longest=600),
    _part("complaints", lists=("lines",), longest=600),
    _part("letters", "purpose", lists=("text", "facts", "fill", "columns", "cells", "sign"), longest=600),
    _part("overlays"),
    # the words of a Land's layer are shown as they are
    *(
        _part(
            f"handbook/{name}",
            "long",
            "summary",
            "note",
            "subject",
            "text",
            "since",
            "now",
            lists=("text", "requirements", "items", "basis", "fields", "aids"),
            titles=frozenset(("title",)),
            maps=frozenset(),
            longest=1500,
        )
        for name in (
            "abbreviations.yaml",
            "aids",
            "einfuehrung.yaml",
            "ergebnis.yaml",
            "fuehrung.yaml",
            "law.yaml",
            "links.yaml",
            "offices.yaml",
            "procedure.yaml",
            "prozess.yaml",
            "schweiz.yaml",
            "struktur.yaml",
        )
    ),
    _part("imports", maps=frozenset()),
    *(_part(f"privacy/{name}.yaml") for name in ("regimes", "measures", "holdings")),
    _part("privacy/activities.yaml", "purpose", "basis_de", "basis_ch", longest=600),
)


def shipped_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Each text once, with the file it stands in; what one sees most comes first."""
    seen: set[str] = set()
    for part in PARTS:
        start = root / part.path
        files = [start] if start.is_file() else sorted(start.rglob("*.yaml"))
        for file in files:
            for found in _texts(_loaded(file), part, "", 0):
                text = found.strip()
                if text not in seen and not NO_TEXT.fullmatch(text):
                    seen.add(text)
                    yield text, str(file.relative_to(root.parent))


def _loaded(file: Path) -> object:
    return yaml.load(file.read_bytes(), Loader=LOADER)  # noqa: S506 - both are safe loaders


def _texts(node: object, part: Part, under: str, depth: int) -> Iterator[str]:
    """The texts of one node, in the order of the file."""
    if isinstance(node, dict):
        for key, value in node.items():
            if not isinstance(value, str):
                yield from _texts(value, part, str(key), depth + 1)
            elif len(value) <= part.longest and _counts(str(key), part, under, depth):
                yield value
    elif isinstance(node, list):
        for value in node:
            if not isinstance(value, str):
                # rows of a table belong to the list that they stand in
                yield from _texts(value, part, under if isinstance(value, list) else "", depth + 1)
            elif under in part.lists and len(value) <= part.longest:
                yield value


def _counts(key: str, part: Part, under: str, depth: int) -> bool:
    """Whether the value of `key` is read on a page."""
    return under in part.maps or key in part.more or (key in part.titles and depth <= part.deepest)
