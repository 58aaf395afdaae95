"""Expand, then contract: a migration must not break the program that is still running while it is applied.

Refused in one step: removing or renaming a table or column, a new column that must be filled and has no default,
changing a column's type or making it mandatory. A change that has been thought through is named in REASONS.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFUSED = {
    "DeleteModel": "the running program still reads the table: stop using it in one release, drop it in the next",
    "RemoveField": "the running program still writes the column: stop using it in one release, drop it in the next",
    "RenameField": "renames a column under the running program: add the new one, copy, then drop the old one",
    "RenameModel": "renames a table under the running program: add the new one, copy, then drop the old one",
    "AlterModelTable": "renames a table under the running program",
    "AlterField": "changes a column under the running program: say why it only widens",
}
WIDE = frozenset(("ManyToManyField",))
# migration -> why it is safe for a program that is still running
REASONS: dict[str, str] = {}


BEFORE = ROOT / "tools" / "migrations_before.txt"


def main() -> int:
    if sys.argv[1:] == ["--freeze"]:  # at the first release, never after it
        BEFORE.write_text("".join(f"{name}\n" for name, _path in _all()), encoding="utf-8")
        return 0
    reasons = {**REASONS, **_history()}
    faults = [
        f"{name}: {fault}"
        for name, path in _all()
        if name not in reasons
        for fault in faults_in(path.read_text(encoding="utf-8"))
    ]
    for line in faults:
        print("migration:", line)
    return bool(faults)


def faults_in(source: str) -> Iterator[str]:
    """What in the text of one migration would break the program before it."""
    tree = ast.parse(source)
    made = {_said(call, "name", 0).lower() for call in _calls(tree) if _name(call) == "CreateModel"}
    for call in _calls(tree):
        kind = _name(call)
        if kind in REFUSED and _said(call, "model_name", 0).lower() not in made:
            yield f"{kind} {REFUSED[kind]}"
        if kind == "AddField" and _said(call, "model_name", 0).lower() not in made and not _has_default(call):
            yield f"AddField {_said(call, 'name', 1)} is mandatory and has no default: the running program cannot write"


def _has_default(call: ast.Call) -> bool:
    """Whether rows written by the program before still fit: empty allowed, or filled by the database."""
    field = next((word.value for word in call.keywords if word.arg == "field"), None)
    if not isinstance(field, ast.Call):
        return False
    if _name(field) in WIDE:
        return True
    told = {word.arg: word.value for word in field.keywords}
    null = told.get("null")
    return (isinstance(null, ast.Constant) and null.value is True) or "db_default" in told


def _all() -> list[tuple[str, Path]]:
    paths = sorted(ROOT.glob("roterfaden/*/migrations/[0-9]*.py"))
    return [(f"{path.parents[1].name}/{path.stem}", path) for path in paths]


def _history() -> dict[str, str]:
    """Migrations made before there was an installation to keep running."""
    return dict.fromkeys(BEFORE.read_text(encoding="utf-8").split(), "before the first installation")


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _said(call: ast.Call, name: str, place: int) -> str:
    given = next((word.value for word in call.keywords if word.arg == name), None)
    if given is None and len(call.args) > place:
        given = call.args[place]
    return str(given.value) if isinstance(given, ast.Constant) else ""


if __name__ == "__main__":
    sys.exit(main())
