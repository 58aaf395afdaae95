"""German sentences that the packages below the pages say without knowing a language: refusals, and the names of deeds.

They are put into the language of the page where they are shown (`languages.shipped.said`). A value within a sentence is
a gap: `f"Die Art „{kind}“ gibt es nicht."` is handed out as `Die Art „{kind}“ gibt es nicht.`
"""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

# what people at a console, readers of data files and programs read, stays German or English
LEFT_OUT = re.compile(
    r"^(web/styleguide|operations|api|config|languages|audit/(verification|triggers|management)|.*/migrations|.*/management)/"
    r"|(reader|yaml_\w+|access_table|overlay\w*|layer\w*|catalogue_file|shipped\w*|keyfiles|triggers|einvoice)\.py$"
    r"|/(dmn|bpmn)/"
)
SENTENCE = re.compile(r"[A-ZÄÖÜ„{].*\s.*[.?!]", re.DOTALL)
GERMAN = re.compile(r"[A-Za-zÄÖÜäöüß]{3}")
TECHNICAL = frozenset(
    ("ValueError", "TypeError", "RuntimeError", "KeyError", "AssertionError", "CommandError", "LookupError")
)
GETTEXT = re.compile(r"(n|p|np)?gettext(_lazy|_noop)?|_")


def sentences(package: Path) -> Iterator[tuple[str, str]]:
    """Each sentence with the file that says it."""
    for path in sorted(package.rglob("*.py")):
        place = str(path.relative_to(package))
        if not LEFT_OUT.search(place):
            for text in _said(list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))):
                yield text, place


def _said(nodes: Sequence[ast.AST]) -> Iterator[str]:
    seen = _not_for_people(nodes)
    for node in nodes:
        if id(node) in seen:
            continue
        if isinstance(node, ast.Call) and _name(node) == "register" and len(node.args) > 1:
            label = _text(node.args[1])
            if label and GERMAN.search(label):
                yield label
        if isinstance(node, ast.JoinedStr):
            seen |= {id(part) for part in ast.walk(node)}
        text = _text(node)
        if text and SENTENCE.fullmatch(text.strip()) and GERMAN.search(text):
            yield text


def _not_for_people(nodes: Sequence[ast.AST]) -> set[int]:
    """Docstrings, what goes through gettext already, what a programmer did wrong, and the parts of longer texts."""
    found: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        elif (isinstance(node, ast.Call) and GETTEXT.fullmatch(_name(node))) or (
            isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _name(node.exc) in TECHNICAL
        ):
            found |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.JoinedStr):
            found |= {id(part) for part in ast.walk(node) if part is not node}
    return found


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _text(node: ast.AST) -> str:
    """The text of a constant, or of an f-string with its values as gaps."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts, gaps = [], 0
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            gaps += 1
            inner = part.value
            known = inner.id if isinstance(inner, ast.Name) else getattr(inner, "attr", "")
            parts.append(f"{{{known.lower() or f'value{gaps}'}}}")
        elif isinstance(part, ast.Constant):
            parts.append(str(part.value))
    return "".join(parts)
