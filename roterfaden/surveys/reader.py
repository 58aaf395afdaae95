"""Questionnaires as data: read strictly, a bad file is refused with the line."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from roterfaden.common.yaml_nodes import Fault, FileFaults, Mapping, Scalar, Sequence, read_file, read_tree
from roterfaden.surveys.choices import Group, Kind

FOLDER = Path(__file__).parent.parent / "catalogue" / "surveys"
HEAD = ("id", "version", "group", "title", "source", "easy_checked", "context", "questions")
NEEDED = ("id", "kind", "text")


@dataclass(frozen=True)
class Question:
    """One question; `easy` is its text in Leichte Sprache, empty where there is none."""

    id: str
    kind: Kind
    text: str
    easy: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The names under which its answers are kept."""
        if self.kind == Kind.PAIR:
            return (f"{self.id}.expected", f"{self.id}.satisfied")
        return (self.id,)


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire; never changed, a new version is a new file."""

    id: str
    version: str
    group: Group
    title: str
    source: str
    easy_checked: bool
    context: str
    questions: tuple[Question, ...]

    @property
    def has_easy(self) -> bool:
        return all(question.easy for question in self.questions)


@cache
def questionnaires() -> dict[tuple[str, str], Questionnaire]:
    """All shipped questionnaires by id and version."""
    found = [read_questionnaire(read_file(path), path=path.name) for path in sorted(FOLDER.glob("*.yaml"))]
    return {(one.id, one.version): one for one in found}


def read_questionnaire(text: str, *, path: str) -> Questionnaire:
    """The questionnaire that `text` writes; raises FileFaults with every fault and its line."""
    tree = read_tree(text, path=path)
    faults = _unfit(tree, HEAD, HEAD, path)
    rows = tree.entries.get("questions")
    questions = _questions(rows, path, faults) if isinstance(rows, Sequence) else ()
    if not questions:
        faults.append(Fault(path, tree.line, "questions", "Es fehlt eine Liste von Fragen."))
    group = _text(tree, "group")
    if group not in Group.values:
        faults.append(Fault(path, tree.lines.get("group", tree.line), "group", "Diese Gruppe gibt es nicht."))
    if faults:
        raise FileFaults(faults)
    return Questionnaire(
        id=_text(tree, "id"),
        version=_text(tree, "version"),
        group=Group(group),
        title=_text(tree, "title"),
        source=_text(tree, "source"),
        easy_checked=_text(tree, "easy_checked") == "true",
        context=_text(tree, "context"),
        questions=questions,
    )


def _questions(rows: Sequence, path: str, faults: list[Fault]) -> tuple[Question, ...]:
    found: dict[str, Question] = {}
    for row in rows.items:
        if not isinstance(row, Mapping):
            faults.append(Fault(path, row.line, "questions", "Hier steht eine Frage mit Schlüsseln."))
            continue
        faults += _unfit(row, NEEDED, (*NEEDED, "easy"), path)
        name, kind = _text(row, "id"), _text(row, "kind")
        if name in found:
            faults.append(Fault(path, row.line, "id", f"Die Frage „{name}“ steht zweimal da."))
        if kind not in Kind.values:
            faults.append(Fault(path, row.line, "kind", f"Die Art „{kind}“ gibt es nicht."))
            continue
        found[name] = Question(name, Kind(kind), _text(row, "text"), _text(row, "easy"))
    return tuple(found.values())


def _unfit(node: Mapping, needed: tuple[str, ...], known: tuple[str, ...], path: str) -> list[Fault]:
    missing = [Fault(path, node.line, key, "Das fehlt.") for key in needed if key not in node.entries]
    foreign = [key for key in node.entries if key not in known]
    return missing + [Fault(path, node.lines[key], key, "Das ist hier unbekannt.") for key in foreign]


def _text(node: Mapping, key: str) -> str:
    found = node.entries.get(key)
    return found.text if isinstance(found, Scalar) else ""
