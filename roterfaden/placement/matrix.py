"""The matrix of consulting (KASSYS 4.5 B2), checklist, documentation sheet, feedback, projects: dated data."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.process.deadline_rules import rule_book

FILE = Path(__file__).resolve().parents[1] / "catalogue" / "consulting" / "consulting-2026-11.yaml"
MOST_CROSSES = 3


@dataclass(frozen=True)
class ActionKind:
    """One of the 14 kinds of action. `crosses`: in how many fields it is usual; `fields`: in which, where known."""

    id: str
    title: str
    crosses: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class ProjectKind:
    id: str
    title: str
    law: str
    milestones: dict[str, str]


@dataclass(frozen=True)
class Matrix:
    """The shipped table."""

    version: str
    release_in: str
    answer_rule: str
    fields: dict[str, tuple[str, str]]
    actions: dict[str, ActionKind]
    projects: dict[str, ProjectKind]
    checklist: dict[str, str]
    sheet: dict[str, str]
    feedback: dict[str, str]
    marks: dict[str, str]
    topics: dict[str, str]

    def needs_release(self, region: str) -> bool:
        """Whether the activities of a service in this Land or canton are released by the Integrationsamt."""
        return region.startswith(self.release_in)


def parse_matrix(text: str, *, name: str) -> Matrix:
    """The table of one file. Raises FileFaults with all faults."""
    faults = Faults(name)
    fields = Fields(read_tree(text, path=name), faults)
    fields.choice("kind", ("consulting",))
    fields.identifier("id")
    fields.choice("language", ("de",))
    fields.day("valid_from")
    fields.text("source", most=400)
    made = Matrix(
        version=fields.identifier("version"),
        release_in=fields.identifier("release_in"),
        answer_rule=fields.identifier("answer_rule"),
        fields={key: (title, hint) for key, title, hint in map(_field, fields.many("fields", least=1))},
        actions={one.id: one for one in map(_action, fields.many("actions", least=1))},
        projects={one.id: one for one in map(_project, fields.many("projects", least=1))},
        checklist=fields.titles("checklist", most=160),
        sheet=fields.titles("sheet", most=160),
        feedback=fields.titles("feedback", most=160),
        marks=fields.words("marks", most=60),
        topics=fields.titles("topics", most=160),
    )
    for one in made.actions.values():
        if set(one.fields) - set(made.fields):
            fields.refuse("actions", f"Maßnahme {one.id} nennt ein Feld, das es nicht gibt.")
    if made.answer_rule not in {rule.id for rule in rule_book().rules}:
        fields.refuse("answer_rule", "Diese Fristregel steht nicht im Katalog.")
    fields.close()
    if faults.found:
        raise FileFaults(faults.found)
    return made


def _field(one: Fields) -> tuple[str, str, str]:
    made = one.identifier("id"), one.text("title", most=60), one.text("hint")
    one.close()
    return made


def _action(one: Fields) -> ActionKind:
    crosses = one.number("crosses", least=1, most=MOST_CROSSES)
    made = ActionKind(one.identifier("id"), one.text("title", most=120), crosses, one.identifiers("fields"))
    one.close()
    return made


def _project(one: Fields) -> ProjectKind:
    milestones = one.titles("milestones", most=160)
    title = one.text("title", most=80)
    made = ProjectKind(one.identifier("id"), title, one.text("law", most=80, default=""), milestones)
    one.close()
    return made


@lru_cache(maxsize=1)
def matrix() -> Matrix:
    """The shipped table, read once per process."""
    return parse_matrix(read_file(FILE), name=FILE.name)
