"""Which texts of the shipped catalogue are titles and labels that a page shows; first what one sees most."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# a gap alone, or the code of something, is no text
NO_TEXT = re.compile(r"\s*\{\{[^}]*\}\}\s*|[a-z0-9]*_[a-z0-9_]*|[^A-Za-zÄÖÜäöüß]*")

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
        "chains", "question", "trigger", "responsible", "summary", lists=("hints", "guidance"), longest=600
    ),
    _part("organisation_kinds.yaml", lists=("labels",)),
    _part("regions.yaml"),
    _part("forms", "unit", "special", lists=("parts",)),
    _part("results"),
    _part("measure_matrix.yaml"),
    _part("measures"),
    _part("offers", "unit", "question", "meaning"),
    _part("carrying", "add", "text", "proof"),
    _part("documents"),
    _part("people"),
    _part("deadlines", "event"),
    _part("applications", "question", "text", lists=("papers",)),
    _part("placement", "purpose"),
    _part("profiles", "goal", "adaptation", "personal", "aid"),
    _part("triage", "text"),
    _part("cooperation", "question", "ask"),
    _part("crisis", "name", "helps_with", "hours"),
    _part("consulting"),
    _part("access"),
    _part("portal", "standard", longest=600),
    _part("retention"),
    _part("handover"),
    _part("law"),
    _part("kpis", "unit"),
    _part("statistics"),
    _part("steering"),
    _part(
        "surveys",
        "text",
        "group",
        "phone",
        "steps_title",
        "until",
        lists=("paragraphs", "steps"),
        longest=600,
    ),
    _part("staff", maps=frozenset()),
    _part("network"),
    _part("programmes"),
    _part("standards"),
    # Leichte Sprache (welcome/easy.yaml) is German only
    *(
        _part(f"welcome/{name}.yaml", "text", "against", lists=("lines", "how"), longest=600)
        for name in ("first_days", "help", "statement")
    ),
    _part("introduction"),
    _part("data_checks"),
    _part("auditing", "topic"),
    _part("invitations", "closing", "interpreter", lists=("paragraphs",), longest=600),
    _part("complaints", lists=("lines",), longest=600),
    _part("letters", lists=("text", "fill", "columns", "cells", "sign"), longest=600),
    _part("overlays"),
    _part("handbook", deepest=2, titles=frozenset(("title",)), maps=frozenset()),
    _part("imports", maps=frozenset()),
    # titles of tables (privacy/holdings.yaml) stay German, as the report that tells them is asked for rarely elsewhere
    *(_part(f"privacy/{name}.yaml") for name in ("regimes", "activities", "measures")),
)


def shipped_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Each text once, with the file it stands in; what one sees most comes first."""
    seen: set[str] = set()
    for part in PARTS:
        start = root / part.path
        files = [start] if start.is_file() else sorted(start.rglob("*.yaml"))
        for file in files:
            for found in _texts(yaml.safe_load(file.read_text(encoding="utf-8")), part, "", 0):
                text = found.strip()
                if text not in seen and not NO_TEXT.fullmatch(text):
                    seen.add(text)
                    yield text, str(file.relative_to(root.parent))


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
                yield from _texts(value, part, "", depth + 1)
            elif under in part.lists and len(value) <= part.longest:
                yield value


def _counts(key: str, part: Part, under: str, depth: int) -> bool:
    """Whether the value of `key` is read on a page."""
    return under in part.maps or key in part.more or (key in part.titles and depth <= part.deepest)
