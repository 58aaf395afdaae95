"""Questionnaires as data: read strictly, a bad file is refused with the line."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.surveys.choices import Group, Kind

FOLDER = Path(__file__).parent.parent / "catalogue" / "surveys" / "questionnaires"
MOST_TITLE, MOST_TEXT, MOST_CONTEXT, MOST_QUESTIONS = 120, 300, 600, 40


@dataclass(frozen=True)
class Question:
    """One question; `easy` is its text in Leichte Sprache, empty where there is none.

    `goal`: whether it asks how far the goal is reached, as each party sees it.
    """

    id: str
    kind: Kind
    text: str
    easy: str = ""
    goal: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The names under which its answers are kept."""
        if self.kind == Kind.PAIR:
            return (f"{self.id}.expected", f"{self.id}.satisfied")
        return (self.id,)


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire; never changed once it was asked, a new version stands beside it."""

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
    faults = Faults(path)
    fields = Fields(read_tree(text, path=path), faults)
    rows = fields.many("questions", least=1)
    found = Questionnaire(
        id=fields.identifier("id"),
        version=fields.text("version", most=20),
        group=_group(fields),
        title=fields.text("title", most=MOST_TITLE),
        source=fields.text("source", most=MOST_TEXT),
        easy_checked=fields.flag("easy_checked"),
        context=fields.text("context", most=MOST_CONTEXT),
        questions=tuple(_question(row) for row in rows[:MOST_QUESTIONS]),
    )
    fields.unique("questions", [question.id for question in found.questions])
    if len(rows) > MOST_QUESTIONS:
        fields.refuse("questions", f"Mehr als {MOST_QUESTIONS} Fragen beantwortet niemand.")
    fields.close()
    if faults.found:
        raise FileFaults(faults.found)
    return found


def _group(fields: Fields) -> Group:
    named = fields.choice("group", Group.values)
    return Group(named) if named in Group.values else Group.CLIENT


def _question(fields: Fields) -> Question:
    named = fields.choice("kind", Kind.values)
    found = Question(
        id=fields.identifier("id"),
        kind=Kind(named) if named in Kind.values else Kind.TEXT,
        text=fields.text("text", most=MOST_TEXT),
        easy=fields.text("easy", most=MOST_TEXT, default=""),
        goal="goal" in fields.mapping.entries and fields.flag("goal"),
    )
    fields.close()
    return found
