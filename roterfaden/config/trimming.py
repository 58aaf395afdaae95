"""KERN brings rules for all that it can do; what no page of ours names is left out of the collected style sheet."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

SOURCES = ("web/**/*.html", "web/**/*.py", "web/static/rf/**/*.js", "web/static/rf/**/*.css")
CLASS = re.compile(r"\.(kern-[\w-]+)")
NAMED = re.compile(r"kern-[\w-]+")
QUOTED = re.compile(r"[\"']([a-z-]+)[\"']")
ICON = "kern-icon--"
GROUPS = ("@media", "@supports", "@layer")
BETWEEN_SELECTORS = re.compile(r",(?![^(]*\))")


def trimmed(css: str) -> str:
    """The rules whose classes of KERN are all named somewhere in our sources, or have none. `css` is minified."""
    found = []
    for head, body in _rules(css):
        if body is None:
            found.append(head)
        elif head.startswith(GROUPS):
            inner = trimmed(body)
            found.append(f"{head}{{{inner}}}" if inner else "")
        elif head.startswith("@"):
            found.append(f"{head}{{{body}}}")
        else:
            kept = [one for one in BETWEEN_SELECTORS.split(head) if all(map(is_named, CLASS.findall(one)))]
            found.append(f"{','.join(kept)}{{{body}}}" if kept else "")
    return "".join(found)


def is_named(name: str) -> bool:
    """Whether our sources name a class of KERN, whole or as one that is put together ("kern-icon--" + "add")."""
    names, words = _words()
    if name in names or any(name.startswith(one) for one in names if one.endswith("-") and one != ICON):
        return True
    return name.startswith(ICON) and name.removeprefix(ICON) in words


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """The classes of KERN in our sources, and every quoted word: an icon is named by one."""
    paths = [path for pattern in SOURCES for path in Path(settings.PACKAGE_DIR).glob(pattern)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    return frozenset(NAMED.findall(text)), frozenset(QUOTED.findall(text))


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Each rule as its head and its body; statements without a body as they are."""
    at = 0
    while (found := re.compile(r"[{;]").search(css, at)) is not None:
        head = css[at : found.start()]
        if found[0] == ";":
            yield head + ";", None
            at = found.end()
            continue
        end = _end_of(css, found.end())
        yield head, css[found.end() : end]
        at = end + 1


def _end_of(css: str, at: int) -> int:
    """Where the block that begins at `at` ends; braces within strings do not count."""
    depth = 1
    for sign in re.compile(r"\"[^\"]*\"|'[^']*'|[{}]").finditer(css, at):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if depth == 0:
            return sign.start()
    raise ValueError("a block of the style sheet does not end")
